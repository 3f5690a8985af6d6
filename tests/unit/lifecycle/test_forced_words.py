"""A forced replacement of what has one id, through the door that serves every language."""

from __future__ import annotations

from typing import Any

import pytest
from support.birds import INPUTS, URN, BirdKind

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Row, StackState
from pulumi_google_tuning.lifecycle.newcomer import Newcomer
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind

STATE = StackState("lineage", (Row(URN, "own"),))
CONDITION = "Unless its options have `deleteBeforeReplace: true`, add that"
CHOSEN = {**INPUTS, "birdId": "own"}
GRANT = {"tunedModel": "tunedModels/m", "granteeType": "EVERYONE"}


def said(kind: Any, inputs: dict[str, Any], *, any_language: bool, **config: Any) -> list[str]:
    """Return what a check of the forced replacement says, and refuses."""
    found: list[str] = []
    call = Call(URN, say=found.append, state=lambda: STATE, any_language=any_language)
    return found + Newcomer(kind, call, inputs, Config(**config)).problems()


@pytest.mark.parametrize(
    ("kind", "inputs", "conditional"),
    [(BirdKind(), CHOSEN, True), (BirdKind(), INPUTS, False), (PermissionKind(), GRANT, True)],
    ids=["chosen id", "own id", "permission"],
)
def test_a_preview_says_what_the_options_need(
    kind: Any, inputs: dict[str, Any], *, conditional: bool
) -> None:
    """No class of ours sets the option there, and a preview doesn't tell whether it is set."""
    found = said(kind, inputs, any_language=True)
    assert (CONDITION in " ".join(found)) is conditional
    assert CONDITION not in " ".join(said(kind, inputs, any_language=False))


def test_a_refusal_names_the_options_as_every_language_can_read_them() -> None:
    """In Python's own door as Python spells them."""
    options = "`replaceOnChanges`, `replacementTrigger`, `replaceWith`"
    assert options in said(BirdKind(), INPUTS, any_language=True, retrain="deny")[0]
    assert "`replace_on_changes`" in said(BirdKind(), INPUTS, any_language=False, retrain="deny")[0]
