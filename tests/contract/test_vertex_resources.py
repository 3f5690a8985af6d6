"""Models, versions, endpoints and operations over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server
from vertex_server import PLACE, URI, act, chat, create, get, path, put_rows, tuned

ASKED = {"contents": [{"role": "user", "parts": [{"text": "question 7"}]}]}


@pytest.fixture(autouse=True)
def _data(server: Server) -> None:
    put_rows(server)


def tuned_on(server: Server, model: str, **fields: Any) -> dict[str, Any]:
    """Tune on from a model, without checkpoints; return what came of it."""
    spec = {"trainingDatasetUri": URI, "exportLastCheckpointOnly": True}
    given = {"baseModel": None, "tunedModelDisplayName": None, "supervisedTuningSpec": spec}
    job = tuned(server, preTunedModel={"tunedModelName": model}, **(given | fields))
    made: dict[str, Any] = job["tunedModel"]
    return made


def single(server: Server, **fields: Any) -> dict[str, Any]:
    """Tune a model that has one endpoint; return what came of it."""
    spec = {"trainingDatasetUri": URI, "exportLastCheckpointOnly": True}
    made: dict[str, Any] = tuned(server, supervisedTuningSpec=spec, **fields)["tunedModel"]
    return made


def undeploy(server: Server, endpoint: str, version: str = "v1") -> Any:
    """Take what is deployed off an endpoint."""
    (deployed,) = get(server, endpoint)["deployedModels"]
    body = {"deployedModelId": deployed["id"]}
    return server.ok("POST", f"/{version}/{endpoint}:undeployModel", body)


def whole(model: str) -> str:
    """Return a model's name without a version."""
    return model.partition("@")[0]


def test_model_and_endpoint_refer_to_each_other(server: Server) -> None:
    """The model names its endpoints and deployed ids, each endpoint the model and its version."""
    made = single(server, labels={"team": "a"}, description="d")
    model, endpoint = get(server, made["model"]), get(server, made["endpoint"])
    (deployed,) = endpoint["deployedModels"]
    assert model["deployedModels"] == [
        {"endpoint": made["endpoint"], "deployedModelId": deployed["id"]}
    ]
    assert (deployed["model"], deployed["modelVersionId"]) == (whole(made["model"]), "1")
    for each in (model, endpoint):
        assert (each["displayName"], each["description"]) == ("numbers", "d")
        assert each["labels"] == {"team": "a"}


def test_what_is_copied_to_the_model(server: Server) -> None:
    """The settings say whether labels and description are copied, and whether Google adds some."""
    server.admin("PUT", "settings", {"copyToModel": False, "systemLabels": True})
    made = single(server, labels={"team": "a"}, description="d")
    for name in (made["model"], made["endpoint"]):
        shown = get(server, name)
        assert "description" not in shown
        assert set(shown["labels"]) == {
            "google-vertex-llm-tuning-base-model-id",
            "google-vertex-llm-tuning-job-id",
        }


def test_tuning_on_adds_a_version(server: Server) -> None:
    """Without a display name of its own the result is version 2 of the same model."""
    first = single(server)
    put_rows(server, [chat("new question", "new answer")])
    second = tuned_on(server, whole(first["model"]))
    assert second["model"] == whole(first["model"]) + "@2"
    assert second["endpoint"] != first["endpoint"]
    job = server.ok("GET", path("tuningJobs"))["tuningJobs"][0]
    assert job["preTunedModel"] == {
        "tunedModelName": first["model"],
        "baseModel": "gemini-2.5-flash",
    }
    assert "baseModel" not in job
    default = get(server, whole(first["model"]))
    assert (default["versionId"], default["versionAliases"]) == ("1", ["default"])
    newer = get(server, second["model"])
    assert (newer["name"], newer["versionId"]) == (second["model"], "2")
    assert "versionAliases" not in newer
    assert [each["endpoint"] for each in newer["deployedModels"]] == [second["endpoint"]]
    listed = server.ok("GET", f"/v1/{whole(first['model'])}:listVersions")["models"]
    assert [each["name"][-2:] for each in listed] == ["@2", "@1"]
    for text, answer in (("new question", "new answer"), ("question 7", "answer 7")):
        asked = {"contents": [{"parts": [{"text": text}]}]}
        said = server.ok("POST", f"/v1/{second['endpoint']}:generateContent", asked)
        assert said["candidates"][0]["content"]["parts"][0]["text"] == answer


def test_tuning_on_with_a_name_makes_a_model(server: Server) -> None:
    """With a display name of its own the result is a new model."""
    first = single(server)
    second = tuned_on(server, first["model"], tunedModelDisplayName="another")
    assert whole(second["model"]) != whole(first["model"])
    assert second["model"].endswith("@1")
    assert get(server, second["model"])["displayName"] == "another"


def test_deleting_a_version(server: Server) -> None:
    """A version goes once it isn't deployed, alone; never the default or the only one."""
    first = single(server)
    model = whole(first["model"])
    second = tuned_on(server, first["model"])

    def refused(name: str) -> str:
        error = server.error("DELETE", f"/v1/{name}:deleteVersion")
        assert (error["code"], error["status"]) == (400, "FAILED_PRECONDITION")
        return str(error["message"])

    assert "default version" in refused(f"{model}@1")
    assert second["endpoint"] in refused(f"{model}@2")
    undeploy(server, second["endpoint"])
    operation = server.ok("DELETE", f"/v1/{model}@2:deleteVersion")
    assert operation["done"]
    assert operation["response"] == {"@type": "type.googleapis.com/google.protobuf.Empty"}
    assert server.error("GET", f"/v1/{model}@2")["code"] == 404
    assert get(server, first["endpoint"])["deployedModels"], "the parent still serves"
    assert "only one" in refused(f"{model}@1")
    assert server.error("DELETE", f"/v1/{model}:deleteVersion")["code"] == 400
    assert server.error("DELETE", f"/v1/{model}@1")["code"] == 400
    third = tuned_on(server, first["model"])
    assert third["model"] == f"{model}@3", "a version's number is never used again"


def test_aliases(server: Server) -> None:
    """An alias is on one version; the default moves and is never taken away."""
    server.admin("PUT", "settings", {"newVersionIsDefault": True})
    model = whole(single(server)["model"])
    tuned_on(server, model)
    assert get(server, model)["versionId"] == "2"

    def merge(name: str, *aliases: str) -> Any:
        body = {"versionAliases": list(aliases)}
        return server.ok("POST", f"/v1/{name}:mergeVersionAliases", body)

    assert merge(f"{model}@1", "default", "prod")["versionAliases"] == ["default", "prod"]
    assert get(server, model)["versionId"] == "1"
    assert get(server, f"{model}@prod")["versionId"] == "1"
    merge(f"{model}@2", "prod")
    assert get(server, f"{model}@1")["versionAliases"] == ["default"]
    merge(f"{model}@2", "-prod")
    assert server.error("GET", f"/v1/{model}@prod")["code"] == 404
    taken = {"versionAliases": ["-default"]}
    assert server.error("POST", f"/v1/{model}:mergeVersionAliases", taken)["code"] == 400


@pytest.mark.parametrize("kind", ["model", "endpoint"])
def test_patch(kind: str, server: Server) -> None:
    """A patch changes what its mask names, and is refused for what can't change."""
    name = single(server, labels={"a": "b"}, description="d")[kind]
    before = get(server, name)
    body = {"displayName": "new", "description": "ignored", "labels": {"c": "d"}}
    after = server.ok("PATCH", f"/v1/{name}?updateMask=display_name,labels", body)
    assert after == get(server, name)
    assert (after["displayName"], after["labels"]) == ("new", {"c": "d"})
    assert after["description"] == "d"
    assert after["updateTime"] > before["updateTime"]
    assert after["createTime"] == before["createTime"]
    cleared = server.ok("PATCH", f"/v1/{name}?updateMask=labels,description", {})
    assert not {"labels", "description"} & set(cleared)
    for mask, given in (
        ("", {}),
        ("createTime", {}),
        ("nonsense", {}),
        ("displayName", {}),
        ("labels", {"labels": {"A": "b"}}),
        ("labels", {"nonsense": 1}),
    ):
        error = server.error("PATCH", f"/v1/{name}?updateMask={mask}", given)
        assert error["code"] == 400, (mask, given)


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_taking_everything_away(version: str, server: Server) -> None:
    """Undeploy, then endpoint, then model: a step out of order is refused and changes nothing."""
    made = single(server)
    model, endpoint = whole(made["model"]), made["endpoint"]
    assert endpoint in server.error("DELETE", f"/{version}/{model}")["message"]
    refused = server.error("DELETE", f"/{version}/{endpoint}")
    assert (refused["code"], refused["status"]) == (400, "FAILED_PRECONDITION")
    (deployed,) = get(server, endpoint)["deployedModels"]
    unknown = {"deployedModelId": "5"}
    assert server.error("POST", f"/{version}/{endpoint}:undeployModel", unknown)["code"] == 404
    operation = undeploy(server, endpoint, version)
    prefix = f"type.googleapis.com/google.cloud.aiplatform.{version}"
    assert operation["response"] == {"@type": f"{prefix}.UndeployModelResponse"}
    assert operation["metadata"]["@type"] == f"{prefix}.UndeployModelOperationMetadata"
    again = {"deployedModelId": deployed["id"]}
    assert server.error("POST", f"/{version}/{endpoint}:undeployModel", again)["code"] == 404
    silent = server.error("POST", f"/{version}/{endpoint}:generateContent", ASKED)
    assert silent["status"] == "FAILED_PRECONDITION"
    assert server.ok("DELETE", f"/{version}/{endpoint}")["done"]
    assert server.error("DELETE", f"/{version}/{endpoint}")["code"] == 404
    assert server.ok("DELETE", f"/{version}/{model}")["done"]
    assert server.error("DELETE", f"/{version}/{model}")["code"] == 404
    assert get(server, server.admin("GET", "jobs")["jobs"][0]["job"])["tunedModel"] == made


def test_deploying_elsewhere(server: Server) -> None:
    """A model that somebody deploys on an endpoint of their own can't be deleted meanwhile."""
    made = single(server)
    model = whole(made["model"])
    created = server.ok("POST", path("endpoints"), {"displayName": "theirs"})
    theirs = created["response"]["name"]
    deploy = {"deployedModel": {"model": made["model"], "displayName": "borrowed"}}
    deployed = server.ok("POST", f"/v1/{theirs}:deployModel", deploy)["response"]["deployedModel"]
    assert get(server, theirs)["deployedModels"][0]["id"] == deployed["id"]
    said = server.ok("POST", f"/v1/{theirs}:generateContent", ASKED)
    assert said["candidates"][0]["content"]["parts"][0]["text"] == "answer 7"
    undeploy(server, made["endpoint"])
    assert theirs in server.error("DELETE", f"/v1/{model}")["message"]
    undeploy(server, theirs)
    assert server.ok("DELETE", f"/v1/{model}")["done"]
    assert server.error("POST", f"/v1/{theirs}:deployModel", deploy)["code"] == 404
    for wrong in ({"displayName": ""}, {"displayName": "x", "labels": {"A": ""}}):
        assert server.error("POST", path("endpoints"), wrong)["code"] == 400


def test_operations_that_take_a_while(server: Server) -> None:
    """An operation's effect is there when it is done; until then no other one may begin."""
    server.admin("PUT", "settings", {"operationSeconds": 60})
    made = single(server)
    operation = undeploy(server, made["endpoint"])
    assert "done" not in operation
    assert get(server, made["endpoint"])["deployedModels"]
    busy = server.error("DELETE", f"/v1/{made['endpoint']}")
    assert operation["name"] in busy["message"]
    assert busy["status"] == "FAILED_PRECONDITION"
    short = f"{PLACE}/operations/{operation['name'].rpartition('/')[2]}"
    for name in (f"v1/{operation['name']}", f"ui/{operation['name']}", f"v1beta1/{short}"):
        assert server.ok("GET", f"/{name}") == operation
    assert server.ok("POST", f"/v1/{operation['name']}:wait", {}) == operation
    assert server.ok("GET", path("operations"))["operations"] == [operation]
    assert server.ok("GET", f"/v1/{made['endpoint']}/operations")["operations"] == [operation]
    assert server.ok("GET", f"/v1/{whole(made['model'])}/operations") == {}
    server.admin("POST", "clock", {"advanceSeconds": 61})
    assert server.ok("GET", f"/v1/{operation['name']}")["done"]
    assert "deployedModels" not in get(server, made["endpoint"])
    assert server.error("GET", f"/v1/{PLACE}/operations/1")["code"] == 404


def test_an_operation_that_comes_too_late(server: Server) -> None:
    """What has changed by the time an operation is due makes it fail, with Google's words."""
    server.admin("PUT", "settings", {"operationSeconds": 60})
    made = single(server)
    undeploy(server, made["endpoint"])
    server.admin("POST", "clock", {"advanceSeconds": 61})
    delete = server.ok("DELETE", f"/v1/{whole(made['model'])}")
    server.admin("PUT", "settings", {"operationSeconds": 0})
    deploy = {"deployedModel": {"model": made["model"]}}
    assert server.ok("POST", f"/v1/{made['endpoint']}:deployModel", deploy)["done"]
    server.admin("POST", "clock", {"advanceSeconds": 61})
    failed = server.ok("GET", f"/v1/{delete['name']}")
    assert (failed["done"], failed["error"]["code"]) == (True, 9)
    assert made["endpoint"] in failed["error"]["message"]
    assert get(server, made["model"])["versionId"] == "1"


def test_lists(server: Server) -> None:
    """Models and endpoints are listed newest first, by pages, and filter by label and name."""
    made = [single(server, tunedModelDisplayName=f"m{n}", labels={"n": str(n)}) for n in range(3)]
    for kind, key in (("models", "model"), ("endpoints", "endpoint")):
        names = [whole(each[key]) for each in reversed(made)]
        page = server.ok("GET", path(f"{kind}?pageSize=2"))
        rest = server.ok("GET", path(f"{kind}?pageToken={page['nextPageToken']}"))
        assert [each["name"] for each in page[kind] + rest[kind]] == names
        for text in ("labels.n=1", 'display_name="m1"', "displayName=m1 AND labels.n:*"):
            found = server.ok("GET", path(f"{kind}?filter={text}"))[kind]
            assert [each["name"] for each in found] == names[1:2]
        assert server.error("GET", path(f"{kind}?filter=state=x"))["code"] == 400


def test_inference(server: Server) -> None:
    """An endpoint answers from its examples; models and publishers' models are refused."""
    made = single(server)
    like = {"contents": [{"parts": {"text": "the question 7?"}}]}
    said = server.ok("POST", f"/v1beta1/{made['endpoint']}:generateContent", like)
    assert said["candidates"][0]["content"]["parts"][0]["text"] == "answer 7"
    assert said["candidates"][0]["finishReason"] == "STOP"
    url = f"/v1/{made['endpoint']}:streamGenerateContent"
    assert server.ok("POST", url, ASKED)[0]["candidates"][0]["content"]["role"] == "model"
    sse = server.call("POST", f"{url}?alt=sse", ASKED)
    assert sse.headers["Content-Type"].startswith("text/event-stream")
    assert sse.text.startswith("data: {")
    model = whole(made["model"])
    assert server.error("POST", f"/v1/{model}:generateContent", ASKED)["code"] == 400
    google = path("publishers/google/models/gemini-2.5-flash:generateContent")
    assert server.error("POST", google, ASKED)["code"] == 404
    assert server.error("POST", path("endpoints/5:generateContent"), ASKED)["code"] == 404
    for wrong in ({}, {"contents": [{"role": "model", "parts": [{"text": "x"}]}]}, {"prompt": "x"}):
        answer = server.error("POST", f"/v1/{made['endpoint']}:generateContent", wrong)
        assert answer["code"] == 400


def test_a_parent_that_is_gone(server: Server) -> None:
    """When the model to add a version to is deleted during the job, the job makes a new model."""
    first = single(server)
    given = {"baseModel": None, "tunedModelDisplayName": None}
    job = create(server, preTunedModel={"tunedModelName": first["model"]}, **given)
    undeploy(server, first["endpoint"])
    server.ok("DELETE", f"/v1/{whole(first['model'])}")
    made = act(server, job, "complete")["tunedModel"]
    assert whole(made["model"]) != whole(first["model"])
    assert made["model"].endswith("@1")
    assert get(server, made["model"])["baseModelSource"] == {
        "genieSource": {"baseModelUri": "gemini-2.5-flash"}
    }
