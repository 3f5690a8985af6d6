"""Polling: many waiters, few requests, one back-off."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.watch import Watch


class Server:
    """Counts what is asked of it."""

    def __init__(self, models: dict[str, Any]) -> None:
        self.models = models
        self.listed = dict(models)
        self.gets: list[str] = []
        self.lists = 0
        self.wanted = set[str]()

    def get(self, key: str) -> Any:
        """Read one."""
        self.gets.append(key)
        return self.models.get(key)

    def list_all(self, wanted: set[str]) -> dict[str, Any]:
        """List what the list shows."""
        self.lists += 1
        self.wanted = wanted
        return self.listed


def _poller(server: Server) -> Poller:
    return Poller(server.get, server.list_all, Pace(), clock=lambda: 0.0, roll=lambda: 0.5)


def _watches(count: int) -> list[Watch]:
    return [Watch(f"m{number}", since=0.0) for number in range(count)]


def test_two_hundred_waiters_cost_one_request() -> None:
    """The number of requests of a poll doesn't grow with the number of waiters."""
    watches = _watches(200)
    server = Server({watch.key: {"name": watch.key} for watch in watches})
    _poller(server).poll(watches)
    assert (server.lists, server.gets) == (1, [])
    assert server.wanted == set(server.models)
    assert all(watch.obj == {"name": watch.key} for watch in watches)


def test_one_waiter_reads_its_own_model() -> None:
    """A single wait doesn't list everyone else's models."""
    server = Server({"m0": {"name": "m0"}})
    _poller(server).poll(_watches(1))
    assert (server.lists, server.gets) == (0, ["m0"])


def test_a_list_that_lags_never_means_gone() -> None:
    """What a list doesn't show is read, one a poll: only a read can say that it is gone."""
    watches = _watches(5)
    server = Server({watch.key: {"name": watch.key} for watch in watches})
    server.listed = {}
    poller = _poller(server)
    for _ in range(5):
        poller.poll(watches)
    assert sorted(server.gets) == [watch.key for watch in watches]
    assert not any(watch.gone for watch in watches)
    del server.models["m3"]
    while not watches[3].gone:
        poller.poll(watches)
    assert [watch.gone for watch in watches] == [False, False, False, True, False]


def test_all_wait_longer_together() -> None:
    """After an error the next poll comes later for everyone, and as late as Google asks for."""
    server = Server({})
    poller = _poller(server)
    watches = _watches(3)
    before = poller._next_interval()

    def refuse(_: set[str]) -> dict[str, Any]:
        error = GoogleTuningError("Resource has been exhausted")
        error.retry_after_seconds = 55.0  # type: ignore[attr-defined]
        raise error

    poller._looks.fetch_all = refuse
    poller.poll(watches)
    assert all(watch.error is not None for watch in watches)
    assert poller._next_interval() == 55.0 > before


@given(st.floats(0, 1e6), st.integers(0, 6), st.floats(0, 1, exclude_max=True))
def test_the_pace_has_a_floor(age: float, failures: int, roll: float) -> None:
    """No age, back-off or jitter makes a poll come sooner than the least interval."""
    pace = Pace(0.5, 30.0)
    assert 0.5 <= pace.interval(age, 2.0**failures, roll) <= 120.0


def test_one_refused_object_ends_one_wait() -> None:
    """A model that may no longer be read ends its own wait, and nobody else's."""
    watches = _watches(5)
    server = Server({watch.key: {"name": watch.key} for watch in watches})
    del server.listed["m3"]
    poller = _poller(server)

    def refuse(key: str) -> dict[str, Any]:
        raise ApiError(403, "PERMISSION_DENIED", key)

    poller._looks.fetch = refuse
    poller.poll(watches)
    assert [watch.error is not None for watch in watches] == [False, False, False, True, False]


def test_a_wait_that_is_asked_for_has_an_end() -> None:
    """A server that asks for 1e12 s is asked again after five minutes."""
    server = Server({})
    poller = _poller(server)

    def refuse(_key: str) -> dict[str, Any]:
        raise ApiError(429, "RESOURCE_EXHAUSTED", "later", retry_after_seconds=1e12)

    poller._looks.fetch = refuse
    poller.poll(_watches(1))
    assert poller._next_interval() == 300.0


def test_a_thread_that_ends_says_so_and_starts_anew() -> None:
    """What ends the polling reaches everybody who waits, and the next one is polled for again."""
    server = Server({"m0": {"name": "m0"}})
    poller = Poller(server.get, server.list_all, Pace(0.01, 0.01))
    broken = poller._next_interval

    def overflow() -> float:
        raise OverflowError("timestamp too large")

    poller._next_interval = overflow  # type: ignore[method-assign]
    with poller.watch("m0") as watch:
        with watch.changed:
            watch.changed.wait_for(lambda: watch.seen)
        assert "timestamp too large" in str(watch.error)
        poller._next_interval = broken  # type: ignore[method-assign]
        with poller.watch("m0") as later:
            with later.changed:
                later.changed.wait_for(lambda: later.seen)
            assert later.obj == {"name": "m0"}
