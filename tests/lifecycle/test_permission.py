"""A permission's steps over gRPC: granted, found again, changed, taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.plugin import Failed, Plugin
from support.world import World

MODEL = "tunedModels/numbers"
HER = "Her@example.com"


@pytest.fixture(params=["v1beta", "v1beta3"])
def version(request: pytest.FixtureRequest) -> str:
    """Return each API version."""
    return str(request.param)


@pytest.fixture
def plugin(world: World) -> Plugin:
    """Return a plugin, and a tuned model to give permissions on."""
    world.emulator.settings(trainingSeconds=0)
    world.emulator.api(
        "POST",
        "/v1beta/tunedModels",
        {
            "baseModel": "models/gemini-1.5-flash-001-tuning",
            "tuningTask": {
                "trainingData": {"examples": {"examples": [{"textInput": "1", "output": "2"}]}}
            },
        },
        {"tunedModelId": MODEL.removeprefix("tunedModels/")},
    )
    world.emulator.forget_requests()
    return world.plugin("TunedModelPermission")


def checked(plugin: Plugin, **changes: Any) -> dict[str, Any]:
    """Check a grant to read, with changes; None takes a key away."""
    news = {"tunedModel": "numbers", "granteeType": "USER", "emailAddress": HER, "role": "READER"}
    news |= changes
    news = {key: value for key, value in news.items() if value is not None}
    inputs, failures = plugin.check("grant", news)
    assert failures == []
    return inputs


def grants(world: World) -> dict[str, str]:
    """Return the role of each grantee but the owner."""
    listed = world.emulator.api("GET", f"/v1beta/{MODEL}/permissions")["permissions"]
    return {
        grant.get("emailAddress", "everyone"): grant["role"]
        for grant in listed
        if grant["role"] != "OWNER"
    }


@pytest.mark.essential
def test_from_grant_to_revocation(world: World, plugin: Plugin, version: str) -> None:
    """A grant is made, read, patched in its role under the same name, and taken back."""
    inputs = checked(plugin, apiVersion=version)
    name, outputs = plugin.create("grant", inputs)
    assert name.startswith(f"{MODEL}/permissions/")
    assert outputs["name"] == name
    assert grants(world) == {HER: "READER"}
    assert plugin.read("grant", name, outputs, inputs)[::2] == (name, inputs)

    writer = checked(plugin, apiVersion=version, role="WRITER")
    change = plugin.diff("grant", name, outputs, inputs, writer)
    assert (change.changes, list(change.replaces)) == (change.DIFF_SOME, [])
    later = plugin.update("grant", name, outputs, inputs, writer)
    assert later["name"] == name
    assert grants(world) == {HER: "WRITER"}
    (patch,) = world.emulator.requests("PATCH")
    assert (patch["query"], patch["body"]) == ("updateMask=role", {"role": "WRITER"})

    # A later run: a run never revokes what it has granted itself.
    revoking = world.plugin("TunedModelPermission")
    revoking.delete("grant", name, later)
    revoking.delete("grant", name, later)
    assert grants(world) == {}
    assert plugin.read("grant", name, later, writer)[0] == ""
    for request in world.emulator.requests():
        ours = request["userAgent"].startswith("pulumi-google-tuning")
        assert not ours or request["path"].startswith(f"/{version}/"), request["path"]


def test_a_role_changed_elsewhere_is_seen(world: World, plugin: Plugin) -> None:
    """A read gives the server's role as the input, and an update puts ours back."""
    inputs = checked(plugin)
    name, outputs = plugin.create("grant", inputs)
    world.emulator.api("PATCH", f"/v1beta/{name}", {"role": "WRITER"}, {"updateMask": "role"})
    _, seen, now = plugin.read("grant", name, outputs, inputs)
    assert now == {**inputs, "role": "WRITER"}
    plugin.update("grant", name, seen, now, inputs)
    assert grants(world) == {HER: "READER"}


def test_everyone_has_no_address(world: World, plugin: Plugin) -> None:
    """A grant to everyone is one without an address; with one the check refuses it."""
    everyone = {"granteeType": "EVERYONE", "emailAddress": None}
    plugin.create("grant", checked(plugin, **everyone))
    assert grants(world) == {"everyone": "READER"}
    _, failures = plugin.check(
        "grant",
        {"tunedModel": MODEL, "granteeType": "EVERYONE", "emailAddress": HER, "role": "OWNER"},
    )
    assert [path for path, _ in failures] == ["emailAddress", "role"]
    _, failures = plugin.check(
        "grant", {"tunedModel": MODEL, "granteeType": "GROUP", "role": "READER"}
    )
    assert [path for path, _ in failures] == ["emailAddress"]


def test_an_equal_grant_is_adopted_on_demand_alone(world: World, plugin: Plugin) -> None:
    """Who took somebody else's grant for its own would revoke it one day."""
    name, _ = plugin.create("grant", checked(plugin))
    hers = checked(plugin, emailAddress=HER.lower(), role="WRITER")
    with pytest.raises(Failed, match=r"this grantee has the role READER on.*[Ss]et adopt to true"):
        plugin.create("grant", hers)
    again, _ = plugin.create("grant", {**hers, "adopt": True})
    assert again == name
    assert grants(world) == {HER: "WRITER"}
    assert len(world.emulator.requests("POST")) == 1


def test_what_a_cut_off_replacement_left_is_taken_up(world: World, plugin: Plugin) -> None:
    """The state has the very grant, as one that was to be replaced: it is this resource's own."""
    name, _ = plugin.create("grant", checked(plugin))
    world.state({plugin.urn("grant"): name}, pendingReplacement=True)
    later = world.plugin("TunedModelPermission")
    assert later.create("grant", checked(later))[0] == name
    assert grants(world) == {HER: "READER"}


@pytest.mark.essential
@pytest.mark.parametrize("theirs", ["READER", "WRITER"])
def test_a_pending_create_is_no_proof(world: World, plugin: Plugin, theirs: str) -> None:
    """The create that was cut off may never have arrived: a stranger's grant isn't taken for it.

    The state's entry stays for months, and nothing in a grant tells who gave it or when.
    """
    world.state({}, pending=plugin.urn("grant"))
    grantee = {"granteeType": "USER", "emailAddress": HER, "role": theirs}
    world.emulator.api("POST", f"/v1beta/{MODEL}/permissions", grantee)
    inputs = checked(plugin)
    doubt = rf"has the role {theirs} on .*. An interrupted run of this stack may have created"
    with pytest.raises(Failed, match=rf"{doubt} it, or someone else. Set adopt to true"):
        plugin.create("grant", inputs)
    assert grants(world) == {HER: theirs}
    plugin.create("grant", {**inputs, "adopt": True})
    assert grants(world) == {HER: "READER"}
    assert plugin.engine.said("adopts tunedModels/")


@pytest.mark.essential
def test_a_grant_of_another_row_is_neither_taken_nor_revoked(world: World, plugin: Plugin) -> None:
    """Renamed, a grant would be adopted, and then revoked with the row of the old name."""
    inputs = checked(plugin)
    name, outputs = plugin.create("grant", inputs)
    world.state({plugin.urn("old"): name, plugin.urn("older"): name}, inputs=inputs)
    later = world.plugin("TunedModelPermission")
    _, failures = later.check("grant", {**inputs, "adopt": True})
    ((path, reason),) = failures
    assert path == ""
    assert "belongs to old in this stack" in reason
    assert f"pulumi state rename '{plugin.urn('old')}' 'grant'" in reason
    with pytest.raises(Failed, match=r"belongs to old in this stack. If you only renamed"):
        later.create("grant", {**inputs, "adopt": True})

    as_data = json.dumps({"permissions": {"grant": {}}})
    told = world.plugin("TunedModelPermission", resources=as_data)
    way = {
        "dynamic": r'add `options: \{aliases: \["old"\]\}` to grant',
        # There the stack is no data.
        "native": r'add `aliases: \[\{name: "old"\}\]` to the options of grant',
    }
    with pytest.raises(Failed, match=way[world.door]):
        told.create("grant", {**inputs, "adopt": True})

    later.delete("older", name, outputs)
    assert later.engine.said("it also belongs to old in this stack")
    assert grants(world) == {HER: "READER"}
    later.delete("old", name, outputs)  # the last one takes it along
    assert grants(world) == {}


@pytest.mark.essential
def test_a_replacement_that_creates_first_is_refused(world: World, plugin: Plugin) -> None:
    """A program may override deleteBeforeReplace: the create still doesn't take its own grant."""
    inputs = checked(plugin)
    name, outputs = plugin.create("grant", inputs)
    world.state({plugin.urn("grant"): name}, inputs=inputs)
    later = world.plugin("TunedModelPermission")
    # In Python our class has set the option; in another language it has to be written.
    option = {"dynamic": "Remove `delete_before_replace=False`", "native": "Add `deleteBeforeRepl"}
    with pytest.raises(Failed, match=rf"already manages.*{option[world.door]}"):
        later.create("grant", checked(later, adopt=True))
    later.delete("grant", name, outputs)
    assert later.create("grant", checked(later))[0]
    assert grants(world) == {HER: "READER"}


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"status": 503, "work": True}])
def test_a_lost_answer_is_one_grant(world: World, plugin: Plugin, fault: dict[str, Any]) -> None:
    """A grant whose answer was lost is looked up, not granted twice."""
    world.emulator.fault(method="POST", path="permissions$", count=1, **fault)
    name, _ = plugin.create("grant", checked(plugin))
    assert grants(world) == {HER: "READER"}
    assert len(world.emulator.requests("POST")) == 1
    assert name.startswith(f"{MODEL}/permissions/")


def test_another_role_is_an_error(world: World, plugin: Plugin) -> None:
    """A role that someone else gave is neither changed nor taken for ours."""
    plugin.create("grant", checked(plugin))
    with pytest.raises(
        Failed, match=rf"this grantee has the role READER on {MODEL} already, and nothing shows"
    ):
        plugin.create("grant", checked(plugin, role="WRITER"))
    assert grants(world) == {HER: "READER"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"emailAddress": "him@example.com"}, "emailAddress"),
        ({"granteeType": "GROUP"}, "granteeType"),
        ({"tunedModel": "tunedModels/other"}, "tunedModel"),
    ],
)
def test_another_grantee_is_another_grant(
    plugin: Plugin, change: dict[str, str], field: str
) -> None:
    """What a grant is known by can't be patched: it is replaced, and says nothing of training."""
    inputs = checked(plugin)
    name, outputs = plugin.create("grant", inputs)
    found = plugin.diff("grant", name, outputs, inputs, checked(plugin, **change))
    assert list(found.replaces) == [field]
    assert plugin.engine.said(field)
    assert not plugin.engine.said("trains")


def test_a_grant_on_a_missing_model(plugin: Plugin) -> None:
    """A grant on a model that isn't there ends with one sentence that names the model."""
    with pytest.raises(Failed, match="tunedModels/nobody") as refused:
        plugin.create("grant", checked(plugin, tunedModel="tunedModels/nobody"))
    assert "\n" not in str(refused.value)


def test_a_denied_delete_keeps_the_grant(world: World, plugin: Plugin) -> None:
    """With deletes denied a grant is neither replaced nor revoked; its own `allow` goes before."""
    inputs = checked(plugin)
    name, outputs = plugin.create("grant", inputs)
    denying = world.plugin("TunedModelPermission", delete="deny")
    with pytest.raises(Failed, match=r"google-tuning:delete is deny, so the permission .* was not"):
        denying.delete("grant", name, outputs)
    everyone = checked(denying, granteeType="EVERYONE", emailAddress=None)
    told = (
        r"google-tuning:delete is deny, and this change would recreate it: granteeType .*, replaces"
    )
    with pytest.raises(Failed, match=told):
        denying.diff("grant", name, outputs, inputs, everyone)
    assert grants(world)
    denying.delete("grant", name, {**outputs, "delete": "allow"})
    assert grants(world) == {}
