"""`options:` of an entry: what Pulumi does with it, and every way to write that wrong."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from pulumi_google_tuning.stack_data import options
from pulumi_google_tuning.stack_data.failures import failures
from pulumi_google_tuning.stack_data.project import Project

MODEL = {"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": [["1", "2"]]}
GRANT = {"tunedModel": "tunedModels/x", "granteeType": "EVERYONE", "role": "READER"}
URN = "urn:pulumi:prod::numbers::pulumi-python:dynamic/google-tuning:{}::old"


def found(resources: Any, *secrets: tuple[str | int, ...]) -> list[str]:
    """Return the mistakes, without the head that they all have."""
    said = failures(resources, frozenset(secrets), Project.at(None), None)
    return [str(one).removeprefix("google-tuning:resources") for one in said]


def model(said: Any, **more: Any) -> dict[str, Any]:
    """Return data with one model of these options, and others to name."""
    entries = {"m": MODEL | {"options": said} | more, "a.b": MODEL}
    return {"tunedModels": entries, "permissions": {"team": GRANT}}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, ": is empty. Give it a value, or remove it"),
        (["protect"], ": is a list; give a map of options"),
        (
            {"retainOnDelte": True},
            '.retainOnDelte: isn\'t an option; did you mean "retainOnDelete"',
        ),
        ({"depend_on": []}, '.depend_on: isn\'t an option; did you mean "depends_on"?'),
        ({"protect": None}, ".protect: is empty. Give it a value, or remove it"),
        ({"protect": 1}, ".protect: is 1, not true or false"),
        ({"protect": True, "Protect": True}, '.Protect: isn\'t an option; did you mean "protect"?'),
        (
            {"retainOnDelete": True, "retain_on_delete": True},
            '.retainOnDelete: is given twice, as "retainOnDelete" and as "retain_on_delete"',
        ),
        ({"description": "d"}, ".description: is a field: it belongs beside options, not in it"),
        ({"dependsOn": "${permissions.team}"}, '.dependsOn: is "${permissions.team}", not a list'),
        ({"dependsOn": [5]}, ".dependsOn[0]: is 5, not a string"),
        ({"dependsOn": ["team"]}, '.dependsOn[0]: "team" is not a reference; did you mean permiss'),
        (
            {"dependsOn": ["${permissions.teem}"]},
            '.dependsOn[0]: ${permissions.teem}: there is no teem in permissions; did you mean "te',
        ),
        (
            {"dependsOn": ["permission.team"]},
            ".dependsOn[0]: permission.team: permission isn't a section; did you mean \"permission",
        ),
        ({"dependsOn": ["${permissions.team.name}"]}, '.dependsOn[0]: "${permissions.team.name}'),
        ({"aliases": ["m"]}, '.aliases[0]: "m" is its current name'),
        ({"aliases": ["a.b"]}, '.aliases[0]: "a.b" is still declared'),
        ({"aliases": ["permissions.x"]}, '.aliases[0]: "permissions.x" is in another section'),
        (
            {"aliases": ["tunedModel.x"]},
            '.aliases[0]: "tunedModel.x": tunedModel isn\'t a section; did you mean "tunedModels"?',
        ),
        ({"aliases": ["urn:pulumi:x"]}, '.aliases[0]: "urn:pulumi:x" is not a URN'),
        ({"aliases": [URN.format("TuningJob")]}, ".aliases[0]: is of the type pulumi-python:dyn"),
        ({"ignoreChanges": ["displayNam"]}, '"displayNam" names no field; did you mean "displ'),
        (
            {"ignoreChanges": ["hyperparameters.epoch_cuont"]},
            'epoch_cuont" names no field; did you mean "epoch_count"?',
        ),
        ({"ignoreChanges": ["name"]}, '.ignoreChanges[0]: "name" is an output'),
        ({"customTimeouts": {"create": "soon"}}, '.customTimeouts.create: is "soon", not a durat'),
        ({"customTimeouts": {"creat": "1h"}}, ".customTimeouts.creat: isn't a field; did you mea"),
    ],
)
def test_what_is_wrong_with_options(said: Any, reason: str) -> None:
    """A misspelt option, a wrong type, a name of nothing: each at its path, with the nearest."""
    (line,) = found(model(said))
    assert line.startswith(".tunedModels.m.options")
    assert reason in line


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("protect", True, "is an option, not a field: it belongs in options, as options: {protect"),
        ("depends_on", ["x"], "is an option, not a field: it belongs in options, as options: {dep"),
        ("retainOnDelet", True, 'isn\'t a field; did you mean "retainOnDelete", in options?'),
        ("option", {}, 'isn\'t a field; did you mean "options"?'),
        ("retrian", "deny", 'isn\'t a field; did you mean "retrain"?'),
        ("n", MODEL, "isn't a field; it looks like an entry of tunedModels: indent it less"),
    ],
)
def test_a_key_in_the_wrong_place(key: str, value: Any, reason: str) -> None:
    """An option beside `options`, and an entry inside of another one, are told where they go."""
    (line,) = found(model({}, **{key: value}))
    assert line.startswith(f".tunedModels.m.{key}: {reason}")


def test_options_that_are_right() -> None:
    """Both spellings, references with and without `${}`, old names and urns."""
    said = {
        "retain_on_delete": True,
        "dependsOn": ["${permissions.team}", "permissions.team", '${tunedModels["a.b"]}'],
        "aliases": ["older", "${tunedModels.oldest}", URN.format("TunedModel")],
        "ignoreChanges": ["description", "hyperparameters.epoch_count", "top_k"],
        "customTimeouts": {"delete": "1h30m"},
    }
    assert found(model(said)) == []


def test_an_old_name_is_of_one_entry() -> None:
    """Two entries can't both have been the same one."""
    entries = {name: MODEL | {"options": {"aliases": ["old"]}} for name in ("m", "n")}
    assert found({"tunedModels": entries}) == [
        ".tunedModels.n.options.aliases[0]: is already an alias of tunedModels.m"
    ]


def test_a_circle_of_depends_on() -> None:
    """What waits for itself by `dependsOn` is a circle like any other."""
    grant = GRANT | {"tunedModel": "${tunedModels.m.name}"}
    data = {
        "tunedModels": {"m": MODEL | {"options": {"dependsOn": ["permissions.p"]}}},
        "permissions": {"p": grant},
    }
    (line,) = found(data)
    assert line.endswith("refers to itself: tunedModels.m → permissions.p → tunedModels.m")


def test_a_secret_option_is_not_shown() -> None:
    """Pulumi has no secret options; where everything is secret, no value of one is shown."""
    (one,) = found(model({"aliases": ["x"]}), ("tunedModels", "m", "options", "aliases", 0))
    assert "holds a secret, but Pulumi does not encrypt options" in one
    lines = found(model({"dependsOn": ["rosebud"]}), ())
    assert "rosebud" not in "".join(lines)
    assert any("options.dependsOn[0]: is invalid (not shown" in line for line in lines)
    assert found(model({"protect": True}), ()) == []


def test_what_pulumi_is_given() -> None:
    """Each option reaches Pulumi in its own words: a duration in seconds."""
    said, wrong = options.read(
        {
            "protect": True,
            "retain_on_delete": False,
            "aliases": ["old", URN.format("TunedModel")],
            "ignore_changes": ["hyperparameters.epoch_count", "reader_project_numbers[0]", "*"],
            "delete_before_replace": True,
            "custom_timeouts": {"create": "1d"},
        }
    )
    assert wrong == []
    found = options.for_pulumi("tunedModels", said, lambda _: pytest.fail("nothing is named"))
    assert (found.protect, found.retain_on_delete) == (True, False)
    assert found.delete_before_replace is True
    assert found.depends_on is None
    alias, urn = found.aliases or ()
    assert isinstance(alias, pulumi.Alias)
    assert (alias.name, urn) == ("old", URN.format("TunedModel"))
    assert found.ignore_changes == said["ignoreChanges"]
    assert isinstance(found.custom_timeouts, pulumi.CustomTimeouts)
    assert found.custom_timeouts.create == "86400.0s"
