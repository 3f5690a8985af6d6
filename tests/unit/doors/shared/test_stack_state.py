"""The stack's state: lineage and rows of this stack, and of no other one."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.doors.shared.stack_state import OfId, OfType, read_state
from pulumi_google_tuning.doors.shared.tokens import one_form
from pulumi_google_tuning.lifecycle.call import Row

URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/tunedModel:TunedModel::m"
PROVIDER = "pulumi:providers:pulumi-python"
DYNAMIC = OfType(PROVIDER)


def deployment(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return an exported deployment."""
    return {"version": 3, "deployment": {"resources": list(resources)}}


def provider(name: str = "default", id_: str = "random", stack: str = "dev") -> dict[str, Any]:
    """Return a provider as the state has it."""
    urn = f"urn:pulumi:{stack}::shop::{PROVIDER}::{name}"
    return {"urn": urn, "type": PROVIDER, "id": id_}


def test_the_picture() -> None:
    """Lineage is the default provider's id; rows are the resources that have an id."""
    model: dict[str, Any] = {"urn": URN, "type": "t", "id": "tunedModels/m-1", "delete": True}
    model["inputs"] = {"revision": "2"}
    model["outputs"] = {"createTime": "2026-01-01T00:00:00Z"}
    found = read_state(deployment(provider("a", "other"), provider(), model), URN, DYNAMIC)
    assert found is not None
    assert (found.lineage, found.earlier) == ("random", ("other",))
    assert [row.id for row in found.rows] == ["other", "random", "tunedModels/m-1"]
    assert found.rows[-1] == Row(
        URN, "tunedModels/m-1", "2026-01-01T00:00:00Z", {"revision": "2"}, True, URN
    )


def test_rows_are_known_in_one_form_and_told_as_they_are_stored() -> None:
    """Rows and pending creates of an earlier type compare as today's do; a command names theirs."""
    first = URN.replace("tunedModel:", "google-tuning:")
    rows = [provider(), *({"urn": urn, "type": "t", "id": "m-1"} for urn in (URN, first))]
    exported = deployment(*rows)
    exported["deployment"]["pending_operations"] = [
        {"type": "creating", "resource": {"urn": first}},
        {"type": "creating", "resource": {"urn": URN, "inputs": {"a": 1}}},
        {"type": "updating", "resource": {"urn": URN, "inputs": {"a": 2}}},
    ]
    found = read_state(exported, URN, DYNAMIC, one_form)
    assert found is not None
    assert [row.urn for row in found.rows[1:]] == [one_form(URN)] * 2
    assert [row.address for row in found.rows[1:]] == [URN, first]
    assert found.pending == {one_form(URN)}
    assert found.begun == {one_form(URN): ({}, {"a": 1})}


def test_another_stack_is_no_picture() -> None:
    """A stack of another name, or without a provider yet, tells nothing."""
    assert read_state(deployment(provider(stack="prod")), URN, DYNAMIC) is None
    assert read_state(deployment(), URN, DYNAMIC) is None
    assert read_state({}, URN, DYNAMIC) is None


NATIVE = "pulumi:providers:google-tuning"


def native(name: str = "default_0_1_0", id_: str = "native") -> dict[str, Any]:
    """Return a native plugin's provider as the state has it."""
    urn = f"urn:pulumi:dev::shop::{NATIVE}::{name}"
    return {"urn": urn, "type": NATIVE, "id": id_}


def own(of: dict[str, Any]) -> OfId:
    """Return how the native door knows a provider."""
    return OfId(of["urn"], of["id"])


def test_the_other_providers_of_ours_are_earlier_lineages() -> None:
    """All that may have served a resource before, through either door; no other package's."""
    older, mine, eu = native(), native("default_0_2_0", "mine"), native("eu", "europe")
    bucket = {"urn": "urn:pulumi:dev::shop::pulumi:providers:gcp::default", "id": "gcp"}
    bucket["type"] = "pulumi:providers:gcp"
    state = deployment(older, bucket, mine, provider(), eu)
    found = read_state(state, mine["urn"], own(mine))
    assert found is not None
    assert (found.lineage, found.earlier) == ("mine", ("europe", "native", "random"))
    found = read_state(state, URN, DYNAMIC)
    assert found is not None
    assert (found.lineage, found.earlier) == ("random", ("europe", "mine", "native"))


def test_the_native_door_never_trains_without_a_lineage() -> None:
    """So only where the dynamic one has served is it looked for what has none."""
    mine = native()
    alone = read_state(deployment(mine), mine["urn"], own(mine))
    moved = read_state(deployment(mine, provider()), mine["urn"], own(mine))
    assert alone is not None
    assert moved is not None
    assert (alone.blind, moved.blind) == (False, True)


@pytest.mark.parametrize("other", [native(id_="theirs"), native("eu", "native"), provider()])
def test_a_state_without_the_very_provider_is_not_ours(other: dict[str, Any]) -> None:
    """A stack of the same name elsewhere, or another provider of ours: never taken for it."""
    mine = native()
    assert read_state(deployment(other), mine["urn"], own(mine)) is None


def test_a_row_says_who_served_it() -> None:
    """A resource's provider is kept, urn and id, as the state has it."""
    mine = native()
    reference = f"{mine['urn']}::native"
    row = {"urn": URN, "type": "t", "id": "m", "provider": reference}
    found = read_state(deployment(mine, row), mine["urn"], own(mine))
    assert found is not None
    assert [one.provider for one in found.rows] == ["", reference]
