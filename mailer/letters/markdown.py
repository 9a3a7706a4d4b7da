"""The Markdown of letters: CommonMark without raw HTML, images and quotations, as one tree for both parts."""

from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from mailer.letters.buttons import FENCE
from mailer.letters.errors import LetterError
from mailer.letters.slots import mark

_RULES = ["heading", "list", "fence", "emphasis", "link", "newline", "escape", "hr"]
_URL_SLOT = mark("link.unsubscribe_mailto")


def tree(text: str, path: Path) -> SyntaxTreeNode:
    """Read a letter's Markdown; raises `LetterError` for what a letter can't hold, without a line."""
    root = SyntaxTreeNode(_PARSER.parse(text))
    for words in _faults(root):
        raise LetterError(path, 0, words)
    return root


def _faults(root: SyntaxTreeNode) -> Iterator[str]:
    for node in root.walk():
        if node.type == "link":
            target = str(node.attrs["href"])
            if not target.startswith(("https://", "mailto:", _URL_SLOT)):
                yield f"links to {target!r}; a letter links to https: and mailto: only"
        if node.type == "fence" and (node.info.split() or [""])[0] != FENCE:
            yield f"has a block {node.info!r}; a letter has blocks {FENCE} only"


class _LetterMarkdown(MarkdownIt):
    """Leaves links as they are: slots are not to be percent-encoded, and a bad link is an error to read."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return bool(url)


_PARSER = _LetterMarkdown("zero").enable(_RULES)
