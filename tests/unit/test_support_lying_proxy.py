"""The lying proxy itself: what it passes on, and each of its lies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from support.emulator import Emulator
from support.lying_proxy import LyingProxy
from support.waiting import in_background, until

pytestmark = pytest.mark.enable_socket

MODEL = {
    "displayName": "numbers",
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "tuningTask": {
        "trainingData": {"examples": {"examples": [{"textInput": "1", "output": "2"}] * 20}}
    },
}


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Start an emulator."""
    folder: Path = tmp_path_factory.mktemp("emulator")
    emulator = Emulator(folder)
    yield emulator
    emulator.stop()


@pytest.fixture
def proxy(emulator: Emulator) -> Iterator[LyingProxy]:
    """Put a proxy in front of it."""
    with LyingProxy(emulator.url) as proxy:
        yield proxy


def _list(proxy: LyingProxy) -> requests.Response:
    return requests.get(f"{proxy.url}/v1beta/tunedModels", timeout=60)


def test_what_no_lie_is_about_passes_as_it_is(emulator: Emulator, proxy: LyingProxy) -> None:
    """Status and body are the server's, and the request reached it as it was sent."""
    proxy.lie("DELETE", "tunedModels", status=404)
    url = "/v1beta/tunedModels?tunedModelId=passes"
    made = requests.post(f"{proxy.url}{url}", json=MODEL, timeout=60)
    assert made.json()["metadata"]["tunedModel"] == "tunedModels/passes"
    (listed,) = _list(proxy).json()["tunedModels"]
    (there,) = emulator.models()
    assert (listed["name"], listed["createTime"]) == (there["name"], there["createTime"])
    assert proxy.sent[0].json == MODEL


def test_a_lie_counts_its_requests(proxy: LyingProxy) -> None:
    """`skip` lets the first ones pass, and after `times` of them the truth is told again."""
    lie = proxy.lie("GET", "tunedModels", skip=1, times=2, status=503, json={"error": {}})
    assert [_list(proxy).status_code for _ in range(5)] == [200, 503, 503, 200, 200]
    assert (lie.seen, lie.told) == (5, 2)
    assert proxy.lie("GET", when=lambda sent: sent.body == b"x").told == 0


def test_an_answer_is_replaced_or_changed(proxy: LyingProxy) -> None:
    """Status, headers, body and JSON are replaced; a function changes the parsed answer."""
    proxy.lie(times=1, change=lambda said: {**said, "nextPageToken": "again"})
    assert _list(proxy).json()["nextPageToken"] == "again"
    proxy.lie(times=1, status=429, headers={"Retry-After": "1e12"}, body=b"<html>")
    spoilt = _list(proxy)
    assert (spoilt.status_code, spoilt.headers["Retry-After"], spoilt.text) == (
        429,
        "1e12",
        "<html>",
    )
    proxy.lie(times=1, json=[float("nan")])
    assert _list(proxy).text == "[NaN]"


def test_a_request_is_kept_back_or_sent_twice(emulator: Emulator, proxy: LyingProxy) -> None:
    """Of an unsent request the server knows nothing; of one sent twice it knows two."""
    emulator.forget_requests()
    proxy.lie(times=1, unsent=True, json={"made": "up"})
    assert _list(proxy).json() == {"made": "up"}
    assert emulator.requests("GET", "tunedModels") == []
    proxy.lie(times=1, twice=True)
    _list(proxy)
    assert len(emulator.requests("GET", "tunedModels")) == 2


def test_an_answer_is_stale(emulator: Emulator, proxy: LyingProxy) -> None:
    """The first answer is repeated, whatever has happened since."""
    proxy.lie(stale=True)
    before = _list(proxy).json()
    emulator.api("POST", "/v1beta/tunedModels", MODEL, {"tunedModelId": "later"})
    assert _list(proxy).json() == before
    proxy.be_honest()
    assert _list(proxy).json() != before


def test_an_answer_is_held(proxy: LyingProxy) -> None:
    """Nothing comes until it is let go."""
    go = threading.Event()
    lie = proxy.lie(hold=go)
    answer = in_background(_list, proxy)
    until(lambda: lie.told, "the request")
    assert not answer.done()
    go.set()
    assert answer.result().status_code == 200


@pytest.mark.parametrize("cut", [-1, 0, 1])
def test_an_answer_is_cut(proxy: LyingProxy, cut: int) -> None:
    """The connection is broken before the status, before the body, or in it."""
    proxy.lie(cut=cut, json={"some": "body"})
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        _list(proxy)


def test_an_answer_drips(proxy: LyingProxy) -> None:
    """Byte after byte comes, each in time; closing the proxy ends it."""
    proxy.lie(drip_seconds=0.01, json={"some": "body"})
    assert _list(proxy).json() == {"some": "body"}
    proxy.be_honest()
    lie = proxy.lie(drip_seconds=600.0, json={"some": "body"})
    answer = in_background(_list, proxy)
    until(lambda: lie.told, "the request")
    proxy.close()
    with pytest.raises(requests.RequestException):
        answer.result()
