"""Answers within bounds: of seconds, of bytes, of pages, and of what a server asks to wait."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from support.google_wire import Clock, Wire, answer, fails, refusal
from support.lying_proxy import LyingProxy

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls, time_limit
from pulumi_google_tuning.google.answers import parse
from pulumi_google_tuning.google.bodies import read_body
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.google.errors.bounds import LargeAnswerError, SlowAnswerError
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.google.transport import HardenedSession

MODEL = "/v1beta/tunedModels/x"


class Raw:
    """What urllib3 gives: bytes, one block a read, and a clock that each read moves on."""

    def __init__(self, *blocks: bytes, seconds: float = 0.0) -> None:
        self.blocks = list(blocks)
        self.now = 0.0
        self._seconds = seconds

    def read1(self, _amt: int, *, decode_content: bool) -> bytes:
        """Return the next block."""
        assert not decode_content
        self.now += self._seconds
        return self.blocks.pop(0) if self.blocks else b""

    def close(self) -> None:
        """Nothing is open."""

    release_conn = close


def _streamed(raw: Raw, encoding: str = "") -> requests.Response:
    response = requests.Response()
    response.raw = raw
    response.headers["Content-Encoding"] = encoding
    return response


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("", bytes), ("gzip", gzip.compress), ("deflate", zlib.compress)],
)
def test_a_body_is_read_whole(encoding: str, pack: Any) -> None:
    """Packed or not, in whatever blocks it comes, `content` is what was sent."""
    packed = pack(b'{"some": "body"}')
    response = _streamed(Raw(packed[:3], packed[3:]), encoding)
    read_body(response, 60)
    assert response.json() == {"some": "body"}


def test_a_body_that_drips_has_an_end() -> None:
    """Each byte comes in time, and the whole doesn't."""
    raw = Raw(*[b" "] * 1000, seconds=10)
    with pytest.raises(SlowAnswerError, match="is not complete after 60 s"):
        read_body(_streamed(raw), 60, clock=lambda: raw.now)
    assert len(raw.blocks) > 900


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_has_a_size(encoding: str) -> None:
    """A small answer that unpacks to a large one is given up before it fills the memory."""
    sent = bytes(1 << 20)
    raw = Raw(gzip.compress(sent) if encoding else sent)
    with pytest.raises(LargeAnswerError):
        read_body(_streamed(raw, encoding), 60, most_bytes=1 << 16)


@pytest.mark.enable_socket
def test_a_real_answer_that_drips() -> None:
    """A read's own timeout is never over, and the answer is given up all the same."""
    with LyingProxy("http://127.0.0.1:9") as proxy:
        # Each byte comes long before its time, however busy the machine is; all take five times it.
        proxy.lie(unsent=True, json={"some": "x" * 500}, drip_seconds=0.01)
        with pytest.raises(SlowAnswerError):
            HardenedSession().get(f"{proxy.url}/x", timeout=(10, 1.0))


@pytest.mark.enable_socket
def test_a_real_answer_that_unpacks_to_gigabytes() -> None:
    """A megabyte of gzip costs no gigabyte."""
    with LyingProxy("http://127.0.0.1:9") as proxy:
        body = gzip.compress(bytes(200 << 20), 1)
        proxy.lie(unsent=True, headers={"Content-Encoding": "gzip"}, body=body)
        with pytest.raises(LargeAnswerError, match="more than 128 MiB"):
            HardenedSession().get(f"{proxy.url}/x", timeout=(10, 60))


def test_slow_and_large_answers_have_sentences(session: Any, wire: Wire) -> None:
    """A large answer isn't asked for again; of a create either may have been done."""
    wire.answers(LargeAnswerError("the answer has more than 128 MiB"))
    error = fails(lambda: session().send("GET", MODEL))
    assert "No answer from" in str(error)
    assert "to GET tunedModels/x: the answer has more than 128 MiB" in str(error)
    wire.answers(SlowAnswerError("the answer is not complete after 120 s"))
    error = fails(lambda: session().send("POST", "/v1beta/tunedModels", body={}))
    assert isinstance(error, TransportError)
    assert error.maybe_applied


@pytest.mark.parametrize("asked", ["1000000000000", "86400"])
def test_a_server_that_asks_for_a_day_is_not_waited_for(
    session: Any, wire: Wire, clock: Clock, asked: str
) -> None:
    """What is asked for counts up to five minutes: more than a call's budget ends the call."""
    wire.answers(refusal(429, "RESOURCE_EXHAUSTED", headers={"Retry-After": asked}))
    error = fails(lambda: session().send("GET", MODEL))
    assert RETRY_POLICY.asked_seconds(error) == 300
    assert clock.slept == []
    wire.answers(
        refusal(429, "RESOURCE_EXHAUSTED", headers={"Retry-After": asked}), answer({"a": 1})
    )
    assert session().send("GET", MODEL, budget_seconds=1000) == {"a": 1}
    assert clock.slept == [301]


def test_a_steps_end_bounds_its_requests(session: Any, wire: Wire, clock: Clock) -> None:
    """A request of a step that has five seconds left has five seconds, retries included."""
    wire.answers(refusal(503, "UNAVAILABLE"), *[refusal(503, "UNAVAILABLE")] * 9)
    with time_limit.until(clock() + 5):
        fails(lambda: session().send("GET", MODEL))
    assert wire.settings[0]["timeout"] == (5, 5)
    assert sum(clock.slept) <= 5


def _list(*pages: Json) -> list[Json]:
    left = iter(pages)

    def fetch(_query: Mapping[str, str]) -> Json:
        return next(left)

    return list(calls.pages(fetch, "models", None, 10))


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([{"nextPageToken": "a"}] * 9, "repeats a page token"),
        ([{"nextPageToken": "a"}, {"nextPageToken": "b"}] * 9, "repeats a page token"),
        ([{"nextPageToken": 5}], "isn't a string"),
        ([{"models": "none"}], "isn't a list"),
    ],
)
def test_a_list_without_an_end_is_an_error(pages: list[Json], words: str) -> None:
    """It isn't taken for a shorter one, which would say of what it doesn't show that it is gone."""
    with pytest.raises(TransportError, match=words):
        _list(*pages)


def test_a_list_has_a_most_of_pages() -> None:
    """Tokens that are new each time end as well."""
    with pytest.raises(TransportError, match="more than 10,000 pages"):
        _list(*({"nextPageToken": str(number)} for number in range(20_000)))


def test_items_that_are_none_are_left_out() -> None:
    """Null in a list is no item."""
    assert _list({"models": [None, {"name": "x"}, 5]}) == [{"name": "x"}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[NaN, Infinity, -Infinity, 1e999]", ["NaN", "Infinity", "-Infinity", "Infinity"]),
        ('"\\ud800x"', "?x"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ("1" * 5000, "1" * 5000),
        ("[1, 2.5, -3]", [1, 2.5, -3]),
    ],
)
def test_json_is_what_can_be_passed_on(text: str, value: Any) -> None:
    """No number is infinite or none, and each text can be encoded."""
    assert parse(text.encode()) == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", None])
def test_half_a_pair_is_none_however_it_is_written(encoding: str | None) -> None:
    """Python reads bytes of half a pair, in any encoding, and Pulumi's protocol carries none."""
    for text in ('{"\ud800": ["\udfff"]}', '{"\\ud800": ["\\udfff"]}'):
        content = text.encode(encoding, "surrogatepass") if encoding else text
        assert parse(content) == {"?": ["?"]}


def test_json_that_is_too_deep_is_none(session: Any, wire: Wire) -> None:
    """Some hundred thousand brackets are an answer that can't be read, and no traceback."""
    with pytest.raises(ValueError, match="too deep"):
        parse(b"[" * 200_000 + b"]" * 200_000)
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    wire.answers(answer(deep), answer(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 500))
    calls_: Session = session()
    fails(lambda: calls_.send("GET", MODEL))
    fails(lambda: calls_.send("POST", MODEL, body={}))


ECHO = '{"done":true,"%s":{"code":3,"message":"bad row: {\\"contents\\":[{}]}","details":[1]}}'


@pytest.mark.parametrize(
    "written",
    [
        (ECHO % "error").encode(),
        (ECHO % "partialFailure").encode(),
        (ECHO % "\\u0065rror").encode(),
        (ECHO % "error").encode("utf-16"),
    ],
    ids=["plain", "of metadata", "escaped", "UTF-16"],
)
def test_an_error_in_an_answer_is_cleaned_however_it_is_written(
    written: bytes, session: Any, wire: Wire
) -> None:
    """Its details are left out, and a row in its words, in whatever form the key comes."""
    wire.answers(answer(written))
    said = str(session().send("GET", MODEL))
    assert "bad row" in said
    assert "details" not in said
    assert "contents" not in said
