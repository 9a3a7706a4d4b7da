"""Words of a page, as they come, into lines."""

from typing import NamedTuple

from mailer.message.own_words.lines import Line, Mark, clean

RULE = "_" * 32


class State(NamedTuple):
    """What an element hands down to those inside it."""

    mark: Mark = Mark.OWN
    pre: bool = False
    colour: str = ""
    struck: bool = False


class LineWriter:
    """Collects words into lines."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._state = State()
        self._space = False

    def text(self, text: str, state: State) -> None:
        """Add words to the line; white space in them counts as one space, unless it is preformatted."""
        text = clean(text)
        if state.pre:
            first, *others = text.split("\n")
            self._add(first, state)
            for other in others:
                self.line_break(state)
                self._add(other, state)
            return
        words = text.split()
        if not words:
            self._space = self._space or bool(text)
            return
        if text[0].isspace():
            self._space = True
        self._add(" ".join(words), state)
        self._space = text[-1].isspace()

    def cell(self) -> None:
        """Part the cells of a row."""
        if self._pieces:
            self._pieces.append("\t")
            self._space = False

    def line_break(self, state: State) -> None:
        """End the line, even when there is nothing on it."""
        if not self._pieces:
            self._lines.append(Line("", state.mark))
        self.end_line()

    def end_line(self) -> None:
        """End the line when there is something on it."""
        if self._pieces:
            text = "".join(self._pieces).strip()
            mark = Mark.QUOTED if text.startswith(">") else self._state.mark
            self._lines.append(Line(text, mark, self._state.colour, self._state.struck))
        self._pieces = []
        self._space = False

    def line(self, text: str, mark: Mark) -> None:
        """Add a line of its own."""
        self.end_line()
        self._lines.append(Line(text, mark))

    def gap(self, state: State) -> None:
        """Add a blank line where there is none yet."""
        if self._lines and not self._lines[-1].blank:
            self._lines.append(Line("", state.mark))

    def finish(self) -> list[Line]:
        """Give all lines."""
        self.end_line()
        return self._lines

    def _add(self, text: str, state: State) -> None:
        if not text:
            return
        if self._pieces and state.mark is not self._state.mark:
            self.end_line()
        if not self._pieces:
            self._state = state
        elif self._space:
            self._pieces.append(" ")
        if state.struck and not self._state.struck:
            self._state = self._state._replace(struck=True)
        self._pieces.append(text)
        self._space = False
