"""How deep a page's elements lie in one another."""

import re

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_MANY_TAGS = 4000
_DEEPEST = 800
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_SELF_CLOSING = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "dd",
        "dt",
        "colgroup",
        "body",
        "html",
        "head",
    ]
)


def too_deep(html: str) -> bool:
    """Whether elements lie so deep in one another that parsing them takes quadratic time: a hostile mail."""
    if html.count("<") < _MANY_TAGS:
        return False
    stack: list[str] = []
    for found in _TAG.finditer(html):
        closing, name = found.group(1), found.group(2).lower()
        if name in _VOID or name in _SELF_CLOSING:
            continue
        if not closing:
            stack.append(name)
        elif stack and stack[-1] == name:
            stack.pop()
        if len(stack) > _DEEPEST:
            return True
    return False
