"""The letters: each read as sample people would get it, edited, tried, kept; and every version of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from mailer.console.drafts import Draft
from mailer.console.forms import number
from mailer.console.framed import framed
from mailer.console.visit import Visit
from mailer.domain.commands import KeepLetter, RestoreLetter
from mailer.domain.errors import BadInput, KringError, NotFound
from mailer.domain.letter import LetterVersion
from mailer.letters.preview import LONGEST_SUBJECT, MOST_OCTETS, Preview, previews
from mailer.letters.templating import LONGEST
from mailer.service.letters import faults_of
from mailer.service.log_in import digest
from mailer.service.spam import Spam, spam_score
from mailer.speech.sentences import error_in_words
from mailer.store.unit_of_work import look

LETTERS = "/console/letters"
_LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """A text as a letter: its faults or, without any, how it looks to the sample people.

    `frames` are the addresses of what is shown; `spam` is None where nobody asked or nobody answers.
    """

    faults: Sequence[str]
    previews: Sequence[Preview]
    frames: Sequence[str]
    asked_spam: bool = False
    spam: Spam | None = None


def letters_page(visit: Visit) -> Response:
    """List them: kind by kind, in which languages, and which were edited."""
    book = visit.site.bus.house.letters
    with look(visit.site.bus.database) as store:
        edited = store.letters.all_newest()
    rows = [(kind, [(one, edited.get((kind, one))) for one in book.languages(kind)]) for kind in book.kinds()]
    return visit.page("letters.html", rows=rows)


def letter_page(visit: Visit) -> Response:
    """Show one: the version that goes out, or an earlier one to look at."""
    letter, language = _which(visit)
    asked = number(visit.asked("version"))
    with look(visit.site.bus.database) as store:
        chosen = store.letters.get(asked) if asked else None
        newest = store.letters.newest(letter, language)
    if chosen is not None and (chosen.letter, chosen.language) != (letter, language):
        raise NotFound("version {version} is of another letter", version=chosen.id)
    return _page(visit, _source(visit, chosen or newest), chosen=chosen)


def try_letter(visit: Visit) -> Response:
    """Show a text as a letter, without keeping it; the part of the page alone to who asks for that."""
    source = visit.form.raw("source")
    if visit.request.headers.get("hx-request") == "true":
        return visit.page("tried.html", tried=_tried(visit, source), **_LIMITS)
    return _page(visit, source, why=visit.form.one("why"), asked_spam=bool(visit.form.one("spam")))


def keep(visit: Visit) -> Response:
    """Keep a text as the new version; what is wrong with it is said beside it, and nothing of it is lost."""
    letter, language = _which(visit)
    source, why = visit.form.raw("source"), visit.form.one("why")[:_LONGEST_WHY]
    command = KeepLetter(letter, language, source, number(visit.form.one("after")))
    try:
        visit.do(command, why)
    except NotFound:
        raise
    except KringError as error:
        return _page(visit, source, why=why, refused=error_in_words(error, visit.language), status=409)
    return visit.to(f"{LETTERS}/{letter}/{language}", "letter-kept")


def restore(visit: Visit) -> Response:
    """Go back to an earlier version, or to what came with Kring."""
    letter, language = _which(visit)
    version = visit.form.one("version")
    if version != str(number(version)):
        raise BadInput("{version!r} is no version; 0 is what came with Kring", version=version)
    visit.do(RestoreLetter(letter, language, number(version)), visit.form.one("why")[:_LONGEST_WHY])
    return visit.to(f"{LETTERS}/{letter}/{language}", "letter-restored")


def draft_frame(visit: Visit) -> Response:
    """Give the HTML of a letter that was tried a moment ago, to the session that tried it."""
    found = visit.site.drafts.get(visit.request.path_params["token"], digest(visit.token))
    if found is None:
        raise NotFound("this preview is gone; open the letter again")
    return framed(found.html, found.title, found.language)


_LIMITS: Mapping[str, Any] = {"most_octets": MOST_OCTETS, "longest_subject": LONGEST_SUBJECT}


def _which(visit: Visit) -> tuple[str, str]:
    """Give the kind and the language; raises `NotFound` for what is no letter."""
    letter, language = visit.request.path_params["letter"], visit.request.path_params["language"]
    if language not in visit.site.bus.house.letters.languages(letter):
        raise NotFound("there is no letter {letter}.{language}", letter=letter, language=language)
    return letter, language


def _source(visit: Visit, version: LetterVersion | None) -> str:
    if version is None or version.source is None:
        return visit.site.bus.house.letters.source(*_which(visit))
    return version.source


def _page(
    visit: Visit,
    source: str,
    *,
    chosen: LetterVersion | None = None,
    why: str = "",
    refused: str = "",
    asked_spam: bool = False,
    status: int = 200,
) -> Response:
    letter, language = _which(visit)
    with look(visit.site.bus.database) as store:
        versions = store.letters.of(letter, language)
    facts: dict[str, Any] = {"letter": letter, "language": language, "versions": versions, "chosen": chosen}
    # who was refused because somebody else was quicker stays refused until the letter is opened again
    newest = versions[0].id if versions else 0
    after = number(visit.form.one("after")) if visit.request.method == "POST" else newest
    facts |= {"source": source, "after": after, "why": why, "refused": refused, "longest": LONGEST, **_LIMITS}
    return visit.page("letter.html", status, tried=_tried(visit, source, asked_spam=asked_spam), **facts)


def _tried(visit: Visit, source: str, *, asked_spam: bool = False) -> Tried:
    house = visit.site.bus.house
    letter, language = _which(visit)
    if faults := faults_of(house, letter, language, source):
        return Tried(faults, (), ())
    try:
        found = previews(house.letters, letter, language, source)
    except KringError as error:
        return Tried([error_in_words(error, visit.language)], (), ())
    session = digest(visit.token)
    names = [
        visit.site.drafts.put(Draft(session, one.mail.html, one.mail.subject, language)) for one in found
    ]
    spam = spam_score(found[0].octets) if asked_spam else None
    return Tried((), found, [f"/console/drafts/{name}" for name in names], asked_spam, spam)
