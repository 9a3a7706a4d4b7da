"""The words of an HTML report, line by line."""

from selectolax.lexbor import LexborHTMLParser

_LONGEST = 300_000
_BREAKS = "br, p, div, tr, li, h1, h2, h3, h4, td, th, pre, blockquote"


def visible_text(html: str) -> str:
    """Give the text a reader sees, a line per block; what doesn't show (style, script, head) is left out."""
    tree = LexborHTMLParser(html[:_LONGEST])
    for hidden in tree.css("style, script, head, title"):
        hidden.decompose()
    for block in tree.css(_BREAKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = tree.body.text() if tree.body else ""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
