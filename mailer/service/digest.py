"""What a coordinator is told by mail: each weekday morning, and a day before a run starts by itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mailer.domain.commands import SendDigest
from mailer.domain.coordinator import Coordinator
from mailer.domain.digest import AHEAD, Digest, Listed, morning, told_until
from mailer.domain.errors import Refused
from mailer.domain.meeting import Meeting, say
from mailer.domain.run import Run, RunState
from mailer.domain.sentence import sentence
from mailer.domain.timeline import Start, Status, StepStanding
from mailer.intake.verdict import Kind
from mailer.letters import dates
from mailer.letters.coordinator_facts import DigestFacts, OutgoingFacts, ParkedFacts
from mailer.service import outgoing, rehearsal
from mailer.service.deciding import Decision, suggested
from mailer.service.parked import Answerer, answerer
from mailer.service.runs import timeline_of
from mailer.service.work import Done, Work
from mailer.speech.names import name_of

LETTER = "digest"
_MOST_MAILS = 20
_MOST_WORDS = 160
_MOST_COUNTED = 200
"""People who are counted before a run starts, as the console does."""
_LONGEST_GAP = timedelta(days=5)
"""Within so much time what was announced of a step was announced: from Friday to Wednesday."""
_REQUESTS = frozenset({Kind.SUBSCRIBE, Kind.UNSUBSCRIBE, Kind.ADDRESS_CHANGE})


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to tell, and what its numbers and names stand for."""

    facts: DigestFacts
    mails: tuple[int, ...] = ()
    listed: tuple[Listed, ...] = ()


def digests_due(work: Work) -> Iterator[SendDigest]:
    """Give the digests of this morning that have not gone out; notes where there is nothing to tell."""
    day = morning(work.now, work.house.first_series.zone)
    if day is None:
        return
    for who in _acting(work):
        if work.store.digests.known(who.id, day.isoformat()):
            continue
        if _all(work, who).facts.something:
            yield SendDigest(who.id, day.isoformat())
        else:
            work.store.digests.add(_digest(work, who, day.isoformat(), _Found(DigestFacts()), ""))


def announcements_due(work: Work, meeting: Meeting) -> Iterator[SendDigest]:
    """Give a digest for each run that starts by itself within a day, and that no digest told of."""
    soon = [one for one in timeline_of(work, meeting) if _starts_soon(work, one)]
    for who in _acting(work) if soon else ():
        lately = work.store.digests.since(who.id, work.now - _LONGEST_GAP)
        told = {listed for digest in lately for listed in digest.listed}
        for one in soon:
            listed = _listed(meeting, one)
            if listed not in told:
                occasion = f"{listed.step} of {listed.meeting} at revision {listed.revision}"
                yield SendDigest(who.id, occasion, listed)


def send(command: SendDigest, work: Work) -> Done:
    """Tell a coordinator how things stand; refused when that was done on this occasion."""
    who = work.store.coordinators.get(command.coordinator)
    if work.store.digests.known(who.id, command.occasion):
        raise Refused("{address} was told on {occasion}", address=who.address, occasion=command.occasion)
    found = _all(work, who) if command.announced is None else _one(work, who, command.announced)
    message_id = outgoing.to_coordinator(work, LETTER, who, digest=found.facts)
    work.store.digests.add(_digest(work, who, command.occasion, found, message_id))
    what = sentence(
        "{address} is told how things stand: {mail_number} mails to decide, {letter_number} letters",
        address=who.address,
        mail_number=len(found.mails),
        letter_number=len(found.listed),
    )
    return Done(what)


def standing_of(work: Work, listed: Listed) -> StepStanding | None:
    """Give how a step of the timeline stands that a digest told of; None for a step beside the timeline."""
    meeting = work.store.meetings.get(listed.meeting)
    return next((one for one in timeline_of(work, meeting) if one.step.key == listed.step), None)


def written_as(listed: Sequence[Listed], language: str) -> list[str]:
    """Give what each letter is called by in a reply: its name, with the meeting where two have that name."""
    names = [name_of(one.letter, language) for one in listed]
    many = Counter(names)
    return [
        name if many[name] == 1 else f"{name} {one.meeting}" for name, one in zip(names, listed, strict=True)
    ]


def _acting(work: Work) -> list[Coordinator]:
    return [one for one in work.store.coordinators.all() if one.acts]


def _digest(work: Work, who: Coordinator, occasion: str, found: _Found, message_id: str) -> Digest:
    seen = work.store.digests.newest_mail()
    return Digest(who.id, occasion, work.now, message_id, found.mails, found.listed, seen)


def _all(work: Work, who: Coordinator) -> _Found:
    rows = work.store.views.parked(_MOST_MAILS)
    outgoing_facts, listed = _goes_out(work, who.language)
    last = work.store.digests.newest(who.id)
    came = work.store.digests.came_in(last.seen if last else 0, last.made_at if last else work.now - AHEAD)
    facts = DigestFacts(
        mails=tuple(_parked(work, number, row["id"], who.language) for number, row in enumerate(rows, 1)),
        more=max(0, work.store.views.parked_count() - len(rows)),
        outgoing=tuple(outgoing_facts),
        answers=came.get(Kind.REGISTRATION, 0),
        requests=sum(came.get(kind, 0) for kind in _REQUESTS),
        others=came.get(Kind.BOUNCE, 0) + came.get(Kind.COMPLAINT, 0),
        unknown=sum(row["many"] for row in work.store.views.runs_with_unknown()),
    )
    return _Found(facts, tuple(row["id"] for row in rows), tuple(listed))


def _one(work: Work, who: Coordinator, announced: Listed) -> _Found:
    step = standing_of(work, announced)
    meeting = work.store.meetings.get(announced.meeting)
    if step is None:
        raise Refused(
            "the timeline of {meeting} has no step {step}", meeting=meeting.key, step=announced.step
        )
    facts = _to_come(meeting, step, who.language, name_of(announced.letter, who.language))
    return _Found(DigestFacts(outgoing=(facts,)), listed=(announced,))


def _goes_out(work: Work, language: str) -> tuple[list[OutgoingFacts], list[Listed]]:
    waiting = work.store.runs.in_state(RunState.WAITING)
    until = told_until(work.now, work.house.first_series.zone)
    meetings = work.store.meetings.on_the_clock()
    soon = [
        (meeting, one)
        for meeting in meetings
        for one in timeline_of(work, meeting)
        if one.status is Status.FUTURE and one.instant <= until
    ]
    soon.sort(key=lambda found: found[1].instant)
    listed = [Listed(run.meeting, run.step, run.revision, run.letter) for run in waiting]
    listed += [_listed(meeting, one) for meeting, one in soon]
    names = written_as(listed, language)
    facts = [_waiting(work, run, language, name) for run, name in zip(waiting, names, strict=False)]
    facts += [
        _to_come(meeting, one, language, name)
        for (meeting, one), name in zip(soon, names[len(waiting) :], strict=True)
    ]
    return facts, listed


def _waiting(work: Work, run: Run, language: str, write: str) -> OutgoingFacts:
    meeting = work.store.meetings.get(run.meeting)
    counted = rehearsal.count(rehearsal.choices(work, run.meeting, run.step, _MOST_COUNTED), _MOST_COUNTED)
    reaches = f"{counted.reached}{'+' if counted.more else ''}"
    when = dates.moment(meeting.starts, language)
    return OutgoingFacts(
        name_of(run.letter, language), meeting.host.municipality, when, write, waits=True, reaches=reaches
    )


def _to_come(meeting: Meeting, one: StepStanding, language: str, write: str) -> OutgoingFacts:
    by_itself = one.step.start is Start.AUTOMATIC
    when = dates.moment(one.wall, language)
    name = name_of(one.step.letter, language)
    return OutgoingFacts(name, meeting.host.municipality, when, write, by_itself=by_itself)


def _listed(meeting: Meeting, one: StepStanding) -> Listed:
    return Listed(meeting.key, one.step.key, meeting.revision, one.step.letter)


def _starts_soon(work: Work, one: StepStanding) -> bool:
    by_itself = one.step.start is Start.AUTOMATIC and one.status is Status.FUTURE
    return by_itself and one.instant - work.now <= AHEAD


def _parked(work: Work, number: int, inbox: int, language: str) -> ParkedFacts:
    row = work.store.inbox.row(inbox)
    who = answerer(work, inbox)
    meeting = work.store.meetings.get(who.meeting) if who.meeting else None
    verdict = row.verdict or {}
    decision = suggested(verdict, who, meeting)
    facts = ParkedFacts(
        number,
        who.name or who.address or "?",
        _brief(row.subject if row.kind == Kind.OTHER else who.words),
        meeting.host.municipality if meeting else "",
        decision.value if decision else "",
        question=bool(verdict.get("question")),
    )
    return _with_wishes(facts, who, meeting, language) if decision is Decision.YES else facts


def _with_wishes(facts: ParkedFacts, who: Answerer, meeting: Meeting | None, language: str) -> ParkedFacts:
    parts = meeting.dayparts if meeting else ()
    named = tuple(say(part.name, language) for part in parts if part.key in who.dayparts)
    return replace(facts, parts=named, hotel=who.hotel, diet=who.diet or "")


def _brief(words: str) -> str:
    flat = " ".join(words.split())
    return (f"{flat[:_MOST_WORDS]} ..." if len(flat) > _MOST_WORDS else flat) or "..."
