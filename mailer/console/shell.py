"""What every page of the console goes through: the Host it was asked by, and the fields of each answer."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailer.console.names import Names

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No script and no style but our own files: what somebody wrote to us is never more than text."""

_FIELDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # with no-referrer browsers say "Origin: null" of our own forms (Fetch, "append a request Origin header")
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STRANGER = "This console does not go by that name; web.url in config/kring.toml gives it its public one.\n"


class Shell:
    """Stands around the pages."""

    def __init__(self, app: ASGIApp, names: Names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or turn away who came by another name."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                head = MutableHeaders(scope=message)
                for name, value in _FIELDS.items():
                    head.setdefault(name, value)  # a document in a frame has stricter ones of its own
                head.setdefault("Cache-Control", "no-store")
            await send(message)

        known = scope["type"] == "http" and self._names.known(Headers(scope=scope).get("host", ""))
        answer = self._app if known else PlainTextResponse(_STRANGER, 421)
        await answer(scope, receive, dressed)
