"""The language of letters: Jinja2 in its sandbox, strict about names, with slots that can only be printed."""

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailer.letters.errors import LetterError
from mailer.letters.facts import NAMES, Markdown
from mailer.letters.letter_file import body_of
from mailer.letters.slots import Mark, namespaces, without_marks

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SLOT_SPACES = {name: tuple(vars(space)) for name, space in namespaces().items()}
_KNOWN = {**NAMES, **_SLOT_SPACES}
_WHAT_COMPUTES = (nodes.FilterBlock, nodes.AssignBlock, nodes.Macro, nodes.CallBlock)


class _BodyLoader(FileSystemLoader):
    """Loads what a letter says without what it is, on the lines where it stands."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        return body_of(source), path, is_fresh


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 as letters use it; each file is held against the known names when it is compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            loader=_BodyLoader(folder),
            undefined=StrictUndefined,
            finalize=_printed,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # the result is Markdown; the HTML is made of that, with everything escaped
        )
        self._folder = folder

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        for line, words in (*_unknown_names(source), *_computed_slots(source)):
            raise TemplateSyntaxError(words, line, name, filename)
        return super()._generate(source, name, filename, defer_init)

    def body(self, name: str, facts: Mapping[str, object]) -> str:
        """Write the Markdown of a file in the folder; raises `LetterError`."""
        with _located(self._folder / name):
            return self.get_template(name).render(facts, **namespaces())

    def subject(self, path: Path, line: int, source: str, facts: Mapping[str, object]) -> str:
        """Write a subject that stands on a line of a file, as Markdown; raises `LetterError`."""
        with _located(path):
            code = self.compile("\n" * (line - 1) + source, filename=str(path))
            template = self.template_class.from_code(self, code, self.make_globals(None))
            return template.render(facts, **namespaces())


def plain(text: str) -> str:
    """Undo the escaping of facts, where a text is not read as Markdown."""
    return _ESCAPED.sub(r"\1", text)


def _printed(value: object) -> object:
    """Turn what stands between braces into Markdown that means just these words."""
    match value:
        case Mark():
            return value
        case Markdown() if value:
            return without_marks(value)
        case str() if value:
            return _PUNCTUATION.sub(r"\\\1", " ".join(without_marks(value).split()))
        case None | "" | ():
            raise UndefinedError(
                "a fact is printed that this meeting or person does not have: {% if %} it first"
            )
        case bool() | tuple():
            raise UndefinedError(
                "this fact is no words and can't be printed: use it in {% if %} or {% for %}"
            )
    return str(value)  # a number; or an undefined name, which raises


def _unknown_names(source: nodes.Template) -> Iterator[tuple[int, str]]:
    unknown = find_undeclared_variables(source) - _KNOWN.keys()
    for name in source.find_all(nodes.Name):
        if name.name in unknown:
            yield name.lineno, f"'{name.name}' is undefined; there is {', '.join(_KNOWN)}"
    for whose, access in _accesses(source.find_all(nodes.Getattr)):
        known = _KNOWN.get(whose, (access.attr,))
        if access.attr not in known:
            yield access.lineno, f"'{whose}.{access.attr}' is undefined; {whose} has {', '.join(known)}"


def _computed_slots(source: nodes.Template) -> Iterator[tuple[int, str]]:
    shown = chain.from_iterable(output.nodes for output in source.find_all(nodes.Output))
    printed = {id(access.node) for _, access in _accesses(shown)}
    for name in source.find_all(nodes.Name):
        if name.name in _SLOT_SPACES and id(name) not in printed:
            words = f"'{name.name}' differs for everyone: such a slot can be printed, not computed with"
            yield name.lineno, words
    for node in source.find_all(_WHAT_COMPUTES):
        yield node.lineno, "a letter has no macros, and no blocks that are filtered or kept in a name"


def _accesses(found: Iterable[nodes.Node]) -> Iterator[tuple[str, nodes.Getattr]]:
    """Give the `name.attribute` among the nodes, each with its name."""
    for node in found:
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            yield node.node.name, node


@contextmanager
def _located(path: Path) -> Iterator[None]:
    """Turn whatever a template makes Python raise into a `LetterError` with the template's file and line."""
    try:
        yield
    except TemplateSyntaxError as error:
        raise LetterError(Path(error.filename or path), error.lineno, error.message or "") from error
    except TemplateNotFound as error:
        raise LetterError(*_place(error, path), f"there is no file {error.name}") from error
    except UnicodeDecodeError as error:
        raise LetterError(path, 0, "is not UTF-8") from error
    except Exception as error:
        raise LetterError(*_place(error, path), str(error)) from error


def _place(error: Exception, path: Path) -> tuple[Path, int]:
    """Find the innermost template in the traceback: Jinja2 gives its frames the letter's file and line."""
    frames = (
        f for f in reversed(traceback.extract_tb(error.__traceback__)) if Path(f.filename).suffix == ".md"
    )
    return next(((Path(frame.filename), frame.lineno or 0) for frame in frames), (path, 0))
