"""The outputs of each resource are those that the package schema promises to every language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support import made
from support.elsewhere import URI, Elsewhere, Taken
from support.emulator import Emulator
from support.package_types import faults
from support.world import World

from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

pytestmark = pytest.mark.essential

TITLES = ("TunedModel", "TunedModelPermission", "TuningDataset", "TuningJob")


@pytest.mark.parametrize(("make", "title"), list(zip(made.KINDS, TITLES, strict=True)))
def test_what_is_made_is_what_was_promised(
    world: World, make: Callable[..., made.Made], title: str
) -> None:
    """What is always there is there, of its type, and nothing is there that no language knows."""
    outputs = make(world).outputs
    assert faults(title, outputs) == []
    assert faults(title, {**outputs, "place": None, "unheard": 1}) != []


def test_what_is_imported_is_what_was_promised(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same holds for what somebody else made: a typed language reads no empty text for it."""
    monkeypatch.chdir(tmp_path)
    emulator.settings(trainingSeconds=0)
    elsewhere = Elsewhere(emulator)
    elsewhere.rows()
    model = elsewhere.model()
    for kind, object_id in (
        (TunedModelKind(), model),
        (PermissionKind(), elsewhere.permission(model)),
        (TuningDatasetKind(), URI),
        (TuningJobKind(), elsewhere.job()),
    ):
        outputs = Taken(kind, elsewhere).take_in(object_id).outputs
        assert faults(kind.schema.title, outputs) == []
