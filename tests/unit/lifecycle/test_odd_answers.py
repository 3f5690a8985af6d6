"""Any JSON value in any place of any answer: what was paid for is kept, and nothing is a traceback.

Each test goes through every place of every answer with values that are of another type, empty, too
large, too deep or no number; hypothesis adds what nobody thought of.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import odd_answers as google
from support.odd_answers import CREATED, OddGoogle, Path, nested, paths

from pulumi_google_tuning.doors.shared.failures import struct_of
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.depth import too_deep
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle import converging
from pulumi_google_tuning.lifecycle.call import Call, Gone, StackState
from pulumi_google_tuning.lifecycle.converging import Convergence
from pulumi_google_tuning.lifecycle.identity import Identity, trained_on
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.outputs import outputs_of
from pulumi_google_tuning.lifecycle.watch import Watch
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

ODD = (*google.ODD, nested(40), nested(200))
_PATIENCE = 40
URN = "urn:pulumi:s::p::google-tuning:X::numbers"
DATA = {"sha256": "a" * 64, "exampleCount": 20, "sizeBytes": 17}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
Key = tuple[str, str]


class Polls:
    """A poller that asks at once, and a clock that each look moves on."""

    def __init__(self, kind: Any, session: Session, values: Mapping[str, Any]) -> None:
        self.ask: tuple[Callable[[], Any], ...] = (
            lambda: kind.get(session, self.key, values),
            lambda: kind.list_watched(session, values, {self.key}).get(self.key),
        )
        self.key = ""
        self.now = 0.0

    @contextlib.contextmanager
    def watch(self, key: str, known: Any = None) -> Iterator[Watch]:
        """Publish a read and a list in turn."""
        self.key = key
        watch = Watch(key, since=0.0)
        watch.changed = self  # type: ignore[assignment]
        self.watching = watch
        yield watch

    def __enter__(self) -> None:
        """Stand for the watch's condition."""

    def __exit__(self, *_: object) -> None:
        """Stand for the watch's condition."""

    def wait_for(self, _predicate: Any, timeout: float) -> None:
        """Look once."""
        self.now += 20 * timeout
        watch = self.watching
        try:
            watch.obj = self.ask[watch.seen % 2]()
            watch.error = None
        except GoogleTuningError as error:
            watch.error = error
        watch.seen += 1


@dataclass
class Case:
    """One resource: what Google answers, what is declared, and under which id it is known."""

    kind: Kind
    table: dict[Key, Any]
    inputs: Json
    object_id: str
    outputs: Json = field(default_factory=dict)
    session: Session = field(
        default_factory=lambda: Session(Config(project="p", emulator="http://127.0.0.1:1"))
    )

    def start(self, odd: tuple[Key, Path, Any], **changed: Any) -> tuple[OddGoogle, Any, Call]:
        """Return Google with this odd value, a life cycle on it, and a call."""
        api = OddGoogle({**self.table, **changed.get("table", {})})
        api.odd = odd
        session = self.session
        session._connected().http = api  # type: ignore[assignment]
        session._sleep = lambda _: None
        session._budget_seconds = 1.0
        polls = Polls(self.kind, session, self.inputs)
        life = Lifecycle(self.kind, session, lambda *_: polls)  # type: ignore[arg-type,return-value]
        state = StackState("lineage", {})
        call = Call(urn=URN, state=lambda: state, clock=lambda: polls.now)
        waits = iter(range(_PATIENCE))

        def wait(_seconds: float | None = None) -> bool:
            """Wait for nothing in earnest, and not for ever for what never ends."""
            if next(waits, None) is None:
                call.cancel.set()
            return call.cancel.is_set()

        call.cancel.wait = wait  # type: ignore[method-assign]
        return api, life, call

    def odds(self) -> Iterator[tuple[Key, Path, Any]]:
        """Name every place of every answer with two or three of the values; or with all of them."""
        every = 1 if settings.default.max_examples >= 200 else 5
        found = (
            (key, at, odd) for key, said in self.table.items() for at in paths(said) for odd in ODD
        )
        return itertools.islice(found, None, None, every)


def _model() -> Case:
    inputs: Json = {
        "baseModel": "models/gemini-1.5-flash-001-tuning",
        "displayName": "numbers",
        "hyperparameters": {"epochCount": 5, "batchSize": 4},
        "timeouts": {"create": "60s"},
    }
    kind = TunedModelKind()
    identity = Identity("lineage", URN, trained_on(kind.schema, inputs))
    name = kind.id_for(inputs, "numbers", identity)
    operation = {**google.OPERATION, "metadata": {"tunedModel": name}}
    shown = {**google.TUNED_MODEL, "name": name}
    table: dict[Key, Any] = {
        ("GET", "/operations"): {"operations": [google.OPERATION]},
        ("GET", r"/tunedModels/"): shown,
        ("GET", r"/tunedModels\?"): {"tunedModels": [shown]},
        ("POST", r"/tunedModels\?"): operation,
        ("PATCH", "/tunedModels/"): shown,
        ("DELETE", "/tunedModels/"): {},
    }
    return Case(kind, table, inputs, name, {**inputs, "name": name, "createTime": CREATED})


def _job() -> Case:
    inputs: Json = {
        "baseModel": "gemini-3.5-flash",
        "supervisedTuningSpec": google.A_JOB["supervisedTuningSpec"],
        "tunedModelDisplayName": "others",
        "labels": {"team": "nlp"},
        "timeouts": {"create": "60s"},
    }
    kind = TuningJobKind()
    label = kind.id_for(
        inputs, "numbers", Identity("lineage", URN, trained_on(kind.schema, inputs))
    )
    labels = {"labels": {"pulumi-google-tuning": label, "team": "nlp"}}
    job, model, endpoint = (
        {**one, **labels} for one in (google.A_JOB, google.A_MODEL, google.AN_ENDPOINT)
    )
    table: dict[Key, Any] = {
        ("GET", "/tuningJobs/7"): job,
        ("GET", r"/tuningJobs\?"): {"tuningJobs": [job]},
        ("GET", ":listVersions"): {"models": [model]},
        ("GET", "/models/11"): model,
        ("GET", "/endpoints/21"): endpoint,
        ("GET", "/operations/"): google.A_VERTEX_OPERATION,
        ("POST", "/tuningJobs$"): job,
        ("POST", ":"): google.A_VERTEX_OPERATION,
        ("PATCH", "/"): model,
        ("DELETE", "/"): google.A_VERTEX_OPERATION,
    }
    outputs = {**inputs, "name": google.JOB, "createTime": CREATED}
    outputs["tunedModel"] = google.A_JOB["tunedModel"]
    return Case(kind, table, inputs, google.JOB, outputs)


def _permission() -> Case:
    given = {name: google.PERMISSION[name] for name in ("granteeType", "emailAddress", "role")}
    inputs: Json = {**given, "tunedModel": "tunedModels/m"}
    name = google.PERMISSION["name"]
    table: dict[Key, Any] = {
        ("GET", r"/permissions\?"): {"permissions": [google.PERMISSION]},
        ("GET", "/permissions/"): google.PERMISSION,
        ("POST", "/permissions$"): google.PERMISSION,
        ("PATCH", "/permissions/"): google.PERMISSION,
        ("DELETE", "/permissions/"): {},
    }
    return Case(PermissionKind(), table, inputs, name, {**inputs, "name": name})


def _dataset() -> Case:
    inputs: Json = {"source": DATA, "bucket": "gs://b"}
    object_id = f"gs://b/{'a' * 64}.jsonl#1234abcd"
    metadata = {**google.OBJECT["metadata"], "google-tuning-ref-1234abcd": "numbers"}
    seen = {**google.OBJECT, "metadata": metadata}
    table: dict[Key, Any] = {
        ("GET", "/o/"): seen,
        ("PATCH", "/o/"): seen,
        ("DELETE", "/o/"): {},
    }
    return Case(TuningDatasetKind(), table, inputs, object_id, dict(inputs))


CASES = {"model": _model, "job": _job, "permission": _permission, "dataset": _dataset}
each = pytest.mark.parametrize(
    "case", [pytest.param(make(), id=name) for name, make in CASES.items()]
)
trainings = pytest.mark.parametrize(
    "case", [_model(), _job(), _permission()], ids=["model", "job", "permission"]
)


def _is_kept(case: Case, result: Any, odd: tuple[Key, Path, Any]) -> None:
    """Check that the state has the object, and can be written."""
    assert result.id == case.object_id, odd
    encoded = struct_of(result.outputs).SerializeToString()
    assert type(struct_of({})).FromString(encoded) == struct_of(result.outputs), odd
    struct_of(result.inputs or {}).SerializeToString()
    born = case.outputs.get("createTime")
    if too_deep(odd[2]):  # the whole answer is refused, so only the id is known
        return
    if born and "createTime" not in odd[1] and odd[1] not in {(), ("tuningJobs", 0)}:
        assert result.outputs["createTime"] == born, odd


def _is_evidence(odd: tuple[Key, Path, Any]) -> bool:
    """Return whether somebody took our reference off an object, or put another content there."""
    taken = odd[1] == ("metadata",) and isinstance(odd[2], dict)
    # A number that JSON has no form for is read as its text.
    return taken or ("crc32c" in str(odd[1]) and isinstance(odd[2], str | float | int))


def _created(case: Case, odd: tuple[Key, Path, Any]) -> None:
    found: dict[Key, Any] = {}
    for key, said in case.table.items():
        if key == ("GET", "/tunedModels/"):
            found[key] = 404
        elif key[0] == "GET" and isinstance(said, dict) and len(said) == 1 and "\\?" in key[1]:
            found[key] = {}
    api, life, call = case.start(odd, table=found)

    def accepted(sent: str) -> None:
        if sent.startswith("POST"):
            api.table = case.table

    api.seen = accepted
    try:
        result = life.create(call, case.inputs)
    except GoogleTuningError:
        # A look-up that can't be read stops the create before anything is paid.
        assert not api.count("POST"), odd
        return
    assert api.count("POST") == 1, odd
    _is_kept(case, result, odd)


@trainings
def test_a_create_keeps_what_was_accepted(case: Case) -> None:
    """From the POST on nothing in any answer loses the object, or has it made twice."""
    for odd in case.odds():
        _created(case, odd)


@trainings
def test_a_create_keeps_what_our_own_mistake_is_about(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be made of a later answer, the state has what the first one said."""
    made: list[Json] = []

    def outputs(kind: Kind, obj: Json, values: Mapping[str, Any]) -> Json:
        made.append(obj)
        if obj != made[0]:
            raise ZeroDivisionError
        return outputs_of(kind, obj, values)

    def first(self: Convergence, obj: Json, **how: Any) -> Any:
        made.append(obj)
        return run(self, obj, **how)

    run = Convergence.run
    monkeypatch.setattr(Convergence, "run", first)
    monkeypatch.setattr(converging, "outputs_of", outputs)
    _created(case, (("GET", "nothing"), (), None))


@each
def test_a_read_keeps_the_object(case: Case) -> None:
    """A refresh either says a sentence, or knows the object as before: it is never gone."""
    for odd in case.odds():
        _, life, call = case.start(odd)
        with contextlib.suppress(GoogleTuningError):
            result = life.read(call, case.object_id, case.inputs, case.outputs)
            assert not isinstance(result, Gone) or _is_evidence(odd), odd
            if not isinstance(result, Gone):
                _is_kept(case, result, odd)


@each
def test_an_update_keeps_the_object(case: Case) -> None:
    """An update either says a sentence before it begins, or ends with the object in the state."""
    if isinstance(case.kind, TuningDatasetKind):
        pytest.skip("a data set has nothing to patch")
    for odd in case.odds():
        _, life, call = case.start(odd)
        with contextlib.suppress(GoogleTuningError):
            result = life.update(call, case.object_id, case.inputs, case.outputs, case.inputs)
            _is_kept(case, result, odd)


@each
def test_a_delete_deletes_or_says_why(case: Case) -> None:
    """No answer has a delete succeed that has deleted nothing."""
    for odd in case.odds():
        api, life, call = case.start(odd)
        with contextlib.suppress(GoogleTuningError):
            life.delete(call, case.object_id, case.outputs)
            assert api.count("DELETE") or api.count("PATCH") or _is_evidence(odd), odd


@given(st.data())
def test_any_value_anywhere(data: st.DataObject) -> None:
    """What a list of odd values has left out."""
    case = data.draw(st.sampled_from([_model(), _job(), _permission()]))
    key, at, _ = data.draw(st.sampled_from(list(case.odds())))
    odd = (key, at, data.draw(ANY_JSON))
    _created(case, odd)
    with contextlib.suppress(GoogleTuningError):
        _, life, call = case.start(odd)
        life.read(call, case.object_id, case.inputs, case.outputs)
        _, life, call = case.start(odd)
        life.delete(call, case.object_id, case.outputs)
