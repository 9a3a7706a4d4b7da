"""HTML of a mail as a document of its own, in a frame that can do nothing: no script, no picture, no form."""

from html import escape

import nh3
from starlette.responses import HTMLResponse, Response

FRAME_POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""Stricter than that of our pages, but that a letter carries its own style, as mail programs want."""

_LINKS = frozenset({"https", "mailto"})
_ATTRIBUTES = {
    "*": {"style", "class", "lang", "dir", "role"},
    "a": {"href"},
    "table": {"width", "border", "cellpadding", "cellspacing", "align"},
    "td": {"width", "height", "align", "valign", "colspan", "rowspan"},
}
_BOX = {"border", "margin", "padding", "height", "width", "max-width", "vertical-align", "display"}
_BOX |= {"border-top", "border-right", "border-bottom", "border-left", "border-collapse"}
_INK = {"color", "background-color", "font-family", "font-size", "font-style", "font-weight", "line-height"}
_STYLES = frozenset(_BOX | _INK | {"text-align", "text-decoration"})
"""What a style may set: nothing that fetches, and nothing that lays one thing over another."""


def framed(html: str, title: str, language: str) -> Response:
    """Give the answer that a frame shows; the HTML is cleaned first, as anybody may have written it."""
    page = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title></head><body style="margin:0">{cleaned(html)}</body></html>'
    )
    fields = {
        "Content-Security-Policy": FRAME_POLICY,
        # with more, a browser refuses to open a sandboxed document by itself (HTML, "obtain a COOP")
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(page, headers=fields)


def cleaned(html: str) -> str:
    """Give HTML without scripts, pictures, forms and styles from elsewhere."""
    return nh3.clean(
        html,
        tags=set(nh3.ALLOWED_TAGS) - {"img", "map", "area"},
        clean_content_tags={"script", "style", "title"},
        attributes=_ATTRIBUTES,
        url_schemes=set(_LINKS),
        filter_style_properties=set(_STYLES),
        link_rel="noreferrer",
    )
