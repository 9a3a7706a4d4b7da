"""The HTML part of a letter: the tree as a few plain elements, in the layout, with its style inlined."""

from html import escape
from pathlib import Path

import css_inline
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markdown_it.tree import SyntaxTreeNode

from mailer.letters.buttons import QUIET, Button, buttons
from mailer.letters.errors import LetterError
from mailer.letters.templating import plain

_ELEMENTS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
}
# A table with all its widths as attributes and padding on cells alone: what Outlook's Word engine can draw.
_TABLE = '<table role="presentation" class="buttons" border="0" cellpadding="0" cellspacing="0">'
_GAP = '<tr><td class="gap" height="10">&nbsp;</td></tr>'


def layout(folder: Path) -> Template:
    """Give the page all letters share; raises `LetterError`."""
    environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True)
    try:
        return environment.get_template("layout.html")
    except TemplateNotFound as error:
        raise LetterError(folder / "layout.html", 0, "is missing") from error
    except TemplateSyntaxError as error:
        raise LetterError(folder / "layout.html", error.lineno, error.message or "") from error


def html_part(
    page: Template, subject: str, language: str, body: SyntaxTreeNode, footer: SyntaxTreeNode
) -> str:
    """Write a letter as an HTML document; lines end in LF."""
    document = page.render(subject=subject, language=language, body=_html(body), footer=_html(footer))
    return css_inline.inline(document, load_remote_stylesheets=False)


def _html(node: SyntaxTreeNode) -> str:
    inside = "".join(map(_html, node.children))
    match node.type:
        case "text":
            return escape(node.content)
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "<br>\n"
        case "hr":
            return "<hr>\n"
        case "heading":
            return f"<{node.tag}>{inside}</{node.tag}>\n"
        case "link":
            return f'<a href="{escape(str(node.attrs["href"]))}">{inside}</a>'
        case "fence":
            look = QUIET if QUIET in node.info.split() else "button"
            return _buttons(buttons(plain(node.content)), look)
        case "paragraph" if node.hidden:
            return inside
    element = _ELEMENTS.get(node.type)
    return f"<{element}>{inside}</{element}>" if element else inside


def _buttons(choices: tuple[Button, ...], look: str) -> str:
    rows = _GAP.join(
        f'<tr><td class="{look}"><a href="{escape(choice.href)}">{escape(choice.label)}</a></td></tr>'
        for choice in choices
    )
    return f"{_TABLE}{rows}</table>\n"
