"""Shared lists: who asks at one moment shares one, and none began before it was asked for."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from support.waiting import in_background, until

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.filters import FilterSupport
from pulumi_google_tuning.google.shared_lists import SharedLists


class Server:
    """Answers a list when the test says so; what was asked for stands in `asked`."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.gates = [threading.Event() for _ in range(3)]

    def fetch(self, keys: set[str]) -> int:
        """List, and give how many lists there were before."""
        number = len(self.asked)
        self.asked.append(set(keys))
        self.gates[number].wait()
        return number


def waiting(lists: SharedLists, count: int) -> bool:
    """Return whether so many wait for the next list."""
    return any(len(round_.keys) == count for round_ in lists._next.values())


def test_who_asks_while_a_list_is_under_way_shares_the_next() -> None:
    """Twenty who ask cost two lists, and the nineteen get the one that began after they asked."""
    lists, server = SharedLists(), Server()
    first = in_background(lists.ask, "jobs", {"0"}, server.fetch)
    until(lambda: server.asked, "the first list")
    rest = [in_background(lists.ask, "jobs", {str(n)}, server.fetch) for n in range(1, 20)]
    until(lambda: waiting(lists, 19), "nineteen who wait")
    for gate in server.gates:
        gate.set()
    assert first.result() == 0
    assert {future.result() for future in rest} == {1}
    assert [len(keys) for keys in server.asked] == [1, 19]


def test_other_lists_are_not_waited_for() -> None:
    """A list of another place is under way at the same time."""
    lists, server = SharedLists(), Server()
    in_background(lists.ask, "here", {"a"}, server.fetch)
    until(lambda: server.asked, "the first list")
    server.gates[1].set()
    assert lists.ask("there", {"a"}, server.fetch) == 1
    server.gates[0].set()


def test_an_error_is_everybodys_and_is_not_kept() -> None:
    """Who shares a list that fails is told; who asks afterwards gets a list of its own."""
    lists = SharedLists()

    def fail(_: Any) -> None:
        raise GoogleTuningError("no")

    with pytest.raises(GoogleTuningError, match="no"):
        lists.ask("jobs", {"a"}, fail)
    assert lists.ask("jobs", {"a"}, len) == 1


@pytest.mark.parametrize("left_seconds", [0.0, 5.0, 3600.0])
def test_who_has_time_is_told_of_nobody_elses_deadline(left_seconds: float) -> None:
    """A list that failed since its asker's step had no more time is asked for again, by another."""
    lists, server = SharedLists(), Server()

    def out_of_time(_: Any) -> int:
        raise GoogleTuningError("no answer in time")

    def short() -> int:
        with time_limit.until(time_limit.monotonic() + left_seconds):
            return lists.ask("jobs", {"short"}, out_of_time)

    first = in_background(lists.ask, "jobs", {"0"}, server.fetch)
    until(lambda: server.asked, "the first list")
    second = in_background(short)
    until(lambda: waiting(lists, 1), "one with little time")
    third = in_background(lists.ask, "jobs", {"long"}, server.fetch)
    until(lambda: waiting(lists, 2), "one that shares its list")
    for gate in server.gates:
        gate.set()
    assert first.result() == 0
    assert str(second.exception()) == "no answer in time"
    if left_seconds > 60:
        assert str(third.exception()) == "no answer in time"
    else:
        assert third.result() == 1


@pytest.mark.parametrize(
    ("found", "wanted", "others", "verdict"),
    [
        ("ab", "ab", "c", "honoured"),
        ("abd", "ab", "c", "honoured"),
        ("abc", "ab", "c", "refused"),
        ("a", "ab", "c", "refused"),
        ("", "ab", "c", "refused"),
        ("ab", "ab", "", "open"),
        ("", "", "c", "open"),
    ],
)
def test_a_filter_is_believed_once_it_was_seen_to_filter(
    found: str, wanted: str, others: str, verdict: str
) -> None:
    """It has to find what is there and leave out what it should; else nothing is proven."""
    filters = FilterSupport()
    filters.judge("form", found, wanted, others)
    seen = {"honoured": "form" in filters.honoured, "refused": "form" in filters.refused}
    assert [name for name, is_so in seen.items() if is_so] == [verdict] * (verdict != "open")
    assert filters.is_open("form") == (verdict == "open")
