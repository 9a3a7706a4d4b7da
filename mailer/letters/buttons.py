"""Buttons that answer by mail: a fenced block of choices becomes `mailto:` links (RFC 6068)."""

from dataclasses import dataclass
from urllib.parse import quote

from mailer.letters.slots import mark

FENCE = "buttons"
QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Button:
    """An answer: the label also begins the mail that opens; `prompts` are lines to complete there."""

    label: str
    prompts: tuple[str, ...]

    @property
    def href(self) -> str:
        """The link, with the marks of the slots it holds; spaces are %20 and line ends %0D%0A."""
        subject = quote(f"{self.label} ", safe="") + mark("link.reference", in_url=True)
        body = "\r\n".join([self.label, *(["", *self.prompts] if self.prompts else []), ""])
        return f"mailto:{mark('link.reply_to', in_url=True)}?subject={subject}&body={quote(body, safe='')}"


def buttons(content: str) -> tuple[Button, ...]:
    """Read a block: a line that is not indented is a button, the indented lines below it are its prompts."""
    found: list[tuple[str, list[str]]] = []
    for line in content.splitlines():
        if line[:1].isspace() and found:
            found[-1][1].append(line.strip())
        elif line.strip():
            found.append((line.strip(), []))
    return tuple(Button(label, tuple(prompts)) for label, prompts in found)
