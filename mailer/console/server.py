"""The web server in a thread of its own (uvicorn)."""

import asyncio
import threading
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

STOPPING = "kring.stopping"
"""Under this name a request finds the event that is set when the server is about to stop."""


class WebServer:
    """Serves pages until it is stopped; port 0 takes a free one.

    What a proxy says of who asks is not believed: a page that cares looks for itself.
    """

    def __init__(self, routes: Sequence[BaseRoute], host: str, port: int) -> None:
        self._stopping = threading.Event()
        config = uvicorn.Config(
            _Told(Starlette(routes=routes), self._stopping),
            host,
            port,
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
        )
        self._server = uvicorn.Server(config)
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    def start(self) -> None:
        """Begin to listen; raises `OSError` when the address can't be had."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise OSError(f"can't listen on {self._server.config.host}:{self._server.config.port}")
            self._started.wait(0.01)

    def stop(self) -> None:
        """Finish what is under way and close."""
        self._stopping.set()
        self._server.should_exit = True
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._server.serve())


class _Told:
    """Tells each request of the event: who streams to a browser would else hold the server open."""

    def __init__(self, app: ASGIApp, stopping: threading.Event) -> None:
        self._app, self._stopping = app, stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it on."""
        await self._app({**scope, STOPPING: self._stopping}, receive, send)
