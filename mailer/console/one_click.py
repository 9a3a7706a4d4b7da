"""One-click unsubscribe (RFC 8058): a POST takes a person off the list; a GET changes nothing."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_HOW = (
    "To leave the list, press the unsubscribe button of your mail program, or answer any of our mails with "
    "the word unsubscribe.\n\nOm van de lijst af te gaan: druk op de afmeldknop van uw mailprogramma, of "
    "beantwoord een van onze mails met het woord afmelden.\n"
)
_DONE = "You are off the list.\nU staat niet meer op de lijst.\n"
_UNKNOWN = "This link is not one of ours.\nDeze link is niet van ons.\n"


def one_click_routes(unsubscribe: Callable[[str], bool]) -> list[Route]:
    """Give the page; `unsubscribe` takes the token and says whether it is one of ours.

    No cookie, no log-in, no redirect (RFC 8058 section 3.2); the same POST twice is answered alike.
    """

    async def leave(request: Request) -> Response:
        if request.method != "POST":
            return PlainTextResponse(_HOW)
        known = await run_in_threadpool(unsubscribe, request.path_params["token"])
        return PlainTextResponse(_DONE) if known else PlainTextResponse(_UNKNOWN, status_code=404)

    return [Route("/unsubscribe/{token:str}", leave, methods=["GET", "HEAD", "POST"])]
