"""Looking for jobs: for how long, by how many lists, and with which filter."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex
from support.waiting import NoPause, in_background, until

from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.request import RequestInfo
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TuningJobKind()
INPUTS: dict[str, Any] = {
    "baseModel": "gemini-3.5-flash",
    "supervisedTuningSpec": {"trainingDatasetUri": "gs://bucket/train.jsonl"},
    "wait": False,
}
URN = "urn:pulumi:s::p::google-tuning:TuningJob::"
Begun = tuple[Mapping[str, Any], ...]
LOST = ApiError(503, "UNAVAILABLE", "overloaded", maybe_applied=True)
ABORTED = ApiError(409, "ABORTED", "try later")


def call(name: str = "numbers", *, pending: bool = False, begun: Begun = (), **more: Any) -> Call:
    """Return a create's call in a stack whose state is empty, on a clock that runs fast."""
    seconds = itertools.count(0.0, 5.0)
    urn = URN + name
    state = StackState("lineage", (), frozenset({urn} if pending else ()), begun={urn: begun})
    said: dict[str, Any] = {"clock": lambda: next(seconds), "cancel": NoPause(), **more}
    return Call(urn=URN + name, state=lambda: state, **said)


def create(api: FakeVertex, under: Call, **inputs: Any) -> Any:
    """Create the job."""
    poller = Poller(lambda _: pytest.fail("polled"), lambda _: pytest.fail("listed"), Pace())
    return Lifecycle(KIND, api, lambda *_: poller).create(under, {**INPUTS, **inputs})


class LateList(FakeVertex):
    """Loses the answers to the first POSTs, and shows what they made after some lists."""

    def __init__(
        self, *, lost: int = 1, shown_after: int | None = None, error: ApiError = LOST
    ) -> None:
        super().__init__()
        self.error = error
        self.lost = lost
        self.shown_after = shown_after
        self.hidden: list[dict[str, Any]] = []
        self.lists_since = 0

    def _perform(self, request: RequestInfo) -> Any:
        if request.method == "POST" and self.lost:
            self.lost -= 1
            body = dict(request.body or {})
            self.hidden.append({**body, "name": fake.JOB, "state": "JOB_STATE_RUNNING"})
            self.sent.append(("POST", request.path, {}, body))
            raise self.error
        if request.method == "GET" and self.hidden:
            self.lists_since += 1
            if self.lists_since == self.shown_after:
                self.hold(self.hidden[0])
        return super()._perform(request)

    @property
    def posts(self) -> int:
        """How many creates were sent."""
        return sum(method == "POST" for method, *_ in self.sent)


@pytest.mark.parametrize("error", [LOST, ABORTED], ids=["503", "409 ABORTED"])
def test_a_late_list_is_waited_for_over_minutes(error: ApiError) -> None:
    """A POST whose answer is lost isn't sent again while a list may lag; the row says so."""
    rows: list[str] = []
    api = LateList(shown_after=7, error=error)
    assert create(api, call(progress=rows.append)).id == fake.JOB
    assert api.posts == 1
    assert rows[0].startswith("looking 5 s of 180 s for ")  # first: a terminal cuts the end off
    assert rows[0].endswith(", which Google may have accepted: its list may lag")
    assert len(rows) > 4


@pytest.mark.parametrize("error", [LOST, ABORTED], ids=["503", "409 ABORTED"])
def test_what_no_list_shows_is_sent_again(error: ApiError) -> None:
    """After three minutes nothing can be hidden any more."""
    api = LateList(error=error)
    seconds = itertools.count(0.0, 5.0)
    told: list[float] = []

    def clock() -> float:
        told.append(next(seconds))
        return told[-1]

    create(api, call(clock=clock))
    assert api.posts == 2
    assert told[-1] >= 180


def test_a_deadline_ends_the_look() -> None:
    """`timeouts.create` counts here too, with a sentence that says what isn't known."""
    api = LateList()
    with pytest.raises(LifecycleError, match=r"`timeouts.create` ended.*Wait 3 min.*To resume it"):
        create(api, call(), timeouts={"create": "60s"})
    assert api.posts == 1


def test_an_interrupted_look_says_that_something_may_be_there() -> None:
    """Ctrl-C while a cut-off run's job is looked for sends nothing, and says what to do."""
    api = LateList()
    under = call(pending=True)
    under = call(pending=True, cancel=under.cancel, progress=lambda _: under.cancel.set())
    with pytest.raises(LifecycleError, match=r"before Google's answer.* Wait 3 min"):
        create(api, under)
    assert api.posts == 0


def other(**more: Any) -> dict[str, Any]:
    """Return the inputs of a training on other data."""
    return {**INPUTS, "supervisedTuningSpec": {"trainingDatasetUri": "gs://bucket/b.jsonl"}, **more}


SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}


@pytest.mark.parametrize(
    ("begun", "looks"),
    [
        pytest.param((INPUTS,), True, id="the same"),
        pytest.param(({**INPUTS, "tunedModelDisplayName": "x"},), True, id="another display name"),
        pytest.param((other(), INPUTS), True, id="others and the same"),
        pytest.param(
            ({**INPUTS, "baseModel": "publishers/google/models/gemini-3.5-flash"},),
            True,
            id="another spelling",
        ),
        pytest.param((other(baseModel=SECRET),), True, id="a secret"),
        pytest.param(({},), True, id="no inputs"),
        pytest.param((), True, id="not known"),
        pytest.param((other(),), False, id="other data"),
        pytest.param(({**INPUTS, "revision": "2"}, other()), False, id="another revision"),
    ],
)
def test_only_what_may_have_been_sent_is_looked_for(begun: Begun, looks: bool) -> None:
    """The engine keeps the entry of a create that was cut off: it may be years old, of other data.

    A create with other inputs can't have sent this job, so nothing can be late.
    """
    rows: list[str] = []
    api = FakeVertex()
    create(api, call(pending=True, begun=begun, progress=rows.append))
    assert any(row.startswith("looking ") for row in rows) is looks
    assert sum(method == "POST" for method, *_ in api.sent) == 1


class Crowd(FakeVertex):
    """Holds the first list until so many others wait for the next one, each for two labels."""

    def __init__(self, waiting: int, *old: dict[str, Any]) -> None:
        super().__init__(*old)
        self._waiting = waiting

    def _perform(self, request: RequestInfo) -> Any:
        if request.method == "GET" and not self.sent:
            rounds = self.filters.lists._next.values
            until(lambda: any(len(one.keys) == 2 * self._waiting for one in rounds()), "the others")
        return super()._perform(request)


def old_jobs(count: int, label: Callable[[int], dict[str, str]]) -> list[dict[str, Any]]:
    """Return jobs of the past."""
    return [
        {"name": f"{fake.SERVED}/tuningJobs/9{n}", "labels": label(n), "state": "JOB_STATE_FAILED"}
        for n in range(count)
    ]


def lists(api: FakeVertex) -> list[str | None]:
    """Return the filters of the lists that were asked for."""
    return [
        params.get("filter")
        for method, name, params, _ in api.sent
        if method == "GET" and name.endswith("/tuningJobs")
    ]


def test_creates_of_a_moment_share_a_list() -> None:
    """Twenty creates beside 5,000 old jobs cost two lists before their POSTs, not twenty.

    After them each looks for a twin: by then a job of ours is there, on which a filter is tried.
    """
    api = Crowd(19, *old_jobs(5000, lambda _: {}))
    made = [in_background(create, api, call(f"m{number}")) for number in range(20)]
    assert len({future.result().outputs["name"] for future in made}) == 1
    assert sum(method == "POST" for method, *_ in api.sent) == 20
    assert lists(api)[:2] == [None, None]
    # How many share a list depends on the machine, until a filter is known to work; never none.
    assert lists(api).count(None) < 20


@pytest.mark.parametrize("ignored", [False, True])
def test_a_filter_that_was_seen_to_filter_spares_the_list(*, ignored: bool) -> None:
    """Tried once on a job that the list has shown; one that doesn't find it isn't asked again."""
    api = FakeVertex(*old_jobs(150, lambda n: {"pulumi-google-tuning": f"old-{n}"}))
    api.ignored_filters = ignored
    for number in range(3):
        assert KIND.find(api, f"new-{number}", {}) is None
    exact = 'labels.pulumi-google-tuning="{}"'
    later = [None, None] if ignored else [exact.format("new-1"), exact.format("new-2")]
    assert lists(api) == [None, exact.format("old-0"), *later]
    assert KIND.find(api, "old-7", {}) is not None


def test_a_filter_that_lets_all_through_is_not_believed() -> None:
    """The form for any label returns everything here: the whole list costs the same."""
    labels = [{"pulumi-google-tuning": "old"}, {}]
    api = FakeVertex(*old_jobs(150, lambda n: labels[n % 2]))
    for _ in range(2):
        assert len(KIND.list_all(api, {})) == 75
    assert lists(api) == [None, "labels.pulumi-google-tuning:*", None]


class Paged(FakeVertex):
    """Gives a page of a hundred jobs at a time, the newest first."""

    def _jobs(self, method: str, body: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
        jobs = super()._jobs(method, body, params)["tuningJobs"]
        if str(params.get("filter")).endswith(":*"):
            jobs = [job for job in jobs if job["labels"]]
        end = int(params.get("pageToken") or 0) + 100
        more = {"nextPageToken": str(end)} if end < len(jobs) else {}
        return {"tuningJobs": jobs[end - 100 : end], **more}


def test_a_poll_reads_no_page_beyond_what_is_watched() -> None:
    """Beside a thousand old jobs the watched ones on the first page cost one request."""
    api = Paged(*old_jobs(1000, lambda _: {}))
    first, last = (f"{fake.SERVED}/tuningJobs/9{n}" for n in (50, 999))
    assert first in KIND.list_watched(api, {}, {first})
    assert len(lists(api)) == 1
    assert last in KIND.list_watched(api, {}, {first, last})
    assert len(lists(api)) == 11


def test_a_poll_past_many_tries_the_filter() -> None:
    """Where old jobs stand before those that are watched, the next poll asks for ours alone."""
    ours = {"pulumi-google-tuning": "ours"}
    api = Paged(*old_jobs(1000, lambda n: ours if n == 999 else {}))
    name = f"{fake.SERVED}/tuningJobs/9999"
    for _ in range(2):
        assert name in KIND.list_watched(api, {}, {name})
    assert lists(api)[10:] == ["labels.pulumi-google-tuning:*"] * 2
