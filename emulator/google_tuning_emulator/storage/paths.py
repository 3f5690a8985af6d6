"""Paths as the client wrote them: in an object's name ``%2F`` isn't the slash of a path.

A WSGI server decodes a path before anybody can split it. For Cloud Storage the routes see it still
encoded, and decode each part themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from werkzeug.routing import BaseConverter

from google_tuning_emulator.storage.errors import is_storage

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class EncodedPaths:
    """Around the application: its Cloud Storage routes get the path as it was sent."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if is_storage(environ["PATH_INFO"]) and "RAW_URI" in environ:
            environ = {**environ, "PATH_INFO": urlsplit(environ["RAW_URI"]).path}
        return self._inner(environ, start)


class PartConverter(BaseConverter):
    """One encoded part of a path; routes name it ``<part:name>``."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the part as it is meant."""
        return unquote(value)

    def to_url(self, value: str) -> str:
        """Return the part as a client must send it."""
        return encoded(value)


def encoded(name: str) -> str:
    """Return a name as one part of a path."""
    return quote(name, safe="")
