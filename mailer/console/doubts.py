"""Why a mail needs a person, in words: the doubts that are met most, and the words they are about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailer.intake.answer.moments import LONG_NAME, names
from mailer.intake.words import fold, lexicon
from mailer.speech.catalogue import mark as _

DOUBTS: Mapping[str, str] = {
    "condition": _("comes on a condition"),
    "contradiction": _("says one thing and another"),
    "yes-and-no": _("says yes and no"),
    "both-ways": _("can be read both ways"),
    "hangs-on-a-question": _("the answer hangs on a question"),
    "question": _("asks something"),
    "asked": _("asks something"),
    "asks-whether": _("asks something"),
    "perhaps": _("is not certain"),
    "perhaps-what": _("is not certain of what"),
    "not-yet": _("can't say yet"),
    "later": _("will say later"),
    "not-certain-who": _("it is not certain who comes"),
    "who-comes": _("it is not certain who comes"),
    "which-guest": _("brings somebody, but whom?"),
    "which-substitute": _("sends somebody, but whom?"),
    "name-follows": _("the name of who comes follows later"),
    "away-then": _("is elsewhere on days of the meeting"),
    "on-behalf-of-another": _("writes for somebody else"),
    "for-somebody-else": _("writes for somebody else"),
    "somebody-is-named": _("names somebody else"),
    "which-part": _("comes for a part, but which?"),
    "either-part": _("comes for one part or another"),
    "part-only": _("comes for a part only"),
    "another-day": _("speaks of another day"),
    "counter-proposal": _("proposes another time"),
    "leaves-early": _("leaves early"),
    "arrives-late": _("arrives late"),
    "taken-back": _("takes something back"),
    "second-thought": _("thinks again"),
    "irony": _("may not mean it"),
    "not-understood": _("was not understood"),
    "words-unknown": _("has words that are not known"),
    "not-in-so-many-words": _("does not say it in so many words"),
    "own-words-uncertain": _("it is not certain which words are the writer's own"),
    "not-the-writers-address": _("comes from another address than we wrote to"),
    "no-person": _("comes from nobody we know"),
    "address-change": _("may have another address"),
    "privacy": _("speaks of privacy"),
    "hostile": _("is not friendly"),
    "business": _("is about business"),
    "bulk": _("was sent to many"),
    "missed-a-mail": _("missed a mail of ours"),
    "too-long": _("is very long"),
}
"""Rule -> what it means to a coordinator; a rule that is not here only has its words marked."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What made Kring hesitate, as a message of the catalogues, and the writer's words."""

    message: str
    words: tuple[str, ...]


def doubts(why: Iterable[Mapping[str, str]]) -> list[Doubt]:
    """Give what is known of the reasons of a verdict, each once, in their order."""
    found: dict[str, list[str]] = {}
    for one in why:
        if message := DOUBTS.get(one["rule"]):
            found.setdefault(message, []).extend(_fragments(one["words"]))
    return [Doubt(message, tuple(dict.fromkeys(words))) for message, words in found.items()]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `marked` where a doubt is about it."""

    text: str
    marked: bool = False


def marked(text: str, why: Iterable[Mapping[str, str]], more: Iterable[str] = ()) -> list[Piece]:
    """Cut a text where the words of a known doubt begin and end, and `more` words to be seen."""
    words = [words for doubt in doubts(why) for words in doubt.words] + list(more)
    pieces, at = [], 0
    for begins, ends in _merged(sorted(_places(text, words))):
        pieces += [Piece(text[at:begins]), Piece(text[begins:ends], marked=True)]
        at = ends
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def named_parts(text: str) -> list[str]:
    """Give the words that name a weekday or a time of day, such as `donderdagavond`, each once."""
    weekdays, _months, periods = names(tuple(lexicon()))
    days = tuple(name for name in weekdays if len(name) >= LONG_NAME)
    hours = frozenset(name for name in periods if len(name) >= LONG_NAME) - _NO_HOURS
    words = dict.fromkeys(text[:_LONGEST_TEXT].replace("/", " ").split())
    bare = dict.fromkeys(word.strip(".,;:!?()\"'*") for word in words)
    return [word for word in bare if (plain := fold(word)).startswith(days) or plain in hours]


_LONGEST_TEXT = 5000
_NO_HOURS = frozenset({"deel", "gedeelte", "programma", "part", "programme", "program", "morgen"})
"""Words that stand beside a part's name, and one that means tomorrow more often."""

_MOST_PLACES = 200


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    lower = text.lower()
    if len(lower) != len(text):  # a letter that is two in lower case: places would be wrong
        return []
    found: list[tuple[int, int]] = []
    for one in filter(None, words):
        at = lower.find(one.lower())
        while at >= 0 and len(found) < _MOST_PLACES:
            found.append((at, at + len(one)))
            at = lower.find(one.lower(), at + len(one))
    return found


def _merged(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached: tuple[int, int] | None = None
    for begins, ends in places:
        if reached and begins <= reached[1]:
            reached = (reached[0], max(reached[1], ends))
        else:
            if reached:
                yield reached
            reached = (begins, ends)
    if reached:
        yield reached


def _fragments(words: str) -> list[str]:
    """Take words apart that stand in several places: the reader joins them with a stroke."""
    return [one.strip() for one in words.split(" / ") if one.strip()]
