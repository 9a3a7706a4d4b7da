"""A text/html body as lines, with what its client marks as quoted or as a signature."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailer.message.own_words.clients import Role, role
from mailer.message.own_words.lines import Line, Mark, clean

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre"])
_STRUCK = frozenset({"s", "strike", "del"})
_CELLS = frozenset({"td", "th"})
_WRITES = frozenset({"br", "hr", "img", "li", "a"})
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([#\w(), .%]{1,40})")
_LAYOUT = re.compile(r"<(?:br|p|div|td|li|h\d)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
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
RULE = "_" * 32


class _State(NamedTuple):
    """What an element hands down to those inside it."""

    mark: Mark = Mark.OWN
    pre: bool = False
    colour: str = ""
    struck: bool = False


_ROLES = {
    Role.QUOTE: Mark.QUOTED,
    Role.HEADER: Mark.HEADER,
    Role.INDENT: Mark.INDENTED,
    Role.ATTRIBUTION: Mark.PREFIX,
    Role.SIGNATURE: Mark.SIGNATURE,
}


def page_lines(html: str) -> list[Line]:
    """Give what a reader sees, line by line; never raises. Hidden elements and comments are left out."""
    if too_deep(html):
        return [Line(clean(text).strip()) for text in _ANY_TAG.sub("\n", html).split("\n")]
    body = LexborHTMLParser(html).body
    if body is None:
        return []
    writer = _Writer()
    _walk(body, writer, pre=not _LAYOUT.search(html))
    return writer.finish()


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


class _Step(NamedTuple):
    """One visit of the walk: to a node, or, with `ends`, back to an element behind its last child."""

    node: LexborNode
    state: _State
    ends: bool = False
    link: str = ""
    """The address a link goes to, where the words of the link don't show it."""


def _walk(body: LexborNode, writer: "_Writer", pre: bool) -> None:
    """Visit the tree in document order without recursion: it may be deep."""
    steps = [_Step(body, _State(pre=pre))]
    while steps:
        node, state, ends, link = steps.pop()
        if ends:
            _leave(node, state, link, writer)
            continue
        following = node.next
        if following is not None and node.tag != "body":
            steps.append(_Step(following, state))
        if node.is_text_node:
            writer.text(node.text_content or "", state)
        elif node.is_element_node:
            steps += _enter(node, state, writer)


def _enter(node: LexborNode, state: _State, writer: "_Writer") -> Iterator[_Step]:
    """Write what an element itself shows; give the visits to make inside and behind it."""
    tag = node.tag or ""
    attributes = node.attributes
    meaning = role(node, tag, attributes, quoted=state.mark is Mark.QUOTED)
    if meaning is Role.HIDDEN:
        return
    if meaning is Role.CUT and state.mark is not Mark.QUOTED:
        writer.line("", Mark.CUT)
    inner = _inner_state(state, meaning, tag, attributes)
    if tag in _BLOCKS:
        writer.end_line()
    elif tag in _CELLS:
        writer.cell()
    if tag in _WRITES:
        _write_element(tag, attributes, inner, writer)
    link = _hidden_address(node, attributes) if tag == "a" else ""
    yield _Step(node, inner, ends=True, link=link)
    child = node.child
    if child is not None:
        yield _Step(child, inner)


def _inner_state(state: _State, meaning: Role, tag: str, attributes: dict[str, str | None]) -> _State:
    mark = _ROLES.get(meaning, state.mark)
    if state.mark is Mark.QUOTED or (state.mark is Mark.SIGNATURE and mark is not Mark.QUOTED):
        mark = state.mark
    style = (attributes.get("style") or "").lower() if attributes else ""
    colour = attributes.get("color") if tag == "font" else None
    found = _COLOUR.search(style) if "color" in style else None
    if not (style or colour or mark is not state.mark or tag in _STRUCK or tag == "pre"):
        return state
    return _State(
        mark,
        state.pre or tag == "pre" or "white-space:pre" in style.replace(" ", ""),
        found.group(1).strip() if found else (colour or state.colour),
        state.struck or tag in _STRUCK or "line-through" in style,
    )


def _write_element(tag: str, attributes: dict[str, str | None], state: _State, writer: "_Writer") -> None:
    if tag == "br":
        writer.line_break(state)
    elif tag == "hr":
        writer.line(RULE, state.mark)
    elif tag == "li":
        writer.text("- ", state)
    elif tag == "img":
        alternative = attributes.get("alt") or ""
        if alternative and not alternative.isascii() and not any(c.isalnum() for c in alternative):
            writer.text(alternative, state)  # an emoji; with letters it is a logo


def _hidden_address(node: LexborNode, attributes: dict[str, str | None]) -> str:
    """Give the address behind a name that links to it, as Outlook's "@Bart Smit" does."""
    target = attributes.get("href") or ""
    if target[:7].lower() != "mailto:" or "@" not in target:
        return ""
    address = target[7:].partition("?")[0].strip()
    shown = node.text()
    return address if len(address) < 255 and shown.strip() and "@" not in shown.strip()[1:] else ""


def _leave(node: LexborNode, state: _State, link: str, writer: "_Writer") -> None:
    if link:
        writer.text(f" <{link}>", state)
    tag = node.tag or ""
    if tag in _BLOCKS:
        writer.end_line()
        if tag in _SPACED and _has_space_below(node):
            writer.gap(state)


def _has_space_below(node: LexborNode) -> bool:
    """Whether a paragraph ends with white space: Word's don't."""
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    name = (attributes.get("class") or "").lower()
    return not ("mso" in name or "plaintext" in name or "margin:0" in style or "margin-bottom:0" in style)


class _Writer:
    """Collects words into lines."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._state = _State()
        self._space = False

    def text(self, text: str, state: _State) -> None:
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

    def line_break(self, state: _State) -> None:
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

    def gap(self, state: _State) -> None:
        """Add a blank line where there is none yet."""
        if self._lines and not self._lines[-1].blank:
            self._lines.append(Line("", state.mark))

    def finish(self) -> list[Line]:
        """Give all lines."""
        self.end_line()
        return self._lines

    def _add(self, text: str, state: _State) -> None:
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
