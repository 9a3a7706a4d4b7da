"""Cells that a spreadsheet would take for a formula: made harmless going out, and taken back coming in."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a cell begins that a spreadsheet may take for a formula, or that we have made harmless before."""


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking somebody's name for a formula; `meant` takes it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def meant(cell: str) -> str:
    """Give a cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
