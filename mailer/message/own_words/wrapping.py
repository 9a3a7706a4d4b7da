"""Lines that a mail program broke at its margin, made whole again."""

from mailer.message.own_words.lines import Line, Mark

_MARGIN = 62
_ENDS = (".", "!", "?", ":", ";")
_BULLETS = ("-", "*", "•", "–", ">", "_")


def unwrapped(lines: list[Line]) -> list[Line]:
    """Join an own line to the one above it where that one reached the margin and its sentence goes on."""
    whole: list[Line] = []
    width = 0  # of the line above as it was sent
    for line in lines:
        if whole and line.mark is Mark.OWN and _goes_on(whole[-1], width, line):
            whole[-1] = whole[-1]._replace(text=f"{whole[-1].text.rstrip()} {line.text.lstrip()}")
        else:
            whole.append(line)
        width = len(line.text)
    return whole


def _goes_on(above: Line, width: int, line: Line) -> bool:
    if line.blank or above.blank or above.mark is not Mark.OWN or width < _MARGIN:
        return False
    text = line.text.lstrip()
    if text.startswith(_BULLETS) or (text[:1].isdigit() and text[1:3] in {". ", ") "}):
        return False
    return text[:1].islower() or not above.text.rstrip().endswith(_ENDS)
