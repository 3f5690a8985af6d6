"""What a killed run had begun is resumed under `retrain: deny`; what it never asked for is not."""

from __future__ import annotations

from typing import Any

import pytest
from support.birds import INPUTS, URN, BirdKind

from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Row, StackState
from pulumi_google_tuning.lifecycle.newcomer import Newcomer

OTHER = {**INPUTS, "song": "warble"}


@pytest.mark.parametrize(
    ("begun", "inputs", "refused"),
    [
        (None, INPUTS, True),
        ((INPUTS,), INPUTS, False),
        ((OTHER,), INPUTS, True),
        ((OTHER, INPUTS), INPUTS, False),
        ((), INPUTS, False),
        ((OTHER,), {**INPUTS, "song": UNKNOWN}, False),
    ],
    ids=["none", "this", "another", "both", "not known", "known later"],
)
def test_a_pending_create_excuses_its_own_training_alone(
    begun: tuple[dict[str, Any], ...] | None, inputs: dict[str, Any], *, refused: bool
) -> None:
    """The engine keeps the entry of a killed create for good: it says nothing of other data."""
    pending = frozenset(() if begun is None else (URN,))
    state = StackState("lineage", (Row(URN, "own"),), pending, begun={URN: begun or ()})
    call = Call(URN, state=lambda: state)
    found = Newcomer(BirdKind(), call, inputs, Config(retrain="deny")).problems()
    assert bool(found) is refused
