"""Policies and permissions: to be read as the settings have them, and never enforced."""

from __future__ import annotations

from contract_server import Server

EMAIL = "tuner@test-project.iam.gserviceaccount.com"
ACCOUNT = f"/v1/projects/-/serviceAccounts/{EMAIL}"
PROJECT = "/v1/projects/test-project"
BUCKET = "/storage/v1/b/data/iam/testPermissions"


def test_policies_are_as_set(server: Server) -> None:
    """Of the project and of an account, each by itself; one that isn't set has no bindings."""
    assert server.ok("GET", PROJECT)["projectNumber"] == "123456789012"
    assert "bindings" not in server.ok("POST", f"{PROJECT}:getIamPolicy", {})
    roles = {"roles/viewer": [f"serviceAccount:{EMAIL}"]}
    server.admin("PUT", "settings", {"iamPolicies": {"project": roles}})
    bound = server.ok("POST", f"{PROJECT}:getIamPolicy", {})["bindings"]
    assert bound == [{"role": "roles/viewer", "members": [f"serviceAccount:{EMAIL}"]}]
    assert "bindings" not in server.ok("POST", f"{ACCOUNT}:getIamPolicy", {})
    missing = f"{ACCOUNT.replace('gserviceaccount', 'nowhere')}:getIamPolicy"
    assert server.error("POST", missing, {})["code"] == 404


def test_what_is_denied_is_not_there(server: Server) -> None:
    """A denied permission is left out of an answer, and a read that takes it is 403."""
    asked = {"permissions": ["iam.serviceAccounts.actAs"]}
    assert server.ok("POST", f"{ACCOUNT}:testIamPermissions", asked) == asked
    params = {"permissions": "storage.objects.get"}
    assert server.ok("GET", BUCKET, params=params)["permissions"] == ["storage.objects.get"]
    denied = [
        "iam.serviceAccounts.actAs",
        "resourcemanager.projects.getIamPolicy",
        "storage.buckets.get",
        "storage.objects.get",
    ]
    server.admin("PUT", "settings", {"deniedPermissions": denied})
    assert server.ok("POST", f"{ACCOUNT}:testIamPermissions", asked) == {}
    assert "permissions" not in server.ok("GET", BUCKET, params=params)
    assert server.error("POST", f"{PROJECT}:getIamPolicy", {})["status"] == "PERMISSION_DENIED"
    assert server.call("GET", "/storage/v1/b/data").status_code == 403
