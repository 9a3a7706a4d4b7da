"""The language of letters: a little of Jinja2, in its sandbox, strict about names; slots can only be printed.

A letter is written by whoever may edit letters, and must do no harm to the process: it prints, asks and goes
through lists, and can neither call, calculate nor assign, so it ends, and soon.
"""

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
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
_WORDS = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
)
_CHOICES = (
    nodes.If,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.Test,
)
_ALLOWED = (*_WORDS, *_CHOICES, nodes.For, nodes.Include, nodes.Filter, nodes.Add)
"""What a letter is made of. No call, no product, no name: with those ten words fill the memory."""
_FILTERS = frozenset({"capitalize", "count", "first", "join", "last", "length", "lower", "title", "upper"})
_TESTS = frozenset({"defined", "none", "true", "false"})

LONGEST = 20_000
"""Of a letter's source, in characters; the longest that comes with Kring has some 1,500."""
MOST_WRITTEN = 40_000
"""Of what a letter says, in characters; the slowest Markdown takes seconds for that, for more minutes."""
MOST_ROUNDS = 1000
"""Of all loops of a letter together."""
_ROUNDS = "rounds"


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
        self.filters[_ROUNDS] = _counted

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        # in this order, each only when the one before found nothing: Jinja2 looks for names by way of its
        # optimizer, which would work a sum out
        for line, words in chain(_computed_slots(source), _not_allowed(source), _unknown_names(source)):
            raise TemplateSyntaxError(words, line, name, filename)
        for loop in source.find_all(nodes.For):
            counted = nodes.Filter(loop.iter, _ROUNDS, [], [], None, None, lineno=loop.lineno)
            loop.iter = counted.set_environment(self)
        return super()._generate(source, name, filename, defer_init)

    def body(self, name: str, facts: Mapping[str, object]) -> str:
        """Write the Markdown of a file in the folder; raises `LetterError`."""
        with _located(self._folder / name):
            return _rendered(self.get_template(name), facts)

    def words(self, path: Path, source: str, facts: Mapping[str, object], line: int = 1) -> str:
        """Write the Markdown of a text that stands in a file, from a line on; raises `LetterError`."""
        with _located(path):
            if len(source) > LONGEST:
                raise ValueError(f"a letter has at most {LONGEST} characters, and this has {len(source)}")
            code = self.compile("\n" * (line - 1) + source, filename=str(path))
            return _rendered(self.template_class.from_code(self, code, self.make_globals(None)), facts)


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
        case int() | float() | Undefined():
            return str(value)  # an undefined name raises
    raise UndefinedError("this is no fact and no words, and can't be printed")


def _rendered(template: Template, facts: Mapping[str, object]) -> str:
    """Write a template as far as a letter may be long."""
    written: list[str] = []
    room = MOST_WRITTEN
    for piece in template.generate({**facts, **namespaces(), _ROUNDS: [MOST_ROUNDS]}):
        written.append(piece)
        room -= len(piece)
        if room < 0:
            raise ValueError(f"a letter says at most {MOST_WRITTEN} characters, and this says more")
    return "".join(written)


@pass_context
def _counted(context: Context, value: object) -> tuple[object, ...]:
    """Give what a loop goes through, and count its rounds."""
    if isinstance(value, Undefined):
        str(value)  # raises, with the name
    if not isinstance(value, tuple):
        raise UndefinedError("only a list of facts can be gone through, such as meeting.dayparts")
    left: list[int] = context[_ROUNDS]
    left[0] -= len(value)
    if left[0] < 0:
        raise ValueError(f"the loops of a letter make at most {MOST_ROUNDS} rounds")
    return value


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


def _not_allowed(source: nodes.Template) -> Iterator[tuple[int, str]]:
    """Give what a letter's language does not have."""
    for node in source.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            yield (
                node.lineno,
                f"a letter only prints, asks and loops; it has no {type(node).__name__.lower()}",
            )
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield node.lineno, f"there is no filter '{node.name}'; there is {', '.join(sorted(_FILTERS))}"
        elif isinstance(node, nodes.Test) and node.name not in _TESTS:
            yield node.lineno, f"there is no test '{node.name}'; there is {', '.join(sorted(_TESTS))}"
        elif isinstance(node, nodes.For) and node.recursive:
            yield node.lineno, "a loop does not begin anew inside itself"


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
