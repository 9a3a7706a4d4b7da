"""The console: its pages and forms, each with its path."""

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from mailer.console import (
    account,
    announcing,
    attendance,
    changes,
    coming_in,
    facts,
    inbox,
    letters,
    lists,
    mails,
    meetings,
    people,
    privacy,
    progress,
    records,
    registering,
    rehearsals,
    runs,
    today,
    trying,
)
from mailer.console.gate import acted, fault_pages, open_to_all, shown
from mailer.console.names import Names
from mailer.console.pages import Pages
from mailer.console.shell import Shell
from mailer.console.visit import Post, Site, Wake, no_post
from mailer.domain.limits import Limits
from mailer.service.bus import Bus
from mailer.service.log_in import Doorkeeper

_LETTER = "/letters/{letter:str}/{language:str}"
_REGISTRATION = "/meetings/{key:str}/registrations/{number:number}"
_STEP = "/meetings/{key:str}/rehearsal/{step:str}"


class _Number(Convertor[int]):
    """A number of a row, as a path has it: none that a database could not hold."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """Read it."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Write it."""
        return str(value)


register_url_convertor("number", _Number())


def console_routes(bus: Bus, wake: Wake, url: str, limits: Limits, *, post: Post | None) -> list[BaseRoute]:
    """Give everything under `/console`, and the way to it; `url` is its public address, if it has one.

    With `post` it is a sandbox, where one can write as a guest too.
    """
    keeper = Doorkeeper(bus.database, bus.clock)
    site = Site(bus, wake, Pages(), Names(url), keeper, limits, post is not None, post or no_post)
    app = Starlette(
        routes=[site.pages.static.route(), *pages_and_forms(site)],
        exception_handlers=fault_pages(site),
    )
    return [Route("/", _in), Route("/console", _in), Mount("/console", Shell(app, site.names))]


def pages_and_forms(site: Site) -> list[Route]:
    """Give every route below `/console` but that of the static files."""
    return [*_entrance(site), *_account(site), *_work(site), *(_trying(site) if site.captured else ())]


async def _in(_request: Request) -> Response:
    return RedirectResponse("/console/", 303)


def _entrance(site: Site) -> list[Route]:
    return [
        open_to_all(site, "/log-in", coming_in.log_in_page, post=coming_in.log_in),
        open_to_all(site, "/welcome/{token:str}", coming_in.welcome_page, post=coming_in.welcome),
        acted(site, "/log-out", coming_in.log_out, by_reader=True),
    ]


def _account(site: Site) -> list[Route]:
    return [
        shown(site, "/account", account.account_page),
        acted(site, "/account/password", account.change_password, by_reader=True),
        acted(site, "/account/code", account.turn_code_on, by_reader=True),
        acted(site, "/account/no-code", account.turn_code_off, by_reader=True),
        acted(site, "/account/sessions", account.end_session, by_reader=True),
        acted(site, "/account/language", account.change_language, by_reader=True),
    ]


def _of_a_meeting(site: Site) -> list[Route]:
    return [
        shown(site, "/meetings/{key:str}/lists/{list:str}", lists.list_page),
        shown(site, "/meetings/{key:str}/lists/{list:str}/{kind:str}", lists.list_file),
        shown(site, "/meetings/{key:str}/badges", lists.badges_page),
        shown(site, "/meetings/{key:str}/registered/{group:str}", meetings.group_page),
        shown(site, _REGISTRATION, registering.change_page),
        acted(site, _REGISTRATION, registering.change),
        shown(site, "/meetings/{key:str}/attendance", attendance.attendance_page),
        acted(site, "/meetings/{key:str}/attendance", attendance.record),
        shown(site, "/meetings/{key:str}/facts", facts.facts_page),
        acted(site, "/meetings/{key:str}/facts/look", facts.look_at_change),
        acted(site, "/meetings/{key:str}/facts", facts.change),
        shown(site, "/meetings/{key:str}/move", changes.move_page),
        acted(site, "/meetings/{key:str}/move", changes.move),
        shown(site, "/meetings/{key:str}/cancel", changes.cancel_page),
        acted(site, "/meetings/{key:str}/cancel", changes.cancel),
        shown(site, "/meetings/{key:str}/close", changes.close_page),
        acted(site, "/meetings/{key:str}/close", changes.close),
    ]


def _trying(site: Site) -> list[Route]:
    return [
        shown(site, "/try", trying.try_page),
        acted(site, "/try/write", trying.write),
        shown(site, "/try/mails/{number:number}", trying.what_became_of_it),
        shown(site, "/try/sent", trying.sent_page),
        shown(site, "/try/sent/{number:number}", trying.sent_mail_page),
        shown(site, "/try/sent/{number:number}/letter", trying.sent_mail_frame),
    ]


def _of_letters(site: Site) -> list[Route]:
    return [
        shown(site, "/letters", letters.letters_page),
        shown(site, _LETTER, letters.letter_page),
        shown(site, "/drafts/{token:str}", letters.draft_frame),
        acted(site, f"{_LETTER}/try", letters.try_letter),
        acted(site, f"{_LETTER}/keep", letters.keep),
        acted(site, f"{_LETTER}/restore", letters.restore),
    ]


def _work(site: Site) -> list[Route]:
    return [
        shown(site, "/", today.today_page),
        shown(site, "/inbox", inbox.inbox_page),
        shown(site, "/inbox/{number:number}", inbox.mail_page),
        acted(site, "/inbox/{number:number}/decide", inbox.decide),
        acted(site, "/inbox/{number:number}/discard", inbox.discard),
        acted(site, "/inbox/{number:number}/reopen", inbox.reopen),
        shown(site, "/inbox/done/{state:str}", inbox.done_page),
        shown(site, "/meetings", meetings.meetings_page),
        shown(site, "/meetings/{key:str}", meetings.meeting_page),
        shown(site, _STEP, rehearsals.rehearsal_page),
        shown(site, f"{_STEP}/{{number:number}}/letter", rehearsals.letter_frame),
        acted(site, f"{_STEP}/{{number:number}}/test-copy", rehearsals.test_copy),
        shown(site, "/new-meeting", announcing.new_page),
        acted(site, "/new-meeting/look", announcing.look_at_new),
        acted(site, "/new-meeting", announcing.announce),
        *_of_a_meeting(site),
        *_of_letters(site),
        shown(site, "/people", people.people_page),
        shown(site, "/people/{number:number}", people.person_page),
        shown(site, "/people/{number:number}/dossier", privacy.dossier_file),
        shown(site, "/people/{number:number}/erase", privacy.erase_page),
        acted(site, "/people/{number:number}/erase", privacy.erase),
        shown(site, "/inbox/{number:number}/whole", mails.received_page),
        shown(site, "/deliveries/{number:number}", mails.sent_page),
        shown(site, "/journal", records.journal_page),
        shown(site, "/unknown", runs.unknown_page),
        shown(site, "/runs/{number:number}", runs.run_page),
        shown(site, "/runs/{number:number}/progress", progress.progress_part),
        shown(site, "/runs/{number:number}/events", progress.events),
        shown(site, "/runs/{number:number}/rest", runs.rest_page),
        acted(site, "/runs/{number:number}/rest", runs.send_rest),
        acted(site, "/runs/{number:number}/start", runs.start),
        acted(site, "/runs/{number:number}/pause", runs.pause),
        acted(site, "/runs/{number:number}/resume", runs.resume),
        acted(site, "/runs/{number:number}/cancel", runs.cancel),
        acted(site, "/deliveries/{number:number}/resolve", runs.resolve),
        acted(site, "/deliveries/{number:number}/retry", runs.retry),
    ]
