"""Where a table's columns go: beside each other as far as they fit, the others below their row (pure)."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len

FIRM = 20
"""A column of cells no wider than this, or of one word each, is not wrapped."""

LEAST = 12
"""A column of words that would get less room than this goes below."""

_GAP = "  "
_INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns beside each other with their widths, by number, and those below."""

    beside: Mapping[int, int]
    below: Sequence[int]


def lay_out(columns: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> Layout:
    """Decide where each column goes; one that is empty in every row goes nowhere."""
    natural = {
        number: max(cell_len(column), *(cell_len(row[number]) for row in rows))
        for number, column in enumerate(columns)
        if any(row[number] for row in rows)
    }
    if sum(natural.values()) + len(_GAP) * (len(natural) - 1) <= room:
        return Layout(natural, [])
    firm = [number for number in natural if _is_firm(number, natural[number], rows)]
    beside, rest = _as_many_as_fit(firm, natural, room)
    words = [number for number in natural if number not in firm]
    if rest >= len(words) * (LEAST + len(_GAP)):
        shares = _shared(words, natural, rest)
        if all(_longest_word(row[number]) <= share for number, share in shares.items() for row in rows):
            beside |= shares
    ordered = {number: beside[number] for number in natural if number in beside}
    return Layout(ordered, [number for number in natural if number not in beside])


def lines(row: Sequence[str], layout: Layout) -> Iterator[str]:
    """Give the lines of one row; the columns' names are a row too."""
    cells = [_wrapped(row[number], width) for number, width in layout.beside.items()]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (
            part + " " * (width - cell_len(part))
            for part, width in zip(parts, layout.beside.values(), strict=True)
        )
        yield _GAP.join(padded).rstrip()


def lines_below(columns: Sequence[str], row: Sequence[str], layout: Layout, room: int) -> Iterator[str]:
    """Give the lines below a row, each with the name of its column."""
    for number in layout.below:
        if row[number]:
            yield from textwrap.wrap(
                f"{columns[number]}: {row[number]}",
                max(room, LEAST + 2 * len(_INDENT)),
                initial_indent=_INDENT,
                subsequent_indent=2 * _INDENT,
                break_on_hyphens=False,
            )


def _is_firm(number: int, width: int, rows: Sequence[Sequence[str]]) -> bool:
    return width <= FIRM or not any(" " in row[number] for row in rows)


def _as_many_as_fit(
    numbers: Sequence[int], natural: Mapping[int, int], room: int
) -> tuple[dict[int, int], int]:
    """Take columns from the left; the first is taken whatever its width, for a row needs a beginning."""
    taken: dict[int, int] = {}
    rest = room + len(_GAP)
    for number in numbers:
        asked = natural[number] + len(_GAP)
        if asked <= rest or not taken:
            taken[number] = natural[number]
            rest -= asked
    return taken, rest


def _shared(numbers: Sequence[int], natural: Mapping[int, int], rest: int) -> dict[int, int]:
    """Share what is left: who needs less than an equal part leaves it to the others."""
    shares: dict[int, int] = {}
    for left, number in zip(
        range(len(numbers), 0, -1), sorted(numbers, key=natural.__getitem__), strict=True
    ):
        shares[number] = min(natural[number], rest // left - len(_GAP))
        rest -= shares[number] + len(_GAP)
    return shares


def _wrapped(cell: str, width: int) -> list[str]:
    return [cell] if cell_len(cell) <= width else textwrap.wrap(cell, width, break_on_hyphens=False)


def _longest_word(cell: str) -> int:
    return max(map(cell_len, cell.split()), default=0)
