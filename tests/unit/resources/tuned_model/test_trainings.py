"""The tuned models that `watch` and `import` list: with the curves of those that train alone."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.request import RequestInfo
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.resources.tuned_model.trainings import TunedModelTrainings

TASK = {"snapshots": [{"step": 7}]}


class Api(Session):
    """Has some models that train, and one that is ready."""

    def __init__(self, training: int, *, masks: bool) -> None:
        super().__init__(Config())
        self.masks_taken = masks
        self.asked: list[str] = []
        states = {"tunedModels/old": "ACTIVE"}
        states |= {f"tunedModels/m{n}": "CREATING" for n in range(training)}
        self.models = {
            name: {"name": name, "state": state, "tuningTask": TASK}
            for name, state in states.items()
        }

    def _perform(self, request: RequestInfo) -> Any:
        masked = "fields" in request.query
        self.asked.append(f"{request.path.removeprefix('/v1beta/')}{' in part' * masked}")
        if request.path != "/v1beta/tunedModels":
            return self.models[request.path.removeprefix("/v1beta/")]
        part = masked and self.masks_taken
        shown = self.models.values()
        return {
            "tunedModels": [
                {key: one[key] for key in one if not (part and key == "tuningTask")}
                for one in shown
            ]
        }


@pytest.mark.parametrize(
    ("training", "masks", "asked"),
    [
        (0, True, ["tunedModels in part"]),
        (2, True, ["tunedModels in part", "tunedModels/m0", "tunedModels/m1"]),
        (6, True, ["tunedModels in part", "tunedModels"]),
        (2, False, ["tunedModels in part"]),
    ],
)
def test_a_look_downloads_no_old_curves(training: int, masks: bool, asked: list[str]) -> None:
    """Who trains is read, many are listed, and whole answers to a mask are used as they are."""
    api = Api(training, masks=masks)
    listed = TunedModelTrainings(api).listed()
    assert api.asked == asked
    assert set(listed) == set(api.models)
    running = [one for one in listed.values() if one["state"] == "CREATING"]
    assert all(one["tuningTask"] == TASK for one in running)
