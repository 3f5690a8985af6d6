"""Identity: the same for the same training, another one for anything else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.lifecycle.identity import (
    MOST_ATTEMPTS,
    Identity,
    identities,
    readable_id,
    readable_label,
    readable_part,
    trained_on,
)

SCHEMA = ResourceSchema.load("tuned_model")
ID = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")
INPUTS = {
    "baseModel": "models/b",
    "trainingData": {"path": "a.jsonl", "sha256": "a" * 64, "exampleCount": 3},
    "hyperparameters": {"epochCount": 5},
}


def _identity(**changes: object) -> Identity:
    said = {"lineage": "l", "urn": "u", "trained": trained_on(SCHEMA, INPUTS), **changes}
    return Identity(**said)  # type: ignore[arg-type]


def test_the_id_in_a_state_never_changes() -> None:
    """An id stands in users' states and at Google's: the same inputs give it in every version."""
    assert readable_id("number-generator", _identity()) == "number-generator-2cb7dac6"


@given(st.text(max_size=80))
def test_every_name_gives_a_valid_id(name: str) -> None:
    """Whatever a resource is called, its id is one that Google accepts."""
    assert ID.fullmatch(readable_id(name, _identity()))


def test_what_tells_trainings_apart() -> None:
    """Another stack, resource, attempt, or anything trained on makes another identity."""
    others = [
        _identity(lineage="other"),
        _identity(urn="other"),
        _identity(trained=trained_on(SCHEMA, {**INPUTS, "revision": "2"})),
        _identity(trained=trained_on(SCHEMA, {**INPUTS, "hyperparameters": {"epochCount": 6}})),
        _identity(attempt=1),
    ]
    assert len({_identity().digest, *(other.digest for other in others)}) == 1 + len(others)


def test_what_does_not_tell_trainings_apart() -> None:
    """A dataset's path and what can be patched are no part of the identity."""
    moved = {**INPUTS, "trainingData": {**INPUTS["trainingData"], "path": "elsewhere.csv"}}  # type: ignore[dict-item]
    same = trained_on(SCHEMA, {**moved, "displayName": "x", "wait": False, "adopt": True})
    assert _identity(trained=same).digest == _identity().digest


def test_the_attempts_are_counted_from_the_first() -> None:
    """Create and clean-up count the forced replacements of the same inputs alike."""
    trained = trained_on(SCHEMA, INPUTS)
    found = list(identities("l", "u", trained, 3))
    assert found == [_identity(attempt=attempt) for attempt in range(3)]
    assert len(list(identities("l", "u", trained))) == MOST_ATTEMPTS


@given(st.text(max_size=80))
def test_what_is_readable_of_a_key_is_the_same_for_every_identity(name: str) -> None:
    """Without its hash a key tells the resource's name alone: by it what was lost is looked for."""
    for make in (readable_id, readable_label):
        keys = {make(name, identity) for identity in (_identity(), _identity(urn="other"))}
        assert len(keys) == 2
        assert len({readable_part(key) for key in keys}) == 1
