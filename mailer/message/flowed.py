"""Unfolding text in format=flowed: paragraphs on one line again, quotation marks kept (RFC 3676)."""

from collections.abc import Iterator

_SIGNATURE = "-- "


def unflow(text: str, delsp: bool = False) -> str:
    """Join the lines that end in a space to the next line of the same quotation depth.

    With `delsp` that space was added by the sender and goes (RFC 3676 section 4.1).
    """
    return "\n".join(_paragraphs(text.split("\n"), delsp))


def _paragraphs(lines: list[str], delsp: bool) -> Iterator[str]:
    held: list[str] = []
    depth = 0
    for line in lines:
        quoted, content = _split(line)
        if held and (quoted != depth or content == _SIGNATURE):
            yield _written(depth, held)
            held = []
        depth = quoted
        flows = content.endswith(" ") and content != _SIGNATURE
        held.append(content[:-1] if flows and delsp else content)
        if not flows:
            yield _written(depth, held)
            held = []
    if held:
        yield _written(depth, held)


def _split(line: str) -> tuple[int, str]:
    """Give the quotation depth and the content without the space that stuffing put before it."""
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _written(depth: int, held: list[str]) -> str:
    content = "".join(held)
    return f"{'>' * depth} {content}" if depth else content
