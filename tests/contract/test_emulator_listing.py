"""``tunedModels.list``: pages, filters, and who sees what."""

from __future__ import annotations

import pytest
from contract_server import Server

PATH = "/v1beta/tunedModels"


def names(server: Server, **parameters: str) -> list[str]:
    """List a page's ids."""
    listed = server.ok("GET", PATH, params=parameters)
    return [m["name"].removeprefix("tunedModels/") for m in listed.get("tunedModels", [])]


def test_an_empty_list_is_an_empty_object(server: Server) -> None:
    """Empty fields are left out of a list, as of anything."""
    assert server.ok("GET", PATH) == {}


def test_page_sizes(server: Server) -> None:
    """Ten a page unless told, a thousand at most, and a last page without a token."""
    for number in range(11):
        server.create(f"m{number}")
    first = server.ok("GET", PATH)
    assert len(first["tunedModels"]) == 10
    last = server.ok("GET", PATH, params={"pageToken": first["nextPageToken"]})
    assert [m["name"] for m in last["tunedModels"]] == ["tunedModels/m0"]
    assert "nextPageToken" not in last
    assert "nextPageToken" not in server.ok("GET", f"{PATH}?pageSize=11")
    assert len(names(server, pageSize="5000")) == 11
    assert server.error("GET", f"{PATH}?pageSize=-1")["code"] == 400
    assert "page_size" in server.error("GET", f"{PATH}?pageSize=x")["message"]


def test_pages_hold_when_models_come_and_go(server: Server) -> None:
    """A model created or deleted between two pages shifts nothing."""
    for number in range(4):
        server.create(f"m{number}")
    first = server.ok("GET", f"{PATH}?pageSize=2")
    assert [m["name"] for m in first["tunedModels"]] == ["tunedModels/m3", "tunedModels/m2"]
    server.create("m4")
    server.ok("DELETE", f"{PATH}/m3")
    assert names(server, pageToken=first["nextPageToken"]) == ["m1", "m0"]


@pytest.mark.parametrize("token", ["x", "bm9uc2Vuc2U", "W10"])
def test_bad_tokens(token: str, server: Server) -> None:
    """A token that no list gave is refused."""
    error = server.error("GET", PATH, params={"pageToken": token})
    assert error["details"][0]["fieldViolations"][0]["field"] == "page_token"


def test_a_token_belongs_to_its_filter(server: Server) -> None:
    """A token with another filter than its list's is refused, as the documentation says."""
    server.create("a", displayName="x")
    server.create("b", displayName="x")
    token = server.ok("GET", f"{PATH}?pageSize=1&filter=x")["nextPageToken"]
    assert names(server, pageToken=token, filter="x") == ["a"]
    assert server.error("GET", PATH, params={"pageToken": token})["code"] == 400


def test_filters(server: Server) -> None:
    """Words are looked for in both texts, operators in the permissions, and both combine."""
    server.create("a", displayName="Number generator", description="Counts up")
    server.create("b", displayName="Letters", description="a number of them")
    reader = {"granteeType": "EVERYONE", "role": "READER"}
    server.ok("POST", f"{PATH}/b/permissions", reader)
    assert names(server, filter="NUMBER") == ["b", "a"]
    assert names(server, filter="number counts") == ["a"]
    assert names(server, filter='"number of"') == ["b"]
    assert names(server, filter='"generator number"') == []
    assert names(server, filter="owner:me") == ["b", "a"]
    assert names(server, filter="readers:me") == []
    assert names(server, filter="readers:everyone") == ["b"]
    assert names(server, filter="readers:everyone generator") == []
    for bad in ("state:ACTIVE", "owner:you", "owner:me readers:me"):
        assert "filter" in server.error("GET", PATH, params={"filter": bad})["message"]


def test_others_see_what_is_shared_with_them(server: Server) -> None:
    """A list holds what the caller has a role on, and what everyone may read only when asked."""
    server.create("mine")
    server.create("shared")
    server.create("public")
    eva = {"granteeType": "USER", "emailAddress": "Eva@example.com", "role": "WRITER"}
    server.ok("POST", f"{PATH}/shared/permissions", eva)
    everyone = {"granteeType": "EVERYONE", "role": "READER"}
    server.ok("POST", f"{PATH}/public/permissions", everyone)
    server.admin("PUT", "settings", {"caller": "eva@example.com"})
    assert names(server) == ["shared"]
    assert names(server, filter="writers:me") == ["shared"]
    assert names(server, filter="owner:me") == []
    assert names(server, filter="readers:everyone") == ["public"]
    assert server.ok("GET", f"{PATH}/public")["name"] == "tunedModels/public"
    assert server.error("GET", f"{PATH}/mine")["code"] == 403
    assert server.error("PATCH", f"{PATH}/public?updateMask=topK", {"topK": 1})["code"] == 403
    assert server.error("DELETE", f"{PATH}/shared")["code"] == 403, "owner only"


def test_all_operations_in_v1(server: Server) -> None:
    """`/v1/operations` lists the operations of every model, page by page."""
    made = [server.create(f"m{number}")["name"] for number in range(3)]
    first = server.ok("GET", "/v1/operations?pageSize=2")
    rest = server.ok("GET", "/v1/operations", params={"pageToken": first["nextPageToken"]})
    listed = [o["name"] for page in (first, rest) for o in page["operations"]]
    assert listed == made[::-1]
    assert server.error("GET", "/v1beta/operations")["code"] == 404


def test_base_models_in_pages(server: Server) -> None:
    """Base models are listed in pages too."""
    first = server.ok("GET", "/v1beta/models?pageSize=1")
    token = {"pageToken": first["nextPageToken"]}
    rest = server.ok("GET", "/v1beta/models", params=token)
    listed = [m["name"] for page in (first, rest) for m in page["models"]]
    assert len(listed) == len(set(listed)) == 4
