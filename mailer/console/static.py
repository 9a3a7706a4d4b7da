"""The files that pages need: a style sheet, a script, htmx; named by what is in them."""

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


class StaticFiles:
    """The files of one folder, read once: a path can lead to nothing else."""

    def __init__(self, folder: Path) -> None:
        self._octets = {
            path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _KINDS
        }
        self._marks = {name: sha256(octets).hexdigest()[:12] for name, octets in self._octets.items()}

    def path(self, name: str) -> str:
        """Give the address of a file; it changes when the file does."""
        return f"/console/static/{name}?{self._marks[name]}"

    def route(self) -> Route:
        """Give the route that hands them out, to anybody."""
        return Route("/static/{name:str}", self._give, methods=["GET", "HEAD"])

    async def _give(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._octets:
            return Response(status_code=404)
        newest = request.url.query == self._marks[name]
        head = {"Cache-Control": _FOR_EVER if newest else "no-cache"}
        return Response(self._octets[name], media_type=_KINDS[Path(name).suffix], headers=head)
