"""Around every API request: the log, the faults, and the limit on its size."""

from __future__ import annotations

import io
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NoReturn

from werkzeug.datastructures import EnvironHeaders
from werkzeug.wrappers import Response

from google_tuning_emulator.auth import credential_of
from google_tuning_emulator.clock import NANOS
from google_tuning_emulator.storage.errors import is_storage, storage_error_reply
from google_tuning_emulator.wire.body_stream import BodyStream
from google_tuning_emulator.wire.replies import error_reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from google_tuning_emulator.faults import Fault
    from google_tuning_emulator.state import Emulator

ADMIN_PREFIX = "/_emulator"


class DroppedConnectionError(ConnectionError):
    """Raised while answering, so that the server closes the connection without a byte."""


class _Dropped:
    """A WSGI body that answers nothing: the server closes the connection when it reads it."""

    def __iter__(self) -> _Dropped:
        return self

    def __next__(self) -> NoReturn:
        raise DroppedConnectionError


class ApiMiddleware:
    """Logs each API request and lets its fault act; admin requests pass untouched."""

    def __init__(self, inner: WSGIApplication, emulator: Emulator) -> None:
        self._inner = inner
        self._emulator = emulator

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
        if path.startswith(ADMIN_PREFIX):
            return self._inner(environ, start)
        stream = environ["wsgi.input"]
        upload = stream if isinstance(stream, BodyStream) else None
        body = b"" if upload else _read_body(environ)
        headers = EnvironHeaders(environ)
        query = environ.get("QUERY_STRING", "")
        emulator = self._emulator
        entry = emulator.log.begin(
            now_ns=emulator.clock.now_ns(),
            method=environ["REQUEST_METHOD"],
            path=path,
            query=query,
            headers=headers,
            body=body,
            body_bytes=(upload.length or 0) if upload else len(body),
            credential=credential_of(headers, query),
        )
        fault = emulator.faults.match(environ["REQUEST_METHOD"], path)
        response = self._work(environ) if fault is None else self._with_fault(fault, environ)
        if upload is not None and upload.broken:
            response = None
        if response is None:
            emulator.log.end(entry, "dropped")
            start("200 OK", [])
            return _Dropped()
        emulator.log.end(entry, response.status_code, response.content_length)
        # As all that an answer dates: by a clock that the admin surface may have pushed forward.
        response.date = datetime.fromtimestamp(emulator.clock.now_ns() // NANOS, tz=timezone.utc)
        return response(environ, start)

    def _with_fault(self, fault: Fault, environ: WSGIEnvironment) -> Response | None:
        """Return the answer of a scripted request, None for a dropped connection."""
        works = fault.works_first
        done = self._work(environ) if works else None
        self._emulator.faults.wait(fault)
        if fault.drop:
            return None
        if fault.status is not None:
            write = storage_error_reply if is_storage(environ["PATH_INFO"]) else error_reply
            return write(fault.error(), fault.headers)
        return self._work(environ) if done is None else done

    def _work(self, environ: WSGIEnvironment) -> Response:
        return Response.from_app(self._inner, environ)


def _read_body(environ: WSGIEnvironment) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body
