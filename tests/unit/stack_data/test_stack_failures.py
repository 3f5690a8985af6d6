"""Mistakes in `google-tuning:resources`: all of them at once, before anything is declared."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.stack_data import failures as _stack_failures
from pulumi_google_tuning.stack_data.declare import StackDataError, declare
from pulumi_google_tuning.stack_data.failures import failures, spelled
from pulumi_google_tuning.stack_data.project import Project

MODEL = {"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": [["1", "2"]]}
GRANT = {"tunedModel": "tunedModels/x", "granteeType": "EVERYONE", "role": "READER"}
JOB = {"baseModel": "gemini-3.5-flash"}
HIDDEN = "its secret value is invalid (not shown). Expected: "


def found(
    resources: Any, *secrets: tuple[str | int, ...], config: Config | None = None
) -> list[str]:
    """Return the mistakes, without the head that they all have."""
    here = Project.at(None)
    said = failures(resources, frozenset(secrets), here, config)
    return [str(one).removeprefix("google-tuning:resources") for one in said]


def test_all_mistakes_come_at_once() -> None:
    """Sections, entries, arguments, references: each has its path, and nothing is declared."""
    resources = {
        "tunedModel": {},
        "datasets": ["a"],
        "permissions": {
            "none": None,
            "": GRANT,
            5: GRANT,
            "a": GRANT | {"granteeType": "ALL", "emailAddress": "a@b.c"},
        },
        "tunedModels": {
            "m": MODEL | {"displayNam": "x", "base_model": "models/c"},
            "n.o": MODEL | {"hyperparameters": {"epochCount": 0, "batch": 4}},
            "p": {"baseModel": "models/b", "name": "mine"},
        },
        "tuningJobs": None,
    }
    empty = "is empty. Remove it, or write {} to declare nothing"
    assert found(resources) == [
        '.tunedModel: isn\'t a section; did you mean "tunedModels"?',
        ".datasets: is a list; give a map of names to arguments",
        ".permissions.none: is null; give a map of arguments",
        '.permissions[""]: needs a name, a text that isn\'t empty',
        '.permissions["5"]: needs a name, a text that isn\'t empty',
        '.permissions.a.granteeType: is "ALL", not one of "USER", "GROUP", "EVERYONE"',
        '.tunedModels.m.baseModel: is given twice, as "baseModel" and as "base_model"; keep one',
        '.tunedModels.m.displayNam: isn\'t a field; did you mean "displayName"?',
        '.tunedModels["n.o"].hyperparameters.batch: isn\'t a field; did you mean "batchSize"?',
        '.tunedModels["n.o"].hyperparameters.epochCount: is 0; it must be at least 1',
        ".tunedModels.p.name: is an output: Google sets its value, and a program can't",
        ".tunedModels.p.trainingData: is required",
        f".tuningJobs: {empty}",
    ]
    with pytest.raises(StackDataError) as refused:
        declare(resources)
    head, *lines = str(refused.value).splitlines()
    assert head == "google-tuning:resources has 13 mistakes, and nothing was declared:"
    assert [line.removeprefix("  google-tuning:resources") for line in lines] == found(resources)


def test_one_mistake_is_one_line() -> None:
    """A single mistake needs no list around it."""
    with pytest.raises(StackDataError) as refused:
        declare({"tunedModels": {"m": MODEL | {"topK": 0}}})
    said = "google-tuning:resources.tunedModels.m.topK: is 0; it must be at least 1"
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("section", "arguments"),
    [
        ("tunedModels", MODEL | {"temperature": 2, "timeouts": {"create": "soon"}}),
        ("tunedModels", MODEL | {"trainingData": [["1"], {"input": "1", "output": ""}]}),
        ("permissions", {"granteeType": "USER", "emailAddress": "nobody"}),
        ("datasets", {"bucket": "Mine", "source": [{"contents": []}], "format": "chat"}),
        ("tuningJobs", JOB | {"labels": {"A": "b"}, "outputUri": "gs://bucket/x"}),
    ],
)
def test_the_words_are_the_resources_own(section: str, arguments: dict[str, Any]) -> None:
    """What a field takes is said as the resource itself says it: limits stand once."""
    own = check(SECTIONS[section].schema, arguments).failures
    assert own != []
    assert found({section: {"x": arguments}}) == [
        f".{section}.x.{failure.path}: {failure.reason}".replace("\n", "\n    ") for failure in own
    ]


def test_what_depends_on_the_configuration() -> None:
    """A key in another location than the configured one fails beside the other mistakes."""
    key = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
    spec = {"trainingDatasetUri": "gs://bucket/train.jsonl"}
    job = JOB | {"supervisedTuningSpec": spec, "encryptionSpec": {"kmsKeyName": key}}
    resources = {"tuningJobs": {"j": job}}
    assert found(resources, config=Config(location="europe-west4")) == []
    (said,) = found(resources, config=Config())
    assert said.startswith(".tuningJobs.j.encryptionSpec.kmsKeyName: ")
    assert "europe-west4" in said


def test_references_that_lead_nowhere() -> None:
    """A section, name, output or part that isn't there is named, with the nearest that is."""
    said = {
        "section": "${tunedModel.m.name}",
        "name": "${tunedModels.mm.name}",
        "output": "${tunedModels.m.nam}",
        "input": "${tunedModels.m.displayName}",
        "whole": "${tunedModels.m}",
        "open": "from ${tunedModels.m.name to",
        "part": "${tuningJobs.j.tunedModel.endpiont}",
        "index": "${tunedModels.m.name[0]}",
        "list": "${tuningJobs.j.tunedModel.checkpoints.step}",
        "empty": "${datasets.train.uri}",
    }
    grants = {name: GRANT | {"tunedModel": text} for name, text in said.items()}
    job = JOB | {"supervisedTuningSpec": {"trainingDatasetUri": "gs://bucket/train.jsonl"}}
    resources = {"permissions": grants, "tunedModels": {"m": MODEL}, "tuningJobs": {"j": job}}
    write = "is not a reference: write ${tunedModels.NAME.OUTPUT}, or $${ for the characters ${"
    reasons = {
        "section": f'{said["section"]}: tunedModel isn\'t a section; did you mean "tunedModels"?',
        "name": f'{said["name"]}: there is no mm in tunedModels; did you mean "m"?',
        "output": f'{said["output"]}: tunedModels.m has no output nam; did you mean "name"?',
        "whole": f"{said['whole']} {write}",
        "open": f"${{tunedModels.m.name to {write}",
        "part": f"{said['part']}: tuningJobs.j.tunedModel has no output endpiont; "
        'did you mean "endpoint"?',
        "index": f"{said['index']}: tunedModels.m.name is not a list, so it has no [0]",
        "list": f"{said['list']}: tuningJobs.j.tunedModel.checkpoints is a list: "
        "write [0] for its first item",
        "empty": f"{said['empty']}: there is no train in datasets (datasets is empty)",
    }
    lines = {line.partition(".tunedModel: ")[0]: line for line in found(resources)}
    assert f"{said['input']}: tunedModels.m has no output displayName" in lines.pop(
        ".permissions.input"
    )
    assert lines == {
        f".permissions.{name}": f".permissions.{name}.tunedModel: {reason}"
        for name, reason in reasons.items()
    }


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        (
            "hyperparameters",
            {"epochCount": "${tunedModels.b.name}"},
            "a string, not a whole number",
        ),
        ("hyperparameters", {"epochCount": "${tunedModels.b.finalLoss}"}, "a number, not a whole"),
        ("hyperparameters", "${tunedModels.b.name}", "a string, not an object"),
        ("description", "${tunedModels.b.lossCurve.steps}", "a list, not a string"),
        ("description", "of ${tuningJobs.j.tunedModel}", "an object, not a string"),
        ("readerProjectNumbers", "${tunedModels.b.exampleCount}", "a whole number, not a list"),
        ("wait", "${tunedModels.b.name}", "a string, not true or false"),
    ],
)
def test_references_of_another_type(argument: str, value: Any, said: str) -> None:
    """What an output is, and what is wanted, are known beforehand: both are told."""
    job = JOB | {"supervisedTuningSpec": {"trainingDatasetUri": "gs://bucket/train.jsonl"}}
    models = {"a": MODEL | {argument: value}, "b": MODEL}
    (line,) = found({"tunedModels": models, "tuningJobs": {"j": job}})
    assert line.startswith(f".tunedModels.a.{argument}")
    assert f" is {said}" in line


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("hyperparameters", {"epochCount": "${tunedModels.b.totalSteps}"}),
        ("temperature", "${tunedModels.b.topK}"),
        ("description", "${tunedModels.b.finalLoss}"),
        ("description", "step ${tunedModels.b.lossCurve.steps[0]}, $${not.one} in $ {it}"),
        ("readerProjectNumbers", ["${tunedModels.b.exampleCount}"]),
        ("trainingData", "${tunedModels.b.name}"),
        ("trainingData", "${tunedModels.b.name}.jsonl"),
    ],
)
def test_references_that_fit(argument: str, value: Any) -> None:
    """A reference suits wherever its type does, in nested arguments and inside of texts."""
    assert found({"tunedModels": {"a": MODEL | {argument: value}, "b": MODEL}}) == []


def test_a_circle_is_named_once() -> None:
    """References in a circle are an error that shows the way, also beside another mistake."""
    said = found(
        {
            "tunedModels": {
                "a": MODEL | {"description": "${tunedModels.b.name} ${tunedModels.b.state}"},
                "b": MODEL | {"description": "${tunedModels.c.name}"},
                "c": MODEL | {"description": "${tunedModels.b.name}", "tpoK": 1},
                "d": MODEL | {"hyperparameters": {"epochCount": "${tunedModels.d.totalSteps}"}},
            }
        }
    )
    assert said == [
        '.tunedModels.c.tpoK: isn\'t a field; did you mean "topK"?',
        ".tunedModels.b: refers to itself: tunedModels.b → tunedModels.c → tunedModels.b",
        ".tunedModels.d: refers to itself",
    ]


def test_examples_hold_no_references() -> None:
    """A row of training data may hold any text, also one that looks like a reference."""
    rows = [["${tunedModels.nobody.name}", "${permissions ${tunedModels.m.name}"]]
    assert found({"tunedModels": {"m": MODEL | {"trainingData": rows}}}) == []


@pytest.mark.enable_socket  # an event loop has a pair of its own
def test_a_program_may_hand_over_outputs() -> None:
    """`declare` takes a program's own Outputs: they count as known later."""
    output = pulumi.Output.from_input("1")
    model = MODEL | {"description": output, "trainingData": [["1", output]], "topK": 0}
    (line,) = found({"tunedModels": {"m": model}})
    assert line == ".tunedModels.m.topK: is 0; it must be at least 1"


SECRETS: tuple[tuple[dict[str, Any], tuple[str | int, ...], str], ...] = (
    ({"displayName": "x" * 39 + "rosebud"}, ("displayName",), "displayName"),
    ({"apiVersion": "rosebud"}, ("apiVersion",), "apiVersion"),
    ({"trainingData": "rosebud.jsonl"}, ("trainingData",), "trainingData"),
    ({"trainingData": [["1", ""], ["rosebud"]]}, ("trainingData", 1, 0), "trainingData"),
    ({"hyperparameters": {"epochCount": "rosebud"}}, ("hyperparameters",), "hyperparameters"),
    ({"readerProjectNumbers": ["1", "rosebud"]}, ("readerProjectNumbers", 1), "readerProjectN"),
)


@pytest.mark.parametrize(("given", "secret", "path"), SECRETS)
@pytest.mark.parametrize("whole", [False, True], ids=["one value", "everything"])
def test_a_secret_is_never_shown(
    given: dict[str, Any], secret: tuple[str | int, ...], path: str, *, whole: bool
) -> None:
    """A mistake in a secret says where it is and what is wanted; others keep their words."""
    model = MODEL | given | {"tpoK": 1}
    at: tuple[str | int, ...] = () if whole else ("tunedModels", "m", *secret)
    lines = found({"tunedModels": {"m": model}}, at)
    assert "rosebud" not in "".join(lines)
    assert any(line.startswith(f".tunedModels.m.{path}") and HIDDEN in line for line in lines)
    assert '.tunedModels.m.tpoK: isn\'t a field; did you mean "topK"?' in lines


def test_a_secret_is_no_reference() -> None:
    """What looks like a reference in a secret is text, or isn't shown where all is secret."""
    grants = {"permissions": {"p": GRANT | {"tunedModel": "tunedModels/${rosebud.a.b}"}}}
    (one,) = found(grants, ("permissions", "p", "tunedModel"))
    assert HIDDEN in one
    (whole,) = found(grants, ())
    assert "holds a reference to nothing in this stack (not shown: it is secret)" in whole
    assert "rosebud" not in one + whole
    itself = {"tunedModels": {"m": MODEL | {"description": "${tunedModels.m.name}"}}}
    assert found(itself, ("tunedModels", "m", "description")) == []


def test_a_large_file_is_left_to_the_provider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dataset is read here only if it is small: a gigabyte is read once, by the provider."""
    file = tmp_path / "bad.jsonl"
    file.write_text("no JSON\n")
    resources = {"datasets": {"d": {"bucket": "my-data", "source": str(file)}}}
    assert len(found(resources)) == 1
    monkeypatch.setattr(_stack_failures, "_MOST_BYTES", 3)
    assert found(resources) == []


@pytest.mark.parametrize("said", [["a"], "text", 5, None])
def test_no_map_at_all(said: Iterable[Any] | int | None) -> None:
    """Whatever is configured, the answer is a sentence."""
    (line,) = found(said)
    assert "; give a map with any of datasets, permissions, tunedModels, tuningJobs" in line
    assert line.endswith(", ".join(SECTIONS))


def test_a_path_is_spelled_for_the_command_line() -> None:
    """A path can be pasted behind `pulumi config get --path`, also with dots and quotes in it."""
    path = ("tunedModels", 'a."b', "readerProjectNumbers", 0)
    assert spelled(path) == (
        'google-tuning:resources.tunedModels["a.\\"b"].readerProjectNumbers[0]'
    )
