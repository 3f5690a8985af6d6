"""The root program: what `google-tuning:resources` holds becomes resources."""

from __future__ import annotations

import json
import shutil
from typing import Any

from support.emulator import ROOT, Emulator
from support.project import Project

RESOURCES: dict[str, Any] = {
    "permissions": {
        "everyone": {
            "tunedModel": "${tunedModels.numbers.name}",
            "granteeType": "EVERYONE",
            "role": "READER",
        }
    },
    "tunedModels": {
        "numbers": {
            "baseModel": "models/gemini-1.5-flash-001-tuning",
            "trainingData": [["1", "2"], ["${a.b.c}", "text"]],
            "hyperparameters": {"epochCount": 10, "batchSize": 1},
        },
        "more": {
            "tuned_model_source": "${tunedModels.numbers.name}",
            "trainingData": [["3", "4"]],
            "description": "from ${tunedModels.numbers.name}, ${tunedModels.numbers.state}",
        },
    },
}


def declare(project: Project, resources: dict[str, Any]) -> None:
    """Write the resources into the stack's configuration, as a GitOps repository has them."""
    file = project.folder / "Pulumi.test.yaml"
    own = [line for line in file.read_text().splitlines() if "google-tuning:resources:" not in line]
    # JSON is YAML.
    file.write_text("\n".join([*own, f"  google-tuning:resources: {json.dumps(resources)}", ""]))


def test_a_stack_as_data(project: Project, emulator: Emulator) -> None:
    """Models, a permission and their references are made in order, left alone, and destroyed.

    A mistake is said in a preview, with every other one, in one sentence without a traceback.
    """
    shutil.copy(ROOT / "__main__.py", project.folder)
    declare(project, {"tunedModels": {"m": {"baseModle": "models/b"}}, "grants": {}})
    refused = project.preview(expect=None)
    assert refused.code != 0
    for said in ("m.baseModle: unknown argument, did you mean baseModel?", "grants: unknown sec"):
        assert said in refused.text
    assert "Traceback" not in refused.text
    assert emulator.requests() == []

    declare(project, RESOURCES)
    project.up()
    outputs = project.outputs()
    numbers, more = outputs["numbers"], outputs["more"]
    assert (numbers["state"], more["state"]) == ("ACTIVE", "ACTIVE")
    assert numbers["loss"] > 0
    (tuned_on,) = [model for model in emulator.models() if model["name"] == more["name"]]
    assert tuned_on["tunedModelSource"]["tunedModel"] == numbers["name"]
    assert tuned_on["description"] == f"from {numbers['name']}, ACTIVE"
    granted = emulator.api("GET", f"/v1beta/{numbers['name']}/permissions")["permissions"]
    assert [grant["role"] for grant in granted if grant["granteeType"] == "EVERYONE"] == ["READER"]

    project.up("--refresh", "--expect-no-changes")
    project.destroy()
    assert emulator.models() == []
    assert len(emulator.trainings()) == 2
