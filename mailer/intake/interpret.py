"""A mail in, what it means out: the way through the rules."""

from mailer.intake.incoming import Incoming
from mailer.intake.rules import RULES
from mailer.intake.verdict import Setting, Verdict
from mailer.message.mail import Mail


def interpret(mail: Mail, setting: Setting) -> Verdict:
    """Say what a mail means in its setting. Pure; never raises, whatever the octets were."""
    incoming = Incoming(mail, setting)
    return next(verdict for rule in RULES if (verdict := rule.read(incoming)) is not None)


def written_by_a_person(mail: Mail, setting: Setting) -> bool:
    """Say whether no rule takes it for a program's mail or a calendar's, or for too long to be typed."""
    incoming = Incoming(mail, setting)
    return all(rule.read(incoming) is None for rule in RULES[:-1])
