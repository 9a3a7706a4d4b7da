"""The page for a mail that went with the person it was from, or went to."""

from starlette.responses import Response

from mailer.console.visit import Visit


def forgotten(visit: Visit) -> Response:
    """Say plainly that somebody asked to be forgotten, and what is left."""
    return visit.page("forgotten.html", 404)
