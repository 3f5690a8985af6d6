"""What an import declares: what a program has to say of an object, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.importable import Evidence
from pulumi_google_tuning.lifecycle.imports import Import, declared, problems_of
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.untold import Telling
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

MODEL = TunedModelKind.schema
JOB = TuningJobKind.schema


@pytest.mark.parametrize(
    ("schema", "values", "inputs"),
    [
        # Outputs, what no schema names, and what is empty.
        (MODEL, {"name": "tunedModels/x", "etag": "1", "displayName": "", "topK": None}, {}),
        # Defaults, and flags that are off; but one that is on by default says something.
        (MODEL, {"apiVersion": "v1beta", "wait": True, "adopt": False}, {}),
        (JOB, {"restoreEndpoint": False}, {"restoreEndpoint": False}),
        # Numbers in Google's forms, as a person writes them; a zero is a number.
        (MODEL, {"temperature": 0.699999988, "topP": 0}, {"temperature": 0.7, "topP": 0}),
        (
            JOB,
            {"supervisedTuningSpec": {"hyperParameters": {"epochCount": "2", "other": 1}}},
            {"supervisedTuningSpec": {"hyperParameters": {"epochCount": 2}}},
        ),
        # A map's own keys stay.
        (JOB, {"labels": {"team": "nlp"}}, {"labels": {"team": "nlp"}}),
    ],
)
def test_what_is_declared(
    schema: ResourceSchema, values: dict[str, Any], inputs: dict[str, Any]
) -> None:
    """Only what a program needs is left, in the form that a check gives it."""
    assert declared(schema, values) == inputs


def test_what_google_never_shows_is_not_missed() -> None:
    """Training data may be missing from an import; what Google shows may not."""
    assert problems_of(MODEL, {"baseModel": "models/m"}) == []
    assert [one.path for one in problems_of(MODEL, {})] == ["baseModel"]


def test_a_kind_without_the_ability() -> None:
    """A resource that nobody made importable says so, and asks Google for nothing."""
    bare: Any = type("Bare", (Kind,), dict.fromkeys(Kind.__abstractmethods__))
    bare.noun = "bird"
    with pytest.raises(LifecycleError, match="it: a bird can't be imported"):
        Import(bare(), None, Call(urn="a::it"), "x").run()  # type: ignore[arg-type] # asked for nothing


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_comparison_that_ctrl_c_ends_is_no_warning(
    monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    """It ends the command; a comparison that fails by itself is told, and the update continues."""
    kind, said = TuningDatasetKind(), list[str]()
    call = Call(urn="a::it", warn=said.append)

    def ends(*_: Any) -> Any:
        if cancelled:
            call.cancel.set()
        raise GoogleTuningError("x.jsonl: it ended")

    monkeypatch.setattr(kind, "evidence", ends)
    telling = Telling(kind, None, call, "gs://b/x.jsonl", ({}, {}), {})  # type: ignore[arg-type]
    if cancelled:
        with pytest.raises(GoogleTuningError, match="it ended"):
            telling._evidence(None)
    else:
        assert telling._evidence(None) == Evidence()
    assert len(said) == (0 if cancelled else 1)


def test_an_import_that_ctrl_c_ends_declares_nothing() -> None:
    """A part of it that wasn't read would be missing from what the state has."""
    call = Call(urn="a::it")
    model = {"name": "tunedModels/x", "baseModel": "models/m", "state": "ACTIVE", "topK": 3}

    class Interrupted:
        """A session in which Ctrl-C comes while the base model is read."""

        config = Config()
        project = None

        def send(self, _method: str, path: str, **_: Any) -> Any:
            """Answer for the model alone."""
            if "tunedModels" in path:
                return model
            call.cancel.set()
            raise GoogleTuningError("interrupted while GET waited for an answer")

    session: Any = Interrupted()
    with pytest.raises(LifecycleError, match=r"interrupted\. Nothing was imported"):
        Import(TunedModelKind(), session, call, "tunedModels/x").run()
