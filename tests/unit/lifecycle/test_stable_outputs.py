"""Which outputs a patch leaves as they are."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.lifecycle.outputs import stable_outputs
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

# An update that reached the object notes where.
CHANGED_BY_A_PATCH = {"place", "updateTime", "served", "imported"}


@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: str(entry.title))
def test_each_output_says_whether_a_patch_changes_it(entry: Entry) -> None:
    """A new output is either stable or stands in the list of those that a patch changes.

    What is patched isn't stable, and each resource has an output that every object has.
    """
    read_only = [field for field in entry.schema.outputs if field.read_only]
    assert {field.name for field in read_only if not field.stable} <= CHANGED_BY_A_PATCH
    assert not [field.name for field in entry.schema.inputs if field.stable and not field.output]
    patched = [field for field in entry.schema.inputs if field.change == "patch"]
    assert not [field.name for field in patched if field.stable]
    first = next(field for field in entry.schema.outputs if field.stable and field.read_only)
    assert (first.name, first.stable) in {("name", "made"), ("uri", "made")}


def test_what_a_training_makes_is_stable_when_it_is_ready() -> None:
    """While it trains only the name and what it was made from stay; afterwards the rest too."""
    outputs = {"name": "tunedModels/a", "state": "CREATING", "updateTime": "now", "topK": 1}
    assert stable_outputs(TunedModelKind(), outputs) == {"name": "tunedModels/a"}
    ready = {**outputs, "state": "ACTIVE", "finalLoss": 0.5}
    assert stable_outputs(TunedModelKind(), ready) == {
        "name": "tunedModels/a",
        "state": "ACTIVE",
        "finalLoss": 0.5,
    }
