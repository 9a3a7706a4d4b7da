"""The text part of a letter, from the same tree as its HTML part; complete by itself, 72 columns wide."""

from textwrap import wrap

from markdown_it.tree import SyntaxTreeNode

from mailer.letters.buttons import buttons
from mailer.letters.templating import plain

WIDTH = 72
_SIGNATURE_MARK = "-- "
"""RFC 3676 section 4.3: a client may fold away or leave out of a reply what stands below it."""


def text_part(body: SyntaxTreeNode, footer: SyntaxTreeNode) -> str:
    """Write a letter as plain text, its footer below a signature mark; lines end in LF."""
    return "\n".join([_blocks(body, WIDTH), "", _SIGNATURE_MARK, _blocks(footer, WIDTH), ""])


def _blocks(node: SyntaxTreeNode, width: int) -> str:
    return "\n\n".join(_block(child, width) for child in node.children)


def _block(node: SyntaxTreeNode, width: int) -> str:
    match node.type:
        case "heading":
            title = _wrapped(_words(node), width)
            return f"{title}\n{'-' * max(map(len, title.splitlines()))}"
        case "bullet_list":
            return _list(node, ["- "] * len(node.children), width)
        case "ordered_list":
            return _list(node, [f"{number}. " for number in range(1, len(node.children) + 1)], width)
        case "fence":
            return "\n".join(f"  * {button.label}" for button in buttons(plain(node.content)))
        case "hr":
            return "* * *"
    return _wrapped(_words(node), width)


def _list(node: SyntaxTreeNode, bullets: list[str], width: int) -> str:
    tight = all(leaf.hidden for leaf in node.walk() if leaf.type == "paragraph")
    items = [
        _hung(bullet, _blocks(item, width - len(bullet)))
        for bullet, item in zip(bullets, node.children, strict=True)
    ]
    return ("\n" if tight else "\n\n").join(items)


def _hung(bullet: str, text: str) -> str:
    return bullet + text.replace("\n", "\n" + " " * len(bullet))


def _wrapped(text: str, width: int) -> str:
    lines = (
        wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""] for line in text.split("\n")
    )
    return "\n".join(line for wrapped in lines for line in wrapped)


def _words(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return node.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            return _link("".join(map(_words, node.children)), str(node.attrs["href"]))
    return "".join(map(_words, node.children))


def _link(words: str, target: str) -> str:
    """Write "words <target>" (RFC 3986 appendix C), or the target alone where the words say it."""
    return words if target in (words, f"mailto:{words}", f"https://{words}") else f"{words} <{target}>"
