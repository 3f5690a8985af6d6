"""Whose an object is, where several providers of a state have served the same resource."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.cli.orphans import states
from pulumi_google_tuning.doors.shared.tokens import one_form
from pulumi_google_tuning.lifecycle.identity import Identity, trained_on
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

KIND = TunedModelKind()
URN = "urn:pulumi:dev::p::google-tuning:index:TunedModel::numbers"
INPUTS: dict[str, Any] = {"baseModel": "models/m", "trainingData": {"sha256": "ab"}}
NATIVE, DYNAMIC = "pulumi:providers:google-tuning", "pulumi:providers:pulumi-python"


@pytest.mark.parametrize("lineage", ["old", "new", "python"])
def test_what_any_provider_of_the_state_made_has_an_owner(tmp_path: Path, lineage: str) -> None:
    """After an upgrade or a move to the other door, what was made before is no stranger's."""
    providers = [(NATIVE, "default_0_1_0", "old"), (NATIVE, "default_0_2_0", "new")]
    resources: list[dict[str, Any]] = [
        {"urn": f"urn:pulumi:dev::p::{type_}::{name}", "type": type_, "id": id_}
        for type_, name, id_ in [*providers, (DYNAMIC, "default", "python")]
    ]
    model = {"urn": URN, "type": URN.split("::")[2], "id": "tunedModels/x", "inputs": INPUTS}
    file = tmp_path / "dev.json"
    deployment = {"manifest": {"time": "2026-06-01T00:00:00Z"}, "resources": [*resources, model]}
    file.write_text(json.dumps({"version": 3, "deployment": deployment}))
    (given,) = states.read([str(file)])
    identity = Identity(lineage, one_form(URN), trained_on(KIND.schema, INPUTS), 1)
    assert given.owners(KIND)[KIND.id_for(INPUTS, "numbers", identity)].resource == "numbers"
