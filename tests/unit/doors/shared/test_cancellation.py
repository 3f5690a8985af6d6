"""A Cancel reaches whoever waits, and whoever begins to wait in the same moment."""

from __future__ import annotations

import threading

from pulumi_google_tuning.doors.shared.cancellation import Cancellation


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_is_in_flight_hears_it() -> None:
    """The call's event is set, another that waits for two things is woken, and the time is kept."""
    cancellation, wake = Cancellation(_Clock()), threading.Event()
    with cancellation.in_flight(), cancellation.waking(wake):
        assert cancellation.cancel()
        assert cancellation.event.is_set()
        assert wake.is_set()
        assert cancellation.cancelled_at == 100.0


def test_one_between_two_calls_counts_for_the_next() -> None:
    """The engine said Cancel after a Diff, and sends the Create of the step that it had begun."""
    clock = _Clock()
    cancellation = Cancellation(clock)
    assert not cancellation.cancel(by_engine=True)
    assert not cancellation.event.is_set()
    clock.now += 4
    with cancellation.in_flight():
        assert cancellation.event.is_set()
        assert cancellation.cancelled_at == 104.0


def test_the_end_of_an_operation_is_no_cancel_of_the_next_one() -> None:
    """A process that serves several operations hears one at each end."""
    clock = _Clock()
    cancellation = Cancellation(clock)
    cancellation.cancel(by_engine=True)
    clock.now += 5
    with cancellation.in_flight():
        assert not cancellation.event.is_set()
