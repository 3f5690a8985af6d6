"""No answer: real connections that fail, and what the sentence and the caller learn from each."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from support.google_wire import Wire, answer, fails
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.google.session import Session

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "::1"])]


@contextmanager
def server(*replies: bytes | None) -> Iterator[str]:
    """Listen on the loopback; each connection's request is read, then replied to or dropped."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for reply in replies:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    if reply:
                        connection.sendall(reply)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def silent(url: str, method: str = "POST", **more: Any) -> TransportError:
    """Return the error of one call that gets no answer."""
    calls = Session(Config.from_mapping({"emulator": url}, {}), sleep=lambda _: None, **more)
    error = fails(lambda: calls.send(method, "/v1beta/tunedModels", idempotent=False))
    assert isinstance(error, TransportError)
    return error


def test_a_refused_connection_did_nothing() -> None:
    """Nobody listens: nothing was done, and the sentence says what to start."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = silent(url)
    assert not error.maybe_applied
    assert error.retryable
    assert str(error) == (
        f"No answer from {url} to POST tunedModels: Connection refused. "
        "Start the server there, or check google-tuning:emulator"
    )


def test_a_dropped_connection_may_have_done_it() -> None:
    """The server read the request and hung up: the work may have been done."""
    with server(None) as url:
        error = silent(url)
    assert error.maybe_applied
    assert error.retryable


def test_a_cut_answer_may_have_done_it() -> None:
    """An answer that ends in the middle counts as none, and as perhaps done."""
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{") as url:
        error = silent(url)
    assert error.maybe_applied


def test_what_is_being_handled_by_the_caller_is_not_the_cause() -> None:
    """A call made while another's failure is handled is judged by its own failure alone."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        refused = f"http://127.0.0.1:{free.getsockname()[1]}"
    with server(None) as url:
        try:
            requests.get(refused)
        except requests.ConnectionError:
            error = silent(url)
    assert error.maybe_applied


def test_no_tls_where_tls_is_spoken(wire: Wire) -> None:
    """An https call to a server of plain http fails in words, not in a traceback."""
    with server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        error = silent(url.replace("http:", "https:"))
    assert "No answer from https://127.0.0.1" in str(error)


def test_an_untrusted_certificate_is_not_tried_again(wire: Wire) -> None:
    """A bad certificate doesn't heal: one attempt, nothing done, and what to set."""
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed")
    broken = MaxRetryError(
        urllib3.HTTPSConnectionPool("x"), "/", urllib3.exceptions.SSLError(inner)
    )
    wire.answers(requests.exceptions.SSLError(broken))
    calls = Session(Config(access_token="token"), adapter=wire)
    error = fails(lambda: calls.send("GET", "/v1beta/tunedModels"))
    assert isinstance(error, TransportError)
    assert not error.maybe_applied
    assert not error.retryable
    assert "REQUESTS_CA_BUNDLE" in str(error)


def test_an_unknown_host_did_nothing(wire: Wire) -> None:
    """A name that DNS doesn't know: nothing was done, check the endpoint."""
    connection = HTTPSConnection("nowhere.example")
    system = socket.gaierror(-2, "unknown")
    unknown = NameResolutionError("nowhere.example", connection, system)
    unknown.__cause__ = system  # as urllib3 raises it
    wire.answers(
        requests.ConnectionError(
            MaxRetryError(urllib3.HTTPSConnectionPool("nowhere.example"), "/", unknown)
        )
    )
    calls = Session(
        Config.from_mapping({"accessToken": "t", "vertexEndpoint": "https://nowhere.example"}, {}),
        adapter=wire,
    )
    error = fails(lambda: calls.send("POST", "/v1/x", api="vertex"))
    assert isinstance(error, TransportError)
    assert not error.maybe_applied
    assert str(error) == (
        "No answer from https://nowhere.example to POST x: the host name can't be resolved (DNS). "
        "Check the network and google-tuning:vertexEndpoint, then run again"
    )


@pytest.mark.parametrize(
    ("failure", "maybe", "words"),
    [
        (requests.ConnectTimeout("x"), False, "the connection timed out"),
        (requests.ReadTimeout("x"), True, "connected, but the answer timed out"),
        (requests.exceptions.ProxyError("Unable to connect"), False, "Check HTTPS_PROXY"),
        (requests.exceptions.InvalidHeader("value: 'hush-hush'"), False, "HTTP header"),
        (requests.ConnectionError("sent Bearer hush-hush-hush"), True, "Bearer [secret]"),
    ],
)
def test_each_silence_has_its_words(
    wire: Wire, failure: Exception, maybe: bool, words: str
) -> None:
    """What happened, whether it may have been done, and no secret."""
    wire.answers(failure)
    error = silent("http://127.0.0.1:9", adapter=wire)
    assert error.maybe_applied is maybe
    assert words in str(error)
    assert "hush" not in str(error)
    assert error.__cause__ is None


def test_two_hundred_threads_share_a_session() -> None:
    """200 threads call at once; none waits for another's connection and each gets its answer."""
    crowd = 200
    together = threading.Barrier(crowd)
    adapter = _Crowd(together)
    calls = Session(Config(access_token="token"), adapter=adapter)
    names: list[str] = []

    def call(number: int) -> None:
        names.append(calls.send("GET", f"/v1beta/tunedModels/{number}")["name"])

    threads = [threading.Thread(target=call, args=(n,), daemon=True) for n in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == sorted(f"/v1beta/tunedModels/{n}" for n in range(crowd))


def test_the_pool_keeps_a_connection_for_each_of_them() -> None:
    """The real adapter keeps over 200 idle connections and never blocks for one."""
    adapter = Session(Config(access_token="token")).http.get_adapter("https://x.example/")
    assert isinstance(adapter, HTTPAdapter)
    pool = adapter.poolmanager.connection_from_url("https://x.example/")
    assert pool.pool is not None
    assert pool.pool.maxsize >= 200
    assert not pool.block


class _Crowd(Wire):
    """Answers nobody before everybody asked."""

    def __init__(self, together: threading.Barrier) -> None:
        super().__init__()
        self._together = together

    def send(self, request: requests.PreparedRequest, **_more: Any) -> requests.Response:  # type: ignore[override]
        self._together.wait()
        return answer({"name": request.path_url})
