"""``updateMask``: what a patch changes, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server

PATH = "/v1beta/tunedModels/numbers"
EVERYTHING = {
    "displayName": "new",
    "description": "new",
    "temperature": 0.1,
    "topP": 0.2,
    "topK": 3,
    "readerProjectNumbers": ["42"],
}


@pytest.fixture(autouse=True)
def model(server: Server) -> Any:
    """Return a tuned model to patch."""
    return server.trained("numbers", displayName="old", description="old", temperature=0.9)


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that differ, except the time of the update."""
    return {
        name: after.get(name)
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name) and name != "updateTime"
    }


@pytest.mark.parametrize("field", EVERYTHING)
def test_only_what_the_mask_names(field: str, model: Any, server: Server) -> None:
    """A patch changes the field that its mask names, and ignores the rest of the body."""
    after = server.ok("PATCH", f"{PATH}?updateMask={field}", EVERYTHING)
    assert changed(model, after) == {field: EVERYTHING[field]}
    assert after["updateTime"] > model["updateTime"]
    assert server.ok("GET", PATH) == after


@pytest.mark.parametrize(
    "mask", ["displayName,topK", "display_name,top_k", "display_name, topK,displayName"]
)
def test_both_spellings(mask: str, model: Any, server: Server) -> None:
    """A mask's paths may be in snake_case or camelCase, with spaces and repeated."""
    after = server.ok("PATCH", PATH, EVERYTHING, params={"update_mask": mask})
    assert changed(model, after) == {"displayName": "new", "topK": 3}


def test_a_star_is_everything(model: Any, server: Server) -> None:
    """The mask `*` names every field that can change."""
    after = server.ok("PATCH", f"{PATH}?updateMask=*", EVERYTHING)
    assert changed(model, after) == EVERYTHING


def test_without_a_mask(model: Any, server: Server) -> None:
    """V1beta takes every mutable field of the body; v1beta3 wants a mask."""
    after = server.ok("PATCH", PATH, {"description": "new", "state": "FAILED"})
    assert changed(model, after) == {"description": "new"}
    error = server.error("PATCH", "/v1beta3/tunedModels/numbers", {"description": "newer"})
    assert error["details"][0]["fieldViolations"][0]["field"] == "update_mask"


def test_what_the_body_lacks_goes_back_to_its_default(server: Server) -> None:
    """A field in the mask that the body lacks is cleared: sampling falls back to the base's."""
    after = server.ok("PATCH", f"{PATH}?updateMask=description,temperature", {})
    assert "description" not in after
    assert after["temperature"] == 1


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("baseModel", "'base_model': the field is immutable"),
        ("tunedModelSource", "'tuned_model_source': the field is immutable"),
        ("tuningTask", "'tuning_task': the field is immutable"),
        (
            "tuningTask.hyperparameters.epochCount",
            "'tuning_task.hyperparameters.epoch_count': the field is immutable",
        ),
        ("state", "'state': the field is output only"),
        ("name", "'name': the field is output only"),
        ("createTime", "'create_time': the field is output only"),
        ("foo", "'foo': no such field"),
        ("displayName.foo", "'display_name.foo': no such field"),
    ],
)
def test_masks_that_are_refused(path: str, why: str, model: Any, server: Server) -> None:
    """An immutable, output or unknown path is a 400 that says which, and changes nothing."""
    error = server.error("PATCH", f"{PATH}?updateMask=description,{path}", EVERYTHING)
    assert error["code"] == 400
    assert why in error["message"]
    assert server.ok("GET", PATH) == model


def test_v1beta3_has_no_reader_projects(server: Server) -> None:
    """A field that the version lacks is unknown in its mask."""
    path = "/v1beta3/tunedModels/numbers?updateMask=readerProjectNumbers"
    assert "no such field" in server.error("PATCH", path, {})["message"]


@pytest.mark.parametrize(("field", "value"), [("temperature", 2), ("displayName", "x" * 41)])
def test_limits(field: str, value: Any, model: Any, server: Server) -> None:
    """A patch keeps to the limits of a create, for the fields that it changes."""
    error = server.error("PATCH", f"{PATH}?updateMask={field}", {field: value})
    assert error["code"] == 400
    after = server.ok("PATCH", f"{PATH}?updateMask=topK", {"topK": 5, field: value})
    assert changed(model, after) == {"topK": 5}


def test_a_patch_in_training(server: Server) -> None:
    """A model in training can be patched, and trains on."""
    server.create("young")
    path = "/v1beta/tunedModels/young"
    after = server.ok("PATCH", f"{path}?updateMask=displayName", {"displayName": "x"})
    assert (after["displayName"], after["state"]) == ("x", "CREATING")
    assert after["updateTime"] > after["createTime"]
    server.admin("POST", "models/young/complete")
    assert server.ok("GET", path)["state"] == "ACTIVE"
