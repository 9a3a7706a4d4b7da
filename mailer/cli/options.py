"""The options that many commands share, once."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]

Meeting = Annotated[str, typer.Argument(metavar="MEETING", help="The meeting's key, such as hattem-2017.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
