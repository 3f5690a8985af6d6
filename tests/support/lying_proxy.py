"""A proxy that lies: it stands in front of the emulator, and what it was told to spoil it spoils.

Requests pass through it to the real server, so that each lie is about an answer that the server
really gave (or, where `unsent`, about one that it never had to give). What no lie is about passes
as it is, byte for byte.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from typing_extensions import Self

# Of one connection, and so of no use to the next one.
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
_NOTHING = object()


@dataclass(frozen=True)
class Sent:
    """One request: `path` with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed; None where there is none."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_json(self, value: Any) -> Answer:
        """Return the answer with another body; a NaN is written as Python does, bare."""
        kept = tuple(one for one in self.headers if one[0].lower() != "content-type")
        headers = (*kept, ("Content-Type", "application/json"))
        return replace(self, headers=headers, body=json.dumps(value).encode())


@dataclass
class Lie:
    """What is done to the answers of some requests, and to which.

    method, path: of the requests that it is about; `path` is searched for as an expression, in the
    path with its query. when: asks more of a request. skip: so many of them pass unharmed. times:
    so many are spoilt then; None: all.

    status, headers, body, json: replace those of the answer. change: gets the parsed JSON of the
    server's answer and returns what is said instead. unsent: the server never gets the request.
    twice: it gets it twice, and its second answer counts. stale: the first answer that this lie saw
    is given again and again. hold: nothing is answered until it is set. cut: so many bytes of the
    body are sent, and the connection is broken; -1: not even a status. drip_seconds: between two
    bytes of the body.

    seen and told count: the requests that it is about, and those of them that it spoilt.
    """

    method: str | None = None
    path: str = ""
    when: Callable[[Sent], bool] = lambda _: True
    skip: int = 0
    times: int | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    json: Any = _NOTHING
    change: Callable[[Any], Any] | None = None
    unsent: bool = False
    twice: bool = False
    stale: bool = False
    hold: threading.Event | None = None
    cut: int | None = None
    drip_seconds: float | None = None
    seen: int = 0
    told: int = 0
    first: Answer | None = None

    def takes(self, sent: Sent) -> bool:
        """Return whether this request's answer is to be spoilt, and count it."""
        if self.method not in {None, sent.method} or not re.search(self.path, sent.path):
            return False
        if not self.when(sent):
            return False
        self.seen += 1
        if self.seen <= self.skip or (self.times is not None and self.told >= self.times):
            return False
        self.told += 1
        return True

    def spoil(self, answer: Answer) -> Answer:
        """Return what is answered instead."""
        if self.stale:
            self.first = answer = self.first or answer
        if self.change is not None:
            answer = answer.with_json(self.change(json.loads(answer.body or b"{}")))
        if self.json is not _NOTHING:
            answer = answer.with_json(self.json)
        if self.body is not None:
            answer = replace(answer, body=self.body)
        theirs = {name.lower() for name in self.headers}
        kept = [one for one in answer.headers if one[0].lower() not in theirs]
        return replace(
            answer,
            status=self.status or answer.status,
            headers=(*kept, *self.headers.items()),
        )


class LyingProxy:
    """A proxy in front of a server, on a port of its own; `with LyingProxy(url) as proxy`."""

    def __init__(self, server_url: str) -> None:
        self._target = urlsplit(server_url)
        self._lies: list[Lie] = []
        self._lock = threading.Lock()
        self.closed = threading.Event()
        self.sent: list[Sent] = []
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Answer nobody any more; what is held or drips is broken off."""
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def lie(self, method: str | None = None, path: str = "", **what: Any) -> Lie:
        """Lie from now on, as `Lie` says; the first lie that takes a request spoils its answer."""
        told = Lie(method, path, **what)
        with self._lock:
            self._lies.append(told)
        return told

    def be_honest(self, *, but: Lie | None = None) -> None:
        """Forget all lies, but one if so asked."""
        with self._lock:
            self._lies[:] = [] if but is None else [but]

    def lie_about(self, sent: Sent) -> Lie | None:
        """Note a request, and return the lie that its answer is spoilt with."""
        with self._lock:
            self.sent.append(sent)
            return next((lie for lie in self._lies if lie.takes(sent)), None)

    def ask(self, sent: Sent) -> Answer:
        """Ask the server; the Host stays the proxy's, so that addresses lead back to it."""
        connection = http.client.HTTPConnection(self._target.hostname or "", self._target.port)
        try:
            connection.request(sent.method, sent.path, sent.body or None, dict(sent.headers))
            response = connection.getresponse()
            kept = [one for one in response.getheaders() if one[0].lower() not in _HOP_BY_HOP]
            return Answer(response.status, tuple(kept), response.read())
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, proxy: LyingProxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients go away in the middle of lies."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Two small packets (headers, body) would wait for each other.
    disable_nagle_algorithm = True
    server: _Server

    def _pass_on(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        headers = {k: v for k, v in self.headers.items() if k.lower() != "connection"}
        sent = Sent(self.command, self.path, headers, self.rfile.read(size))
        proxy = self.server.proxy
        lie = proxy.lie_about(sent)
        if lie is None:
            self._answer(proxy.ask(sent))
            return
        answer = Answer(200) if lie.unsent else proxy.ask(sent)
        if lie.twice:
            answer = proxy.ask(sent)
        answer = lie.spoil(answer)
        while lie.hold is not None and not lie.hold.wait(0.05):
            if proxy.closed.is_set():
                self._break_off()
                return
        self._answer(answer, lie.cut, lie.drip_seconds)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _pass_on  # noqa: N815 - http.server's names

    def _answer(
        self, answer: Answer, cut: int | None = None, drip_seconds: float | None = None
    ) -> None:
        if cut == -1:
            self._break_off()
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        body = b"" if self.command == "HEAD" else answer.body
        if drip_seconds is not None:
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                if self.server.proxy.closed.wait(drip_seconds):
                    break
        else:
            self.wfile.write(body if cut is None else body[:cut])
        if cut is not None or self.server.proxy.closed.is_set():
            self._break_off()

    def _break_off(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""
