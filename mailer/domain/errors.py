"""The errors a caller can do something about; each message says what to do."""

from mailer.domain.sentence import in_english


class KringError(Exception):
    """The base of every error that is meant to be read by a person.

    Its text is English; `mailer.speech` says `sentence` and `facts` in another language.
    """

    def __init__(self, words: str, /, **facts: object) -> None:
        super().__init__(in_english(words, facts))
        self.sentence = words
        self.facts = facts


class Refused(KringError):  # noqa: N818 - a refusal is a decision, not a mistake in the program
    """The command is understood but may not happen now; the message says why and what would help."""


class NotFound(KringError):  # noqa: N818
    """Nothing goes by that name; the message lists what does, where that helps."""


class BadInput(KringError):  # noqa: N818
    """What was given can't be read; the message names the place and what was expected."""


class Unusable(KringError):  # noqa: N818
    """What is needed can't be used now, such as a database that is locked; the message says which and why."""
