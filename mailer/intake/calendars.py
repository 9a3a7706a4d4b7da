"""Verdicts on calendar replies (RFC 5546): the button that was pressed, and the comment that came with it."""

from dataclasses import replace

from mailer.domain.address import same
from mailer.intake.answer import read_answer
from mailer.intake.incoming import Incoming
from mailer.intake.verdict import Action, Answer, Kind, Reason, Someone, Verdict
from mailer.message.itip import CalendarReply, Method, PartStat
from mailer.message.own_words import OwnWords
from mailer.message.phrases import normal

_ANSWERS = {
    PartStat.ACCEPTED: Answer.YES,
    PartStat.DECLINED: Answer.NO,
    PartStat.TENTATIVE: Answer.MAYBE,
    PartStat.DELEGATED: Answer.NO,
}
_ALOUD = {Answer.YES: "Ja, ik kom.", Answer.NO: "Nee, ik kom niet.", Answer.MAYBE: "Ik kom misschien."}
"""The button in words, so that one grammar weighs it against the comment."""

_BOILERPLATE = ("google calendar", "google agenda", "calendar.google.com")


def calendar_reply(incoming: Incoming) -> Verdict | None:
    """A calendar reply; what isn't a plain answer of the very person who sent it is for the coordinator."""
    reply = incoming.calendar
    if reply is None:
        return None
    if reply.method is Method.REPLY and reply.partstat is PartStat.NEEDS_ACTION:
        return _verdict(incoming, reply, None, Action.IGNORE, (Reason("calendar", "no answer yet"),))
    answer = _ANSWERS.get(reply.partstat or reply.likely or PartStat.NEEDS_ACTION)
    doubts = _doubts(incoming, reply, answer)
    if reply.method is not Method.REPLY or answer is None or reply.partstat is PartStat.DELEGATED:
        return _verdict(incoming, reply, answer, Action.REVIEW, doubts)
    return _with_comment(incoming, reply, answer, doubts)


def _doubts(incoming: Incoming, reply: CalendarReply, answer: Answer | None) -> tuple[Reason, ...]:
    writer = incoming.mail.originator.address if incoming.mail.originator else ""
    proposed = reply.proposal.words if reply.proposal else ""
    found = (
        (reply.method is Method.COUNTER, "counter-proposal", proposed or "another time"),
        (reply.method is Method.REFRESH, "calendar refresh", "asks for the meeting again"),
        (answer is None and reply.method is Method.REPLY, "calendar", "says neither yes nor no"),
        (not reply.readable, "calendar unreadable", "; ".join(reply.defects)),
        (not reply.uid and reply.readable, "calendar", "no UID"),
        (
            not same(reply.attendee, writer),
            "attendee",
            f"{reply.attendee or 'nobody'} answers, {writer} sent it",
        ),
        (bool(reply.sent_by), "attendee", f"{reply.sent_by} answers for {reply.attendee}"),
        (bool(reply.delegated_to), "delegated", ", ".join(reply.delegated_to)),
        (reply.num_guests > 0, "guests", f"{reply.num_guests} more"),
        (incoming.setting.meeting is None, "calendar", "it isn't known which meeting this is"),
    )
    return tuple(Reason(rule, words) for true, rule, words in found if true)


def _with_comment(
    incoming: Incoming, reply: CalendarReply, answer: Answer, doubts: tuple[Reason, ...]
) -> Verdict:
    """Read the button and the comment as one text: where they differ, nobody knows which is meant."""
    comment = _comment(incoming, reply)
    if not comment or incoming.setting.meeting is None:
        return _verdict(incoming, reply, answer, Action.REVIEW if doubts else Action.ACT, doubts, comment)
    words = OwnWords(
        f"{_ALOUD[answer]}\n{comment}", (), "", "", incoming.words.doubt if not reply.comments else ""
    )
    read = read_answer(words, replace(incoming.mail, subject=""), incoming.setting)
    if read.answer is not answer:
        doubts += (Reason("contradiction", comment),)
    return replace(
        read,
        kind=Kind.REGISTRATION,
        action=Action.REVIEW if doubts else read.action,
        why=(_button(reply), *doubts, *read.why),
        own_words=comment,
        answer=answer,
    )


def _comment(incoming: Incoming, reply: CalendarReply) -> str:
    """Give what the writer added: the comment, or the mail's own words where no program wrote them."""
    if reply.comments:
        return "\n".join(reply.comments)
    own = incoming.words.text.strip()
    return _described(incoming, reply) if not own or _by_program(incoming.mail.text) else own


def _by_program(text: str) -> bool:
    return any(words in normal(text) for words in _BOILERPLATE)


def _described(incoming: Incoming, reply: CalendarReply) -> str:
    """Give what stands in DESCRIPTION and is not what we sent there; "" where that is not known."""
    meeting, sent = incoming.setting.meeting, incoming.setting.sent_text
    if meeting is None or not sent:
        return ""
    ours = normal("\n".join([sent, *meeting.theme.values()]))
    lines = (line.strip() for line in reply.description.splitlines())
    return "\n".join(line for line in lines if line and normal(line) not in ours and not _by_program(line))


def _verdict(
    incoming: Incoming,
    reply: CalendarReply,
    answer: Answer | None,
    action: Action,
    doubts: tuple[Reason, ...],
    comment: str = "",
) -> Verdict:
    meeting = incoming.setting.meeting
    instead = reply.delegated_to[0] if reply.delegated_to else None
    return Verdict(
        Kind.REGISTRATION,
        action,
        (_button(reply), *doubts),
        comment or "\n".join(reply.comments),
        answer=answer if reply.method is not Method.COUNTER else None,
        dayparts=meeting.daypart_keys if meeting and answer is Answer.YES else None,
        substitute=Someone(instead) if instead else None,
        question=reply.method is Method.COUNTER,
    )


def _button(reply: CalendarReply) -> Reason:
    return Reason(f"calendar: {reply.method}", reply.partstat or reply.likely or "unreadable")
