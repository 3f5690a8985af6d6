"""Two entries of the stack as data that name one object."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from pulumi_google_tuning.stack_data.failures import failures
from pulumi_google_tuning.stack_data.project import Project

MODEL = {"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": [["1", "2"]]}
GRANT = {"tunedModel": "tunedModels/x", "granteeType": "GROUP", "role": "READER"}
REFERENCE = {"tunedModel": "${tunedModels.base.name}"}
BASE = {"tunedModels": {"base": MODEL}}


def found(resources: Any, *secrets: tuple[str | int, ...]) -> list[str]:
    """Return the mistakes, without the head that they all have."""
    said = failures(resources, frozenset(secrets), Project.at(None), None)
    return [str(one).removeprefix("google-tuning:resources") for one in said]


def grants(*more: dict[str, Any]) -> dict[str, Any]:
    """Return data with a grant for each of `more`."""
    given = {"emailAddress": "team@example.com"}
    return BASE | {"permissions": {f"g{i}": GRANT | given | one for i, one in enumerate(more)}}


def test_one_explicit_id_twice() -> None:
    """Each of the entries is named, so that each has its line; three name each other."""
    mine = MODEL | {"tunedModelId": "mine"}
    names = {"a": mine, "b": MODEL | {"tuned_model_id": "mine"}, "c": mine, "d": MODEL}
    rest = "two entries can't have one tuned model, so remove one of them"
    said = "names the same tuned model as tunedModels"
    assert found({"tunedModels": names}) == [
        f".tunedModels.a: {said}.b and tunedModels.c: {rest}",
        f".tunedModels.b: {said}.a and tunedModels.c: {rest}",
        f".tunedModels.c: {said}.a and tunedModels.b: {rest}",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"role": "WRITER"},
        {"emailAddress": "Team@Example.com"},
        {"apiVersion": "v1beta3"},
    ],
    ids=["a copy", "a grantee has one role", "an address has no case", "another API version"],
)
def test_one_grant_twice(more: dict[str, Any]) -> None:
    """A grantee has one grant on a model, whatever else the two entries say."""
    said = found(grants({}, more))
    assert [one.split(":")[0] for one in said] == [".permissions.g0", ".permissions.g1"]


def test_the_same_reference_is_the_same_model() -> None:
    """A copied paragraph refers to one model: that is known without its name."""
    assert len(found(grants(REFERENCE, REFERENCE))) == 2


def test_secrets_are_compared_and_not_shown() -> None:
    """A secret address is the same address, and isn't in the sentence."""
    at = [("permissions", f"g{i}", "emailAddress") for i in range(2)]
    said = found(grants({}, {}), *at)
    assert len(said) == 2
    assert "example.com" not in "".join(said)


@pytest.mark.parametrize(
    "data",
    [
        grants({}, {"emailAddress": "other@example.com"}),
        grants({}, {"tunedModel": "tunedModels/y"}),
        grants({}, REFERENCE),
        grants(REFERENCE, {"tunedModel": "tunedModels/${tunedModels.base.tunedModelId}"}),
        grants({}, {"emailAddress": pulumi.Output.from_input("team@example.com")}),
        {"tunedModels": {"a": MODEL | {"tunedModelId": "a"}, "b": MODEL | {"tunedModelId": "b"}}},
        {"tunedModels": {"a": MODEL, "b": MODEL}},
    ],
    ids=[
        "another grantee",
        "another model",
        "a reference and a name",
        "two references",
        "an Output",
        "other ids",
        "no ids",
    ],
)
def test_what_may_be_two_is_two(data: dict[str, Any]) -> None:
    """What isn't certainly one object is no mistake."""
    assert [one for one in found(data) if "names the same" in one] == []
