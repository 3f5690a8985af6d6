"""Who may be given what on a tuned model."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server

MODEL = "/v1beta/tunedModels/numbers"
PATH = f"{MODEL}/permissions"
EVA = {"granteeType": "USER", "emailAddress": "eva@example.com", "role": "READER"}


@pytest.fixture(autouse=True)
def model(server: Server) -> None:
    """Return a model to share."""
    server.create("numbers")


def test_the_creator_owns(server: Server) -> None:
    """A new model has one permission: its creator's, as OWNER."""
    (owner,) = server.ok("GET", PATH)["permissions"]
    assert owner["name"].startswith("tunedModels/numbers/permissions/")
    assert (owner["emailAddress"], owner["role"]) == ("emulator-user@example.com", "OWNER")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (EVA | {"role": "OWNER"}, "permission.role"),
        (EVA | {"role": "ROLE_UNSPECIFIED"}, "permission.role"),
        ({k: v for k, v in EVA.items() if k != "role"}, "permission.role"),
        (EVA | {"granteeType": 0}, "permission.grantee_type"),
        (EVA | {"emailAddress": "eva"}, "permission.email_address"),
        ({"granteeType": "GROUP", "role": "READER"}, "permission.email_address"),
        (EVA | {"granteeType": "EVERYONE"}, "permission.email_address"),
    ],
)
def test_what_cannot_be_given(given: dict[str, Any], field: str, server: Server) -> None:
    """OWNER, a missing grantee and an address for everyone are refused, by field."""
    error = server.error("POST", PATH, given)
    assert error["code"] == 400
    assert [v["field"] for v in error["details"][0]["fieldViolations"]] == [field]
    assert len(server.ok("GET", PATH)["permissions"]) == 1


@pytest.mark.parametrize("role", ["READER", "WRITER"])
def test_everyone(role: str, server: Server) -> None:
    """Everyone may be a reader or a writer; the answer has no address."""
    made = server.ok("POST", PATH, {"granteeType": "EVERYONE", "role": role})
    assert (made["granteeType"], made["role"]) == ("EVERYONE", role)
    assert "emailAddress" not in made


def test_one_permission_a_grantee(server: Server) -> None:
    """A second permission for the same address, however it is written, is 409."""
    server.ok("POST", PATH, EVA)
    again = server.error("POST", PATH, EVA | {"emailAddress": "EVA@example.com", "role": "WRITER"})
    assert (again["code"], again["status"]) == (409, "ALREADY_EXISTS")
    assert "eva@example.com" in again["message"]


def test_a_patch_changes_the_role_alone(server: Server) -> None:
    """Only `role` may stand in the mask, only what can be given may be set."""
    made = server.ok("POST", PATH, EVA)
    path = f"/v1beta/{made['name']}"
    whole = made | {"role": "WRITER", "emailAddress": "other@example.com"}
    assert server.ok("PATCH", f"{path}?updateMask=role", whole) == made | {"role": "WRITER"}
    for mask in ("", "?updateMask=emailAddress", "?updateMask=role,granteeType"):
        error = server.error("PATCH", path + mask, {"role": "READER"})
        assert error["details"][0]["fieldViolations"][0]["field"] == "update_mask"
    assert server.error("PATCH", f"{path}?updateMask=role", {"role": "OWNER"})["code"] == 400
    assert server.ok("GET", path)["role"] == "WRITER"


def test_the_owner_stays(server: Server) -> None:
    """The owner's permission is neither changed nor deleted: ownership is transferred."""
    (owner,) = server.ok("GET", PATH)["permissions"]
    path = f"/v1beta/{owner['name']}"
    assert "transfer" in server.error("DELETE", path)["message"]
    assert server.error("PATCH", f"{path}?updateMask=role", {"role": "READER"})["code"] == 400
    assert server.ok("GET", path) == owner


def test_transfer(server: Server) -> None:
    """The new owner may delete; the old one is a writer and may not, nor transfer again."""
    server.ok("POST", PATH, EVA)
    server.ok("POST", f"{MODEL}:transferOwnership", {"email_address": "eva@example.com"})
    roles = {p["emailAddress"]: p["role"] for p in server.ok("GET", PATH)["permissions"]}
    assert roles == {"emulator-user@example.com": "WRITER", "eva@example.com": "OWNER"}
    again = {"emailAddress": "emulator-user@example.com"}
    assert server.error("POST", f"{MODEL}:transferOwnership", again)["code"] == 403
    assert server.error("DELETE", MODEL)["status"] == "PERMISSION_DENIED"
    server.admin("PUT", "settings", {"caller": "eva@example.com"})
    server.ok("DELETE", MODEL)


def test_transfer_to_nobody(server: Server) -> None:
    """A transfer needs an address."""
    error = server.error("POST", f"{MODEL}:transferOwnership", {})
    assert error["details"][0]["fieldViolations"][0]["field"] == "email_address"


def test_pages(server: Server) -> None:
    """Permissions are listed in pages of ten unless told, oldest first."""
    for number in range(11):
        server.ok("POST", PATH, EVA | {"emailAddress": f"e{number}@example.com"})
    first = server.ok("GET", PATH)
    rest = server.ok("GET", PATH, params={"pageToken": first["nextPageToken"]})
    addresses = [p["emailAddress"] for page in (first, rest) for p in page["permissions"]]
    assert len(first["permissions"]) == 10
    assert addresses[1:] == [f"e{number}@example.com" for number in range(11)]
    assert "nextPageToken" not in rest


def test_permissions_go_with_their_model(server: Server) -> None:
    """A new model of an old id has none of the old one's permissions."""
    server.ok("POST", PATH, EVA)
    server.ok("DELETE", MODEL)
    server.create("numbers")
    assert len(server.ok("GET", PATH)["permissions"]) == 1
