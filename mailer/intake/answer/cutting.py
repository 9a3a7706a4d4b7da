"""Where a sentence is cut into clauses: at commas, at but and and, and where a writer leaves both out."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import PART, Tag
from mailer.intake.answer.reading import Token

PREDICATES = frozenset(
    {
        *("attend", "can", "refuse", "wel", "yes", "no", "neg", "eager", "see"),
        *("in", "maybe", "cond", "if", "hope", "promise", "wish", "counter", "reason", "regret"),
        *("hotel", "stay", "home", "journey", "diet", "eat", "allergy", "fine"),
        *(
            "take",
            "replace",
            "comes",
            "other",
            "late",
            "leave",
            "wait",
            "unwait",
            "not_only",
            "thanks",
            "dine",
        ),
    }
)
"""The classes of which a clause needs one to say anything."""
_TURNS = frozenset({"but", "though", "and", "hence", PART, "hotel"})
_HOLDS = frozenset({"and", "only", "except", "from", "through", "also", "not_only"})
"""Words that hold on to what follows: no new clause begins behind them."""
_TOPICS = frozenset({"hotel", "stay", "eat", "diet", PART, "name", "mail", "colleague", "count", "take"})
_LONGEST_HEADING = 4
_SIDES = frozenset({"neg", "wel", "attend", "can", "refuse", "no", "yes", "self", "also", "regret"})
_CLOSED = frozenset({"neg", "wel", "yes", "refuse", "only"})
_BESIDE_NOT = frozenset({PART, "neg", "regret", "event", "also"})
_ADVERSE = frozenset({"echter", "daarentegen", "however", "jedoch", "hingegen", "cependant", "toutefois"})
"""Words for but that stand behind what they turn on: `vrijdag echter niet`."""
_REASONS = frozenset({"want", "omdat", "aangezien", "because", "denn", "weil", "car", "omdat't"})
_ORDERS = frozenset(
    {"noteer", "schrijf", "zet", "meld", "geef", "tel", "reken", "doe", "boek", "reserveer", "plaats", "hou"}
)
_WHOM = frozenset({"mij", "me", "ons", "hem", "haar", "er", "dus"})
_FEW = 3
"""Words of an order before a but that only colours it."""
_CONCLUDES = frozenset({"self", "regret", "refuse", "no"})


def cuts(tokens: Sequence[Token], tags: Sequence[Tag]) -> Iterator[tuple[int, int]]:
    """Give the first and the last-but-one place of each clause."""
    for first, last in _at_walls(tokens, tags):
        start = first
        for cut in _inner_cuts(first, last, tags):
            if _parts_company(tags, start, cut, last, tokens):
                yield start, cut
                start = cut
        yield start, last


def _at_walls(tokens: Sequence[Token], tags: Sequence[Tag]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, token in enumerate(tokens):
        if token.wall and not (token.word == ":" and _is_heading(tokens[start:place], tags, start, place)):
            yield start, place
            start = place + 1
    yield start, len(tokens)


def _is_heading(tokens: Sequence[Token], tags: Sequence[Tag], start: int, place: int) -> bool:
    """Say whether `Hotel:` or `Donderdag:` stands before a colon: a line of a form."""
    inside = [tag for tag in tags if start <= tag.places[0] < place]
    return len(tokens) <= _LONGEST_HEADING and any(tag.kind in _TOPICS for tag in inside)


def _inner_cuts(first: int, last: int, tags: Sequence[Tag]) -> list[int]:
    """Give the places inside a row where a new clause may begin."""
    return [t.places[0] for t in tags if first < t.places[0] < last and t.kind in _TURNS]


def _parts_company(tags: Sequence[Tag], start: int, cut: int, last: int, tokens: Sequence[Token]) -> bool:
    """Say whether a new clause begins at `cut`."""
    if any(tag.places[0] < cut < tag.places[-1] and tag.kind not in {"nor", "also"} for tag in tags):
        return False
    left = [tag for tag in tags if start <= tag.places[0] < cut]
    here, *right = (tag for tag in tags if cut <= tag.places[0] < last)
    if here.kind == "but" and _is_after_all(left, cut, right):
        return False
    if here.kind == "but":
        if _is_adverse(tokens[here.places[0]].word, left, right):
            return False
        particle = _is_particle(left, right) or _follows_an_order(tokens, start, cut)
        return bool(left) and not particle and not _is_inside(left, right)
    if here.kind in {"and", "hence"} and _new_subject(tokens, here.places[-1] + 1, last):
        return True
    if here.kind == "and" and (_days_and_a_bed(left, right) or _then_goes_home(left, right)):
        return True
    if not any(tag.kind in PREDICATES for tag in left):
        chooses = any(tag.kind in {"only", "self", "attend", PART} for tag in right)
        return here.kind == "hence" and chooses and any(tag.kind == PART for tag in left)
    if here.kind == "hence":
        return not _is_adverb(left, cut) and any(
            tag.kind in {*_CONCLUDES, "only"} and tag.places[0] <= cut + 2 for tag in right
        )
    if here.kind == "and":
        because = tokens[here.places[0]].word in _REASONS
        reason = because and any(tag.kind in {"self", "we"} for tag in right)
        reason = reason or (because and left[-1].kind in {"hotel", "stay", "diet", "allergy", "food"})
        return not _joins_dates(left, here, right, tokens) and (reason or _and_parts(left, right))
    return _runs_on(here, left, right)


def _is_adverse(word: str, left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether a but stands behind the day it turns on: `vrijdag echter niet`, `Freitag aber schon`."""
    second = word in _ADVERSE or (word == "aber" and not any(tag.kind == PART for tag in right))
    return second and bool(left) and {tag.kind for tag in left} <= {PART, "and", "event"}


def _is_after_all(left: Sequence[Tag], cut: int, right: Sequence[Tag]) -> bool:
    """Say whether but stands between after all and not: `ik kom toch maar niet`."""
    back = any(tag.kind == "back" and tag.places[-1] == cut - 1 for tag in left)
    return back and bool(right) and right[0].kind == "neg" and right[0].places[0] == cut + 1


def _is_adverb(left: Sequence[Tag], cut: int) -> bool:
    """Say whether hence stands right behind a verb and its subject: `ik kom daarom alleen donderdag`."""
    beside = {tag.kind for tag in left if tag.places[-1] == cut - 1}
    return "can" in beside or (
        bool(beside & {"attend", "self"}) and {"attend", "self"} <= {tag.kind for tag in left}
    )


def _is_inside(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether but stands between a subject and its verb: `am Donnerstag bin ich aber dabei`."""
    kinds = {tag.kind for tag in left}
    verb = any(tag.kind in {"attend", "can"} for tag in right) and not any(t.kind == PART for t in right)
    return "self" in kinds and kinds <= {"self", PART} and verb and bool(kinds & {PART})


def _joins_dates(left: Sequence[Tag], here: Tag, right: Sequence[Tag], tokens: Sequence[Token]) -> bool:
    """Say whether and stands inside a date: `14 en 15 september`."""
    if not (left[-1].kind == PART and right and right[0].kind == PART):
        return False
    close = left[-1].places[-1] == here.places[0] - 1 and right[0].places[0] == here.places[-1] + 1
    return close and all(tokens[tag.places[0]].word.isdigit() for tag in (left[-1], right[0]))


def _is_particle(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether `maar` only colours a request: `boek maar een kamer`."""
    asks = any(tag.kind in {"book", "please"} for tag in left)
    return asks and bool(right) and all(tag.kind in {"hotel", "stay", "please", "book"} for tag in right)


def _follows_an_order(tokens: Sequence[Token], start: int, cut: int) -> bool:
    """Say whether but stands right behind an order: `noteer mij maar voor donderdag`."""
    words = [token.word for token in tokens[start:cut]]
    behind = len(words) == 1 or words[-1:] in [[word] for word in _WHOM]
    ahead = tokens[cut + 1].word if cut + 1 < len(tokens) else ""
    return behind and len(words) <= _FEW and words[:1] != [] and words[0] in _ORDERS and ahead != "als"


def _days_and_a_bed(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether a list of days goes on with a bed: `beide dagen en graag een kamer`."""
    days = {tag.kind for tag in left} <= {PART, "each", "all", "please", "also", "and"}
    behind = {tag.kind for tag in right}
    if "neg" in behind and right[0].kind != "neg":
        return False
    return days and bool(behind & {"hotel", "stay"}) and not behind & {PART, "attend", "can", "eat", "self"}


def _new_subject(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Say whether the writer and his own verb follow: `en ik doe mee`, not `Els Bakker en ik komen`."""
    if place + 1 >= last or tokens[place].word != "ik":
        return False
    verb = tokens[place + 1]
    return not verb.wall and not verb.word.endswith(("en", "gaan", "zijn", "doen"))


def _then_goes_home(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether a stay of some parts ends in a journey: `ik blijf tot na het diner en rijd naar huis`."""
    stays = any(tag.kind in {"through", "until"} for tag in left) and any(tag.kind == PART for tag in left)
    return stays and any(tag.kind in {"journey", "drive"} for tag in right[:2])


def _and_parts(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether and joins two clauses, and not two day-parts or two dishes."""
    if left[-1].kind == PART and _lists_on(right):
        return False
    if any(tag.kind == "home" for tag in left) and all(tag.kind == "stay" for tag in right):
        return False
    if right and right[0].kind == "book" and not any(tag.kind == "neg" for tag in right):
        return True
    own = {tag.kind for tag in right} & (PREDICATES | {PART})
    mine = "neg" in own and any(tag.kind == "self" for tag in right)
    says = bool(own - {"neg", PART}) or own == {"neg", PART} or mine
    return says and not _shares_negation(left, right)


def _lists_on(right: Sequence[Tag]) -> bool:
    """Say whether `en avond` only goes on with a list of day-parts."""
    if not right or right[0].kind != PART:
        return False
    return len(right) == 1 or right[1].kind not in _SIDES


def _shares_negation(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether `en vrijdag niet` may belong to what stands before: `ik kan donderdag en vrijdag niet`."""
    before, behind = {tag.kind for tag in left}, {tag.kind for tag in right}
    return PART in before and not before & _CLOSED and {PART, "neg"} <= behind <= _BESIDE_NOT


def _runs_on(here: Tag, left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether `vrijdag niet` or `hotel hoeft niet` begins here without a comma before it."""
    if not right or left[-1].kind in _HOLDS:
        return False
    kinds = [tag.kind for tag in right]
    negated = kinds[0] in {"neg", "wel"} or kinds[:2] == ["need", "neg"]
    told = {tag.kind for tag in left}
    if here.kind != PART:
        return negated and bool(told & {"attend", "can", "yes", PART})
    close = right[0].places[0] <= here.places[-1] + 2
    return negated and close and PART in told and (left[-1].kind != PART or "can" not in told)
