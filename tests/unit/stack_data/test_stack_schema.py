"""schema/stack.schema.json: made from the other schemas, and of one mind with the provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data.failures import failures
from pulumi_google_tuning.stack_data.options import spellings
from pulumi_google_tuning.stack_data.project import Project
from tools import stack_schema
from tools.stack_schema import keywords

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = load_schema("stack")
MODEL = {"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": [["1", "2"]]}
GRANT = {"tunedModel": "x", "granteeType": "EVERYONE", "role": "READER"}
DATA = {"bucket": "my-data", "source": [{"contents": []}]}
URI = {"trainingDatasetUri": "gs://bucket/train.jsonl"}
JOB = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": URI}
KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
REFERRED = "${tunedModels.other.totalSteps}"


def errors(section: str, arguments: Any) -> list[str]:
    """Return what the schema refuses in a stack's file, by path."""
    others = {"tunedModels": {"other": MODEL}}
    resources = {**others, section: {**others.get(section, {}), "x": arguments}}
    file = {"config": {"google-tuning:resources": resources}}
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(file)]


def provider_errors(section: str, arguments: Any) -> list[str]:
    """Return what the provider refuses in the same data, but for rows of datasets."""
    others = {"tunedModels": {"other": MODEL}}
    resources = {**others, section: {**others.get(section, {}), "x": arguments}}
    found = failures(resources, frozenset(), Project.at(None), None)
    return [str(one) for one in found if one.path[-1] != "source"]


def test_it_is_made_from_the_others() -> None:
    """Each field stands once: the file is what `make schema` writes."""
    assert stack_schema.PATH.read_text(encoding="utf-8") == stack_schema.text()


def test_it_stands_alone() -> None:
    """It is JSON Schema 2020-12 without keywords of ours or references to other files."""
    Draft202012Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    assert '"x-' not in text
    assert text.count('"$ref": "') == text.count('"$ref": "#/$defs/')


def test_it_names_every_input() -> None:
    """Every input of every resource, and every key of the configuration, is offered and told."""
    config = SCHEMA["properties"]["config"]["properties"]
    keys = {f"google-tuning:{key}" for key in load_schema("config")["properties"]}
    assert set(config) == keys
    assert set(config["google-tuning:resources"]["properties"]) == set(SECTIONS)
    assert set(SCHEMA["$defs"]["options"]["properties"]) == set(spellings().values())
    for entry in SECTIONS.values():
        inputs = {field.name: field for field in entry.schema.inputs}
        offered = dict(SCHEMA["$defs"][entry.schema.title]["properties"])
        assert offered.pop("options") == {"$ref": "#/$defs/options"}
        assert set(offered) == set(inputs)
        for name, part in offered.items():
            assert part["description"] == inputs[name].schema["description"]
            assert part.get("default") == inputs[name].schema.get("default")


GOOD: list[tuple[str, dict[str, Any]]] = [
    ("tunedModels", MODEL),
    ("tunedModels", MODEL | {"trainingData": [{"text_input": "1", "output": "2"}]}),
    ("tunedModels", MODEL | {"baseModel": "gemini-1.5-flash-001-tuning", "revision": 2}),
    ("tunedModels", MODEL | {"hyperparameters": {"epochCount": REFERRED, "learningRate": 1e-3}}),
    ("tunedModels", MODEL | {"displayName": "${tunedModels.other.name} ${tunedModels.other.name}"}),
    ("tunedModels", MODEL | {"readerProjectNumbers": [1, "2", REFERRED], "temperature": 1}),
    ("tunedModels", MODEL | {"timeouts": {"create": "1h30m"}, "wait": False}),
    ("tunedModels", MODEL | {"delete": "deny", "options": {"protect": True, "aliases": ["old"]}}),
    ("tunedModels", MODEL | {"options": {"customTimeouts": {"create": "1h30m"}}}),
    ("permissions", GRANT),
    ("permissions", GRANT | {"tunedModel": "${tunedModels.other.name}"}),
    ("permissions", GRANT | {"granteeType": "USER", "emailAddress": "a@b.c"}),
    ("datasets", DATA),
    ("datasets", DATA | {"bucket": "gs://my-data", "prefix": "sets/train", "format": "messages"}),
    ("tuningJobs", JOB),
    ("tuningJobs", JOB | {"labels": {"team": "a", "number": 5}, "project": 12345}),
    ("tuningJobs", JOB | {"apiVersion": "v1beta1", "outputUri": "gs://bucket/out"}),
    ("tuningJobs", JOB | {"encryptionSpec": {"kmsKeyName": KEY}}),
]
BAD: list[tuple[str, Any]] = [
    ("tunedModels", MODEL | {"options": None}),
    ("tunedModels", MODEL | {"options": {"protected": True}}),
    ("tunedModels", MODEL | {"options": {"customTimeouts": {"create": 5}}}),
    ("tunedModels", MODEL | {"protect": True}),
    ("tunedModels", None),
    ("tunedModels", []),
    ("tunedModels", {}),
    ("tunedModels", MODEL | {"tunedModelSource": "x"}),
    ("tunedModels", MODEL | {"name": "mine"}),
    ("tunedModels", MODEL | {"trainingData": [["1"]]}),
    ("tunedModels", MODEL | {"trainingData": [{"text": "1"}]}),
    ("tunedModels", MODEL | {"trainingData": [{"textInput": "1", "output": ""}]}),
    ("tunedModels", MODEL | {"hyperparameters": {"epochCuont": 5}}),
    ("tunedModels", MODEL | {"hyperparameters": {"epochCount": 0}}),
    ("tunedModels", MODEL | {"hyperparameters": {"learningRate": 1, "learningRateMultiplier": 1}}),
    ("tunedModels", MODEL | {"apiVersion": "v1beta3", "readerProjectNumbers": [1]}),
    ("tunedModels", MODEL | {"displayName": "x" * 41}),
    ("tunedModels", MODEL | {"timeouts": {"create": "soon"}}),
    ("permissions", GRANT | {"emailAddress": "a@b.c"}),
    ("permissions", GRANT | {"granteeType": "USER"}),
    ("permissions", GRANT | {"tunedModel": "models/x"}),
    ("permissions", GRANT | {"role": "OWNER"}),
    ("datasets", DATA | {"bucket": "My-Data"}),
    ("datasets", DATA | {"bucket": None}),
    ("datasets", DATA | {"prefix": "/x"}),
    ("tuningJobs", {"baseModel": "gemini-3.5-flash"}),
    ("tuningJobs", JOB | {"preferenceOptimizationSpec": URI}),
    ("tuningJobs", JOB | {"outputUri": "gs://bucket/out"}),
    ("tuningJobs", JOB | {"supervisedTuningSpec": URI | {"tuningMode": "TUNING_MODE_FULL"}}),
    ("tuningJobs", JOB | {"labels": {"Team": "a"}}),
    ("tuningJobs", JOB | {"apiVersion": "v1beta1", "customBaseModel": "gs://bucket/in"}),
]


@pytest.mark.parametrize(("section", "arguments"), GOOD)
def test_good_files(section: str, arguments: dict[str, Any]) -> None:
    """What the provider takes, an editor leaves alone, also with any value encrypted."""
    assert provider_errors(section, arguments) == []
    assert errors(section, arguments) == []
    for name, value in arguments.items():
        if not isinstance(value, dict | list):
            assert errors(section, arguments | {name: {"secure": "v1:abc"}}) == []


@pytest.mark.parametrize(("section", "arguments"), BAD)
def test_bad_files(section: str, arguments: Any) -> None:
    """What the provider refuses, an editor underlines."""
    assert provider_errors(section, arguments) != []
    assert errors(section, arguments) != []


@pytest.mark.parametrize(
    ("config", "wrong"),
    [
        ({"other:resources": {"x": 1}, "google-tuning:pollSeconds": "0.1"}, False),
        ({"google-tuning:pollSeconds": 5, "google-tuning:project": 123456}, False),
        ({"google-tuning:accessToken": {"secure": "v1:abc"}}, False),
        ({"google-tuning:resources": {"secure": "v1:abc"}}, False),
        ({"google-tuning:resources": {}}, False),
        ({"google-tuning:resources": {"datasets": {}}}, False),
        ({"google-tuning:resources": {"tunedModels": None}}, True),
        ({"google-tuning:resources": None}, True),
        ({"google-tuning:delete": "deny"}, False),
        ({"google-tuning:delete": "denied"}, True),
        (None, False),
        ({"google-tuning:emulater": "http://x"}, True),
        ({"google-tuning:pollSeconds": "often"}, True),
        ({"google-tuning:retrain": "perhaps"}, True),
        ({"google-tuning:resources": {"tunedModel": {}}}, True),
        ({"google-tuning:resources": {"tunedModels": []}}, True),
        ({"google-tuning:resources": {"tunedModels": {"": MODEL}}}, True),
    ],
)
def test_the_rest_of_the_file(config: Any, *, wrong: bool) -> None:
    """Other packages' keys are theirs; ours are known by name, and Pulumi's own are left alone."""
    file = {"encryptionsalt": "v1:x", "config": config}
    assert (not Draft202012Validator(SCHEMA).is_valid(file)) is wrong


def test_the_checkouts_own_stack() -> None:
    """The stack that `make up` converges is checked by editors, and right."""
    text = (ROOT / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema/stack.schema.json"
    assert list(Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))) == []


def test_a_new_keyword_is_not_lost() -> None:
    """A keyword that the generator doesn't know stops it, instead of being left out."""
    with pytest.raises(ValueError, match=r"doesn't know what to do with \['multipleOf'\]"):
        keywords.copy_known({"type": "integer", "multipleOf": 2})
