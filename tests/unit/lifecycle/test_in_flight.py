"""The bodies of creates that are on their way at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from support.waiting import until

from pulumi_google_tuning.lifecycle.in_flight import BytesInFlight


class Requests:
    """Requests that are held until the test lets them go."""

    def __init__(self, most_bytes: int) -> None:
        self.room = BytesInFlight(most_bytes)
        self.go = threading.Event()
        self.over = threading.Event()
        self.sent: list[int] = []
        self.in_flight: set[int] = set()
        self.most = 0
        self.waited = 0

    def send(self, number: int, size: int) -> None:
        """Send one."""
        with self.room.room(size, give_up=self.over.is_set, waits=self._waits):
            self.sent.append(number)
            self.in_flight.add(number)
            self.most = max(self.most, len(self.in_flight))
            self.go.wait(30)
            self.in_flight.discard(number)

    def _waits(self) -> None:
        self.waited += 1


def _run(requests: Requests, sizes: list[int], settled: Any) -> None:
    with ThreadPoolExecutor(len(sizes)) as pool:
        for number, size in enumerate(sizes):
            pool.submit(requests.send, number, size)
            until(lambda n=number: n in requests.sent or requests.waited, "a body goes or waits")
        until(settled, "all go or wait")
        requests.go.set()


def test_large_bodies_go_a_few_at_a_time() -> None:
    """Of ten bodies no more are on their way than there is room for, and all are sent."""
    requests = Requests(100)
    _run(requests, [40] * 10, lambda: requests.waited == 8)
    assert requests.most == 2
    assert sorted(requests.sent) == list(range(10))


def test_small_bodies_go_at_once() -> None:
    """Two hundred small ones hold nobody up."""
    requests = Requests(16 << 20)
    _run(requests, [40_000] * 50, lambda: len(requests.in_flight) == 50)
    assert requests.waited == 0


def test_one_that_is_larger_than_the_room_goes_alone() -> None:
    """It waits for the others, and those that come later for it."""
    requests = Requests(100)
    _run(requests, [10, 500, 10], lambda: requests.waited == 2)
    assert requests.sent == [0, 1, 2]


def test_who_is_cancelled_waits_no_longer() -> None:
    """A step that is over doesn't wait for room: its own end says what becomes of it."""
    requests = Requests(100)
    requests.over.set()
    _run(requests, [80, 80], lambda: len(requests.in_flight) == 2)
    assert sorted(requests.sent) == [0, 1]
