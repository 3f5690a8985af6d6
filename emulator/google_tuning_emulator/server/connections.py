"""Werkzeug's threaded server with keep-alive, connections it can drop, and the loopback only.

Werkzeug closes every connection after one answer, because it doesn't know whether the body was
read. Here the body is always read first, so pooled clients keep their connections; an upload's is
left to the app, and what it leaves of it is read afterwards.
"""

from __future__ import annotations

import io
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from google_tuning_emulator.auth import credential_of
from google_tuning_emulator.request_log import without_secrets
from google_tuning_emulator.storage.errors import is_upload
from google_tuning_emulator.wire.body_stream import BodyStream

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from flask import Flask

LOOPBACK = ("127.0.0.1", "::1", "localhost")

# More than this and the connection is closed instead of drained; the API's limit is 4 MiB.
_MOST_BODY_BYTES = 64 * 1024 * 1024
_CLOSE_WITH_RESET = struct.pack("ii", 1, 0)
_NO_BODY = {204, 304}
_TOO_LARGE = "413 Content Too Large"


class Handler(WSGIRequestHandler):
    """One connection: request after request until either side closes it."""

    protocol_version = "HTTP/1.1"
    verbose = False
    # One packet an answer: headers and body are flushed together, and Nagle's delay is off.
    wbufsize = -1
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Read a request's body, let the app answer, and keep the connection."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        self.environ = environ = self.make_environ()
        if not self._read_body(environ):
            self._refuse_body()
            return
        upload = environ["wsgi.input"] if is_upload(environ["PATH_INFO"]) else None
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            started[:] = [status, headers]
            return self.wfile.write

        body = self.server.app(environ, start)
        try:
            self._answer(body, started)
            if upload is not None:
                upload.drain()
        except ConnectionError:
            self._drop()
        finally:
            if hasattr(body, "close"):
                body.close()

    def _read_body(self, environ: WSGIEnvironment) -> bool:
        if is_upload(environ["PATH_INFO"]):
            chunked = environ.get("wsgi.input_terminated")
            length = None if chunked else int(environ.get("CONTENT_LENGTH") or 0)
            environ["wsgi.input"] = BodyStream(environ["wsgi.input"], length)
            return True
        if environ.get("wsgi.input_terminated"):  # chunked
            body = environ["wsgi.input"].read(_MOST_BODY_BYTES + 1)
        else:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            body = self.rfile.read(length) if length <= _MOST_BODY_BYTES else None
        if body is None or len(body) > _MOST_BODY_BYTES:
            return False
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return True

    def _refuse_body(self) -> None:
        self.close_connection = True
        self.wfile.write(
            f"HTTP/1.1 {_TOO_LARGE}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        self.wfile.flush()

    def _answer(self, body: Any, started: list[Any]) -> None:
        pieces = iter(body)
        piece = next(pieces, b"")  # may raise, before a byte is sent
        status, headers = started
        code = int(status.split()[0])
        names = {name.lower() for name, _ in headers}
        chunked = "content-length" not in names and code not in _NO_BODY
        self.log_request(code)
        self.send_response_only(code, status.partition(" ")[2])
        self.send_header("Server", self.version_string())
        if "date" not in names:  # an API's answer has the emulator's own clock's
            self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        while True:
            if piece:  # werkzeug leaves the body of an answer to HEAD out
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            following = next(pieces, None)
            if following is None:
                break
            self.wfile.flush()  # a stream's reader sees each piece as it comes
            piece = following
        if chunked and self.command != "HEAD":
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _drop(self) -> None:
        """Close the connection with a reset, so that the client sees it at once."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_WITH_RESET)
        self.connection.close()

    def finish(self) -> None:
        """Close the files; a client that went away is no error."""
        try:
            super().finish()
        except OSError:
            return

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - the base class's
        """Print a request if asked to, without its credentials."""
        if self.verbose:
            path, _, query = self.path.partition("?")
            shown = f"{path}?{without_secrets(query)}" if query else path
            kind = credential_of(self.headers, query).kind
            sys.stderr.write(f"{self.command} {shown} {code} (auth: {kind})\n")

    def version_string(self) -> str:
        """Name the emulator, so that nobody takes it for Google."""
        return "google-tuning-emulator"


class VerboseHandler(Handler):
    """A handler that prints each request."""

    verbose = True


class Server(ThreadedWSGIServer):
    """A thread a connection, and room for hundreds of connections to come at once."""

    request_queue_size = 2048
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about clients that go away; print anything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def make_server(app: Flask, host: str, port: int, *, verbose: bool = False) -> Server:
    """Return a server that listens; port 0 takes a free one.

    Raises:
        ValueError: The host isn't the loopback interface.

    """
    if host not in LOOPBACK:
        raise ValueError(
            f"The emulator listens on the loopback interface only ({', '.join(LOOPBACK)}), "
            f"not on {host}: it has no accounts and keeps no secrets."
        )
    return Server(host, port, app, handler=VerboseHandler if verbose else Handler)
