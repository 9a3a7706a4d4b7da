"""Tells what a single line of a letter is: a closing, a name, a device line, a banner, a disclaimer."""

import re

from mailer.domain.address import Mailbox
from mailer.message.own_words import closing_words as words
from mailer.message.own_words.lines import fold

_LONGEST_CLOSING = 60
_LONGEST_NAME = 60
_NAME_WORDS = 6
_NAME_PARTICLES = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "het",
        "ter",
        "ten",
        "te",
        "von",
        "vom",
        "zu",
        "del",
        "la",
        "le",
        "du",
        "en",
        "and",
        "und",
        "et",
        "&",
        "mr",
        "drs",
        "ing",
        "ir",
        "dr",
        "prof",
        "mw",
        "dhr",
        "mevr",
    ]
)
_SENTENCE_END = re.compile(r"[.!?] ([^.!?]*)$")


class Writer:
    """What is known of who writes: the words of the name, the domain."""

    def __init__(self, mailbox: Mailbox | None) -> None:
        address = fold(mailbox.address) if mailbox else ""
        local, _, self._domain = address.rpartition("@")
        name = fold(mailbox.name) if mailbox else ""
        parts = name.replace(",", " ").split() + local.replace(".", " ").replace("_", " ").split()
        self._names = {part.strip("\"'()") for part in parts if len(part) > 2} - _NAME_PARTICLES

    def is_named_in(self, folded: str) -> bool:
        """Whether a part of the writer's name stands in the line."""
        return bool(self._names & set(folded.replace(",", " ").split()))

    def knows(self, folded: str) -> bool:
        """Whether every address in the line is the writer's, or at least of the same house."""
        for word in folded.split() if self._domain else []:
            local, at, domain = word.strip("<>()[],;:|").rpartition("@")
            if not at or not local or "." not in domain:
                continue
            local = local.rpartition(":")[2]
            own = self._domain and (domain == self._domain or domain.endswith("." + self._domain))
            if not own and not any(name in local for name in self._names):
                return False
        return True


def is_closing(folded: str) -> bool:
    """Whether a line closes a letter ("Met vriendelijke groet,", "Groet, Jan")."""
    bare = folded.strip(" *_-~")
    found = (
        words.CLOSING.match(bare + ("," if bare.isalpha() else "")) if len(bare) <= _LONGEST_CLOSING else None
    )
    if not found:
        return False
    rest = bare[found.end() :]
    return len(rest.split()) <= 5 and not words.SPEAKING.search(rest) and not rest[:1].isalpha()


def ends_with_closing(folded: str) -> bool:
    """Whether a line closes a letter, if need be behind its last sentence ("Ik kom. Groet,")."""
    if is_closing(folded):
        return True
    found = _SENTENCE_END.search(folded[-_LONGEST_CLOSING:])
    return found is not None and is_closing(found.group(1))


def is_device_line(folded: str) -> bool:
    """Whether a line is what a telephone or a mail program writes below a mail."""
    bare = folded.strip(" *_-<>[]()|.•")
    if len(bare) > 160 or not words.DEVICE.match(bare):
        return False
    device = words.DEVICES.search(bare)
    if not device:
        return (
            bare.startswith(("sent from a ", "sent from my ")) and len(bare.split()) <= 8 and "," not in bare
        )
    before = bare[: device.start()]
    if "," in before or words.SPEAKING.search(before):
        return False
    rest = bare[device.end() :].partition(",")[2] or bare[device.end() :].partition(". ")[2]
    return not words.SPEAKING.search(rest) or bool(words.EXCUSE.search(rest))


def is_banner(folded: str) -> bool:
    """Whether a line is what a gateway puts above a mail from outside the house."""
    if words.BANNER.match(folded):
        return True
    alarm = (
        words.ALARM.match(folded) and words.ALARM_ABOUT.search(folded) and words.ALARM_OUTSIDE.search(folded)
    )
    return bool(alarm) and not words.FIRST_PERSON.search(folded)


def is_legal(folded: str) -> bool:
    """Whether a line has the words of a disclaimer, and nobody in it speaks of himself."""
    return bool(words.LEGAL.search(folded)) and not words.FIRST_PERSON.search(folded)


def is_disclaimer(folded: str) -> bool:
    """Whether a line without a closing above it is a disclaimer: about the mail, and no question."""
    if folded.strip(" :*_") in {"disclaimer", "proclaimer"}:
        return True
    long = len(folded) >= 50 and not folded.rstrip().endswith("?")
    return long and bool(words.MAIL.search(folded)) and is_legal(folded)


def is_way_out(folded: str) -> bool:
    """Whether a line is a link for leaving a list, and not somebody who wants to."""
    leaving = words.LEAVING.search(folded) and words.LINK.search(folded)
    return bool(leaving) and not words.FIRST_PERSON.search(folded)


def is_name(text: str, folded: str) -> bool:
    """Whether a line can be a name, such as a writer types under a closing."""
    parts = text.strip(" *_-~/").replace("(", " ").split()
    if not 0 < len(parts) <= _NAME_WORDS or len(text) > _LONGEST_NAME or words.CONTACT.search(folded):
        return False
    if words.SPEAKING.search(folded) or ":" in text or text.rstrip().endswith(("?", "!")):
        return False
    capital = [part for part in parts if part[:1].isupper() or fold(part.strip(".,")) in _NAME_PARTICLES]
    return len(capital) == len(parts) or len(parts) == 1
