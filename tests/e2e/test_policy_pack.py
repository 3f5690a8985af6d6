"""The policy pack with the real CLI: `--policy-pack`, as a pipeline gives it."""

from __future__ import annotations

import importlib
import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from support.doors import both
from support.emulator import ROOT, Emulator
from support.project import Project, Run

PACK = ROOT / "examples" / "policy-pack"
KEY = "projects/my-project/locations/us-central1/keyRings/tuning/cryptoKeys/models"
MODEL = """
tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "{answer}"], ["3", "4"]],{more}
)
"""
JOB = """
tuning.TuningJob(
    "sentiment",
    base_model={base!r},
    supervised_tuning_spec={{"training_dataset_uri": "gs://my-data/train.jsonl"}},{more}
)
"""
ENCRYPTED = f'encryption_spec={{"kms_key_name": "{KEY}"}}'
RETRAINING = "no-retraining-by-surprise"
ALLOWED = "allowed-base-models"
KEYS = "customer-managed-keys"


def policies(project: Project, **config: Any) -> tuple[str, ...]:
    """Write the pack's configuration, with the stack `test` as production; give the options."""
    settings: dict[str, Any] = {
        RETRAINING: {"production": ["te*"], **config.pop("retraining", {})},
        ALLOWED: {"allowed": ["gemini-2.5-flash", "gemini-1.5-flash-001-tuning"]},
        **config,
    }
    file = project.folder / "policies.json"
    file.write_text(json.dumps(settings))
    return "--policy-pack", str(PACK), "--policy-pack-config", str(file)


def violations(run: Run) -> list[tuple[str, str]]:
    """List the policies that a run names, each with the resource."""
    lines = [line.split() for line in run.text.splitlines() if "[mandatory]" in line]
    return sorted((words[2], words[-1].rstrip(")")) for words in lines)


@both()
def test_every_violation_at_once(project: Project, emulator: Emulator) -> None:
    """In production an update that breaks the rules is refused in the preview, in sentences."""
    project.program(
        MODEL.format(answer="2", more="").replace("1.5-flash-001-tuning", "1.0-pro")
        + JOB.format(base="publishers/google/models/gemini-2.5-pro", more="")
    )
    project.config("project", "my-project")
    refused = project.preview(*policies(project), expect=None)
    assert refused.code != 0
    assert violations(refused) == [
        (ALLOWED, "numbers"),
        (ALLOWED, "sentiment"),
        (KEYS, "sentiment"),
        (RETRAINING, "numbers"),
        (RETRAINING, "sentiment"),
    ]
    assert "baseModel of sentiment is gemini-2.5-pro; allowed are gemini-2.5-flash," in refused.text
    assert "sentiment names no key: set encryptionSpec.kmsKeyName to one of" in refused.text
    assert project.up(*policies(project), expect=None).code != 0
    assert emulator.trainings() == []
    assert emulator.jobs() == []


@both(native=False)
def test_keys_of_others_and_other_stacks(project: Project) -> None:
    """A key that isn't on the list is refused; outside production a training needs no approval."""
    project.program(JOB.format(base="gemini-2.5-flash", more=ENCRYPTED))
    project.config("project", "my-project")
    elsewhere = {"retraining": {"production": ["prod"]}}
    project.preview(*policies(project, **elsewhere))
    theirs = {KEYS: {"keys": ["projects/theirs/*"]}}
    refused = project.preview(*policies(project, **elsewhere, **theirs), expect=None)
    assert violations(refused) == [(KEYS, "sentiment")]
    assert f"sentiment is encrypted with {KEY}; allowed are projects/theirs/*." in refused.text


@both(native=False)
def test_a_retraining_is_approved_by_name(project: Project, emulator: Emulator) -> None:
    """A model that denies its retraining is trained once; approved by name, it is trained again."""
    rules = policies(project)
    project.program(MODEL.format(answer="2", more='retrain="deny"'))
    project.up(*rules)
    project.program(MODEL.format(answer="3", more='retrain="deny"'))
    denied = project.up(*rules, expect=None)
    assert denied.code != 0
    assert "its retrain is deny" in denied.text
    project.program(MODEL.format(answer="3", more=""))
    assert violations(project.up(*rules, expect=None)) == [(RETRAINING, "numbers")]
    assert len(emulator.trainings()) == 1
    project.up(*policies(project, retraining={"approved": ["numbers"]}))
    assert len(emulator.trainings()) == 2


def test_a_job_is_approved_by_a_label(project: Project) -> None:
    """A job's approval is a label, which is patched in place and so costs no training."""
    more = ENCRYPTED + ', labels={"retrain-approved": "ops-7"}'
    project.program(JOB.format(base="gemini-2.5-flash", more=more))
    project.config("project", "my-project")
    assert violations(project.preview(*policies(project))) == []


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the module with the policies."""
    monkeypatch.syspath_prepend(PACK)
    return importlib.import_module("policies")


def test_whatever_it_is_trained_from(pack: Any) -> None:
    """A base model, a tuned one and a custom one are told apart, and none slips through."""
    assert list(pack.bases({"baseModel": "models/gemini-2.5-pro"})) == [
        ("baseModel", "gemini-2.5-pro")
    ]
    assert list(pack.bases({"tunedModelSource": "tunedModels/x-1"})) == [
        ("tunedModelSource", "tunedModels/x-1")
    ]
    theirs = {"preTunedModel": {"tunedModelName": "projects/p/locations/l/models/1"}}
    assert list(pack.bases(theirs)) == [
        ("preTunedModel.tunedModelName", "projects/p/locations/l/models/1")
    ]
    assert list(pack.bases({"customBaseModel": "gs://b/m", "baseModel": "llama"})) == [
        ("baseModel", "llama"),
        ("customBaseModel", "gs://b/m"),
    ]


def test_without_a_list_the_catalogue_counts(pack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing configured a base model has to be one that Google tunes, in any spelling."""
    day = date(2026, 11, 28)
    monkeypatch.setattr(pack, "today", lambda: day)
    for name in ("gemini-3.5-flash", "publishers/meta/models/llama3_1@llama-3.1-8b"):
        assert pack.can_be_tuned(name, day)
    for name in ("gemini-2.5-flash", "gemini-2.0-flash", "models/gemini-1.5-flash-001-tuning"):
        assert not pack.can_be_tuned(name, day)
    said: list[str] = []
    args = SimpleNamespace(
        resource_type=min(pack.JOBS),
        name="sentiment",
        props={"baseModel": "gemini-2.5-flash"},
        get_config=lambda: {"allowed": []},
    )
    pack.base_models(args, lambda text, _urn: said.append(text))
    assert len(said) == 1
    assert "isn't among the base models that Google tunes for every project today" in said[0]
    monkeypatch.setattr(pack, "today", lambda: date(2026, 9, 1))  # nobody was kept out yet
    pack.base_models(args, lambda text, _urn: said.append(text))
    assert len(said) == 1


def test_the_pack_configuration_that_stands_there(project: Project) -> None:
    """The file beside the pack is valid for it, and lets a job pass that keeps its rules."""
    project.program(JOB.format(base="gemini-2.5-flash", more=ENCRYPTED))
    project.config("project", "my-project")
    file = str(PACK / "production.json")
    run = project.preview("--policy-pack", str(PACK), "--policy-pack-config", file)
    assert "google-tuning@v1.0.0" in run.text
    assert violations(run) == []
