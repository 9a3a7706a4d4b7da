"""Letters edited: the newest version that was kept goes out, and every version stays."""

from mailer.domain import commands as c
from mailer.domain.errors import BadInput, KringError, NotFound, Refused
from mailer.domain.sentence import sentence
from mailer.letters.templating import LONGEST
from mailer.service.work import Done, House, Work
from mailer.store.unit_of_work import UnitOfWork


def source_kept(store: UnitOfWork, letter: str, language: str) -> str | None:
    """Give what stands for a letter's file; None: the file itself goes out."""
    newest = store.letters.newest(letter, language)
    return newest.source if newest else None


def faults_of(house: House, letter: str, language: str, source: str) -> list[str]:
    """Say what keeps a text from being this letter, with file and line."""
    if len(source) > LONGEST:
        return [f"a letter has at most {LONGEST} characters, and this has {len(source)}"]
    try:
        shipped, about = house.letters.about(letter, language), house.letters.about(letter, language, source)
        faults = house.letters.check(letter, language, source)
    except KringError as error:
        return [str(error)]
    # a run or an answer, a subscriber or a stranger: the service sends it as what it is
    for key in ("sent", "reader", "method"):
        if getattr(shipped, key) != getattr(about, key):
            return [f"{about.path.name}: only the subject may change between the lines +++, not {key}"]
    return list(map(str, faults))


def keep(command: c.KeepLetter, work: Work) -> Done:
    """Keep a new version of a letter; runs that have started go on with the words they froze."""
    _refuse_unknown(work, command.letter, command.language)
    newest = work.store.letters.newest(command.letter, command.language)
    if (newest.id if newest else 0) != command.after:
        raise Refused("somebody else kept another version meanwhile; open the letter again and compare")
    source = command.source.rstrip() + "\n"
    if source == _now(work, command.letter, command.language):
        raise Refused("the letter says this already")
    if faults := faults_of(work.house, command.letter, command.language, source):
        raise BadInput("the letter can't be sent: {faults}", faults="; ".join(faults))
    what = sentence(
        "{letter}.{language} says something new", letter=command.letter, language=command.language
    )
    return _keep(work, command.letter, command.language, source, what)


def restore(command: c.RestoreLetter, work: Work) -> Done:
    """Go back to an earlier version, by keeping it once more, or to the file."""
    _refuse_unknown(work, command.letter, command.language)
    what = sentence(
        "{letter}.{language} says again what came with Kring",
        letter=command.letter,
        language=command.language,
    )
    source = None
    if command.version:
        earlier = work.store.letters.get(command.version)
        if (earlier.letter, earlier.language) != (command.letter, command.language):
            raise NotFound("version {version} is of another letter", version=command.version)
        source, what = (
            earlier.source,
            sentence(
                "{letter}.{language} says again what version {version} did",
                letter=command.letter,
                language=command.language,
                version=earlier.id,
            ),
        )
    if source == source_kept(work.store, command.letter, command.language):
        raise Refused("the letter says this already")
    # what letters share may have changed since
    if source is not None and (faults := faults_of(work.house, command.letter, command.language, source)):
        raise BadInput("the letter can't be sent: {faults}", faults="; ".join(faults))
    return _keep(work, command.letter, command.language, source, what)


def _keep(work: Work, letter: str, language: str, source: str | None, what: str) -> Done:
    work.store.letters.add(letter, language, source, work.now, work.cause.who, work.cause.why)
    return Done(what, details={"letter": letter, "language": language})


def _now(work: Work, letter: str, language: str) -> str:
    kept = source_kept(work.store, letter, language)
    return work.house.letters.source(letter, language) if kept is None else kept


def _refuse_unknown(work: Work, letter: str, language: str) -> None:
    if language not in work.house.letters.languages(letter):
        raise NotFound(
            "there is no letter {letter}.{language}; there is {known}",
            letter=letter,
            language=language,
            known=", ".join(work.house.letters.kinds()),
        )
