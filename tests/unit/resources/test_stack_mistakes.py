"""Mistakes in `google-tuning:resources`: all of them at once, before anything is declared."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.resources.stack import StackDataError, declare

MODEL = {"baseModel": "models/b", "trainingData": "train.jsonl"}
GRANT = {"tunedModel": "tunedModels/x", "granteeType": "EVERYONE", "role": "READER"}


def mistakes(resources: dict[str, Any]) -> list[str]:
    """Give the mistakes that stop a declaration; outside of Pulumi nothing can be declared."""
    with pytest.raises(StackDataError) as refused:
        declare(resources)
    head, _, listed = str(refused.value).partition(": ")
    assert head == "google-tuning:resources"
    return listed.split("; ")


def test_all_mistakes_come_at_once() -> None:
    """Section, entry, argument, doubled and missing argument and reference, each with its path."""
    found = mistakes(
        {
            "tunedModel": {},
            "permissions": {
                "none": None,
                "a": GRANT | {"tunedModel": "${tunedModels.nobody.name}"},
                "b": GRANT | {"tunedModel": "${tunedModels.m.nam}"},
                "c": GRANT | {"tunedModel": "${tunedModels.m}"},
                "d": GRANT | {"tunedModel": "${datasets.m.name}"},
            },
            "tunedModels": {
                "m": MODEL | {"displayNam": "x", "base_model": "models/c"},
                "n": {"baseModel": "models/b"},
            },
        }
    )
    assert found == [
        "tunedModel: unknown section, did you mean tunedModels?",
        "permissions.none: not a map of arguments",
        "permissions.a: ${tunedModels.nobody.name} names no resource here",
        "permissions.b: tunedModels.m has no nam, did you mean name?",
        "permissions.c: ${tunedModels.m} is no reference, write ${section.name.output}",
        "permissions.d: ${datasets.m.name} names no resource here",
        "tunedModels.m.displayNam: unknown argument, did you mean displayName?",
        "tunedModels.m.baseModel: given twice, as baseModel and base_model",
        "tunedModels.n.trainingData: is required",
    ]


def test_a_circle_is_named_once() -> None:
    """References in a circle are an error that shows the way, also beside another mistake."""
    found = mistakes(
        {
            "tunedModels": {
                "a": MODEL | {"description": "${tunedModels.b.name} ${tunedModels.b.state}"},
                "b": MODEL | {"description": "${tunedModels.c.name}"},
                "c": MODEL | {"description": "${tunedModels.b.name}", "tpoK": 1},
                "d": MODEL | {"description": "${tunedModels.d.name}"},
            }
        }
    )
    assert found == [
        "tunedModels.c.tpoK: unknown argument, did you mean topK?",
        "tunedModels.b → tunedModels.c → tunedModels.b refer to each other",
        "tunedModels.d → tunedModels.d refer to each other",
    ]


def test_examples_hold_no_references() -> None:
    """A row of training data may hold any text, also one that looks like a reference."""
    rows = [["${tunedModels.nobody.name}", "${permissions"]]
    found = mistakes({"tunedModels": {"m": MODEL | {"trainingData": rows, "x": 1}}})
    assert len(found) == 1
    assert found[0].startswith("tunedModels.m.x: unknown argument")
