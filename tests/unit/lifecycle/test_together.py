"""A few calls at a time."""

from __future__ import annotations

import contextvars
import threading
from functools import partial

import pytest

from pulumi_google_tuning.lifecycle.together import together


def test_each_call_is_made_once_and_a_few_at_a_time() -> None:
    """Forty calls, never more than four under way, each with the context of who asked."""
    asker = contextvars.ContextVar("asker", default="nobody")
    asker.set("me")
    lock, under_way, most = threading.Lock(), 0, 0

    def call(number: int) -> tuple[int, str]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        with lock:
            under_way -= 1
        return number, asker.get()

    found = {key: future.result() for key, future in together(dict(enumerate(_calls(call, 40))))}
    assert found == {number: (number, "me") for number in range(40)}
    assert most <= 4


def _calls(call: object, count: int) -> list[partial[tuple[int, str]]]:
    return [partial(call, number) for number in range(count)]  # type: ignore[arg-type]


def test_an_error_is_the_takers() -> None:
    """One call that fails ends none of the others."""

    def fail() -> int:
        raise ValueError("no")

    found = dict(together({"bad": fail, "good": lambda: 1}))
    assert found["good"].result() == 1
    with pytest.raises(ValueError, match="no"):
        found["bad"].result()


def test_who_stops_to_take_ends_what_has_not_begun() -> None:
    """A poll that failed at one read doesn't send the rest, and waits for none under way."""
    go, begun = threading.Event(), []

    def wait(number: int) -> None:
        begun.append(number)
        go.wait()

    calls = {0: lambda: None, **{number: partial(wait, number) for number in range(1, 50)}}
    results = together(calls)
    next(results)
    results.close()
    assert len(begun) <= 5
    go.set()
