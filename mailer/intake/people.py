"""The people in a mail: who writes, for which organisation, and who else is named with an address."""

import re
from collections.abc import Iterator

from mailer.intake.verdict import Someone
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

_MAIL = re.compile(r"(?<![\w.+\-@])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}")
_PARTICLE = r"(?:van|de|der|den|het|ter|ten|te|el|von|zu|di|da|du|la|le|'t|op|in|vom|zur)"
_NAME_WORD = r"[^\W\d_a-z][\w'’\-]{1,30}|[A-Z]\."
_NAME = re.compile(rf"(?:{_NAME_WORD})(?: (?:{_PARTICLE} ){{0,3}}(?:{_NAME_WORD})){{1,3}}")
_BODIES = (
    r"(?:[Gg]emeente|GEMEENTE|[Ss]tad|[Mm]unicipality of|[Cc]ity of|[Pp]rovincie|[Pp]rovince of|[Ww]aterschap"
    r"|[Hh]oogheemraadschap|[Vv]eiligheidsregio|[Oo]mgevingsdienst|GGD|[Gg]emeinde|[Ss]tadt|[Vv]ille de"
    r"|[Cc]ommune de)"
)
_PROPER = r"[A-Z][\w'’\-]{1,40}"
_ORGANISATION = re.compile(
    rf"\b{_BODIES} (?:'[st] )?{_PROPER}(?: (?:{_PARTICLE}|aan|a/d) (?:[a-z]{{2,4}} )?{_PROPER}){{0,2}}"
)
_OWN_PLACE = re.compile(
    r"(?:\b(?:bij|at|for|voor|namens|bei)(?: de| the| onze| der)? |\b(?:ik ben|I am|I'm|ich bin) [^.!?]{0,50}"
    r"|(?:hoofd|manager|directeur|teamleider|adviseur|secretaris)\b[^.!?\n]{0,40} |[,|\n]\s?)$"
)
_NOT_NAMES = frozenset(
    (
        *(
            "mw",
            "mevr",
            "mevrouw",
            "dhr",
            "heer",
            "mr",
            "drs",
            "dr",
            "ir",
            "ing",
            "prof",
            "ms",
            "mrs",
            "mme",
            "herr",
        ),
        *(
            "graag",
            "wilt",
            "kunt",
            "zet",
            "voeg",
            "ook",
            "voor",
            "naam",
            "beste",
            "hallo",
            "hoi",
            "collega",
            "mijn",
        ),
        *("onze", "met", "please", "add", "put", "my", "colleague", "name", "and", "en", "bitte", "merci"),
    )
)
"""Titles, and words that may have a capital and stand in front of a name."""
_LAST_FIRST = re.compile(
    r"(?P<last>[^,()]{1,60}),\s*(?P<initials>[^,()]{1,40}?)\s*(?:\((?P<first>[^,()]{1,40})\))?"
)


def writer_of(mail: Mail, words: OwnWords) -> Someone:
    """Give the writer: the name from the field, the organisation from the signature or the text."""
    if mail.originator is None:
        return Someone()
    name = _tidy(mail.originator.name) or _signed(words)
    return Someone(mail.originator.address.lower(), name or None, organisation_of(words))


def organisation_of(words: OwnWords) -> str | None:
    """Give the municipality or other public body the writer belongs to, None when he does not say.

    In the signature it is his; in the text only where he says so: `ik werk bij de gemeente Veldrijk`.
    """
    if found := _ORGANISATION.search(words.signature[:3000]):
        return found.group()
    text = words.text[:6000]
    return next(
        (
            m.group()
            for m in _ORGANISATION.finditer(text)
            if _OWN_PLACE.search(text[max(0, m.start() - 60) : m.start()])
        ),
        None,
    )


def people_in(text: str, known: frozenset[str]) -> tuple[Someone, ...]:
    """Give those whose address stands in a text, with the name in front of it; `known` ones are left out."""
    people: dict[str, Someone] = {}
    for line in text[:20_000].split("\n"):
        if "@" not in line:
            continue
        start = 0
        for match in _MAIL.finditer(line):
            email = match.group().lower().rstrip(".-")
            if email not in known:
                people.setdefault(email, Someone(email, _last_name(line[start : match.start()]) or None))
            start = match.end()
    return tuple(people.values())


def _last_name(before: str) -> str:
    """Give the name nearest in front of an address: `Anna de Wit <`, `Bart Smit (`."""
    names = [match.group() for match in _NAME.finditer(before[-120:])]
    return _tidy(names[-1]) if names else ""


def _tidy(name: str) -> str:
    """Give a name as one says it: `Jansen, C. (Carla)` is Carla Jansen, `mw. A. Terlouw` A. Terlouw."""
    name = " ".join(name.strip(" \"'").split())
    if "@" in name:
        return ""
    if match := _LAST_FIRST.fullmatch(name):
        name = f"{match['first'] or match['initials']} {match['last']}"
    return " ".join(_from_name_on(name.split()))


def _from_name_on(words: list[str]) -> Iterator[str]:
    begun = False
    for word in words:
        begun = begun or word.casefold().strip(".()") not in _NOT_NAMES
        if begun:
            yield word


def _signed(words: OwnWords) -> str:
    """Give a name that stands alone on a line near the end, when the field has none."""
    lines = [line.strip(" ,") for line in (words.signature or words.text).splitlines() if line.strip()]
    return next((_tidy(line) for line in lines[:3] if _NAME.fullmatch(line)), "")
