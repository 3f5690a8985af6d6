"""What the emulated Vertex AI refuses, in Google's form, and what it forgives."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server
from vertex_server import (
    BASE_MODEL,
    LOCATION,
    PLACE,
    URI,
    act,
    create,
    get,
    job_body,
    path,
    put_rows,
    tuned,
)

SPEC = {"trainingDatasetUri": URI}
OPEN = {"baseModel": "meta/llama3_1@llama-3.1-8b", "outputUri": "gs://out/x"}


@pytest.fixture(autouse=True)
def _data(server: Server) -> None:
    put_rows(server)


def parameters(**given: Any) -> dict[str, Any]:
    """Return the fields of a job with these hyperparameters."""
    return {"supervisedTuningSpec": SPEC | {"hyperParameters": given}}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"baseModel": None}, "base_model"),
        ({"baseModel": "models/gemini-2.5-flash"}, "base_model"),
        ({"baseModel": "tunedModels/x"}, "base_model"),
        (OPEN | {"outputUri": None}, "base_model"),
        ({"supervisedTuningSpec": None}, "tuning_spec"),
        ({"supervisedTuningSpec": {}}, "supervised_tuning_spec.training_dataset_uri"),
        (
            {"supervisedTuningSpec": {"trainingDatasetUri": "train.jsonl"}},
            "supervised_tuning_spec.training_dataset_uri",
        ),
        (
            {"supervisedTuningSpec": SPEC | {"validationDatasetUri": "https://x"}},
            "supervised_tuning_spec.validation_dataset_uri",
        ),
        (parameters(epochCount=0), "supervised_tuning_spec.hyper_parameters.epoch_count"),
        (
            parameters(learningRateMultiplier=-1),
            "supervised_tuning_spec.hyper_parameters.learning_rate_multiplier",
        ),
        ({"tunedModelDisplayName": "x" * 129}, "tuned_model_display_name"),
        ({"labels": {"Upper": "x"}}, "labels"),
        ({"labels": {"a": "Upper"}}, "labels"),
        ({"labels": {"1a": "x"}}, "labels"),
        ({"labels": {"a": "x" * 64}}, "labels"),
        ({"labels": {"a": 1}}, "labels"),
        ({"labels": [1]}, "labels"),
        ({"labels": {f"k{n}": "" for n in range(65)}}, "labels"),
        ({"encryptionSpec": {"kmsKeyName": "key"}}, "encryption_spec.kms_key_name"),
        (
            {
                "encryptionSpec": {
                    "kmsKeyName": "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
                }
            },
            "encryption_spec.kms_key_name",
        ),
        ({"serviceAccount": "nobody"}, "service_account"),
        ({"baseModel": None, "preTunedModel": {}}, "pre_tuned_model.tuned_model_name"),
        (
            {"baseModel": None, "preTunedModel": {"tunedModelName": "models/1"}},
            "pre_tuned_model.tuned_model_name",
        ),
    ],
)
def test_one_fault(fields: dict[str, Any], field: str, server: Server) -> None:
    """Each fault is a 400 that names the field, in the message and in the details."""
    error = server.error("POST", path("tuningJobs"), job_body(**fields))
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"].startswith(f"List of found errors:\t1.Field: tuning_job.{field}; ")
    (detail,) = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert detail["fieldViolations"][0]["field"] == f"tuning_job.{field}"
    assert server.admin("GET", "jobs") == {"jobs": []}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (OPEN | {"outputUri": "out/x"}, "output_uri"),
        ({"outputUri": "gs://out/x"}, "output_uri"),
        ({"customBaseModel": "gs://weights/x"}, "custom_base_model"),
        (parameters(batchSize=4), "supervised_tuning_spec.hyper_parameters.batch_size"),
        (
            OPEN | parameters(learningRate=0.1, learningRateMultiplier=1),
            "supervised_tuning_spec.hyper_parameters.learning_rate",
        ),
    ],
)
def test_one_fault_in_v1beta1(fields: dict[str, Any], field: str, server: Server) -> None:
    """What only open models have is refused for others, and what they need is asked for."""
    error = server.error("POST", path("tuningJobs", "v1beta1"), job_body(**fields))
    assert error["message"].startswith(f"List of found errors:\t1.Field: tuning_job.{field}; ")


def test_an_open_model_without_an_output_uri(server: Server) -> None:
    """Google's recorded answer names no list: the one sentence is all."""
    body = job_body(**OPEN | {"outputUri": None})
    error = server.error("POST", path("tuningJobs", "v1beta1"), body)
    assert error["message"] == "The output_uri field is required for this model."


def test_all_faults_at_once(server: Server) -> None:
    """A bad job gets everything that is wrong with it, numbered."""
    body = job_body(baseModel="x y", serviceAccount="nobody", labels={"A": ""})
    message = server.error("POST", path("tuningJobs"), body)["message"]
    numbered = [part.partition(";")[0] for part in message.split("\t")[1:4]]
    assert numbered == [
        "1.Field: tuning_job.base_model",
        "2.Field: tuning_job.labels",
        "3.Field: tuning_job.service_account",
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"epochs": 1}, "Unknown name \"epochs\" at 'tuning_job': Cannot find field."),
        (
            {"supervisedTuningSpec": SPEC | {"hyperparameters": {}}},
            "Unknown name \"hyperparameters\" at 'tuning_job.supervised_tuning_spec'",
        ),
        (
            {"outputUri": "gs://x/y"},
            "Unknown name \"outputUri\" at 'tuning_job': Cannot find field.",
        ),
        (
            parameters(epochCount="three"),
            "Invalid value at 'tuning_job.supervised_tuning_spec.hyper_parameters.epoch_count'",
        ),
        (parameters(adapterSize="FOUR"), "hyper_parameters.adapter_size'"),
        (parameters(batchSize=1), 'Unknown name "batchSize"'),
        ({"preferenceOptimizationSpec": SPEC}, "oneof field 'tuning_spec' is already set"),
        ({"preTunedModel": {}}, "oneof field 'source_model' is already set"),
    ],
)
def test_json_that_is_no_job(fields: dict[str, Any], words: str, server: Server) -> None:
    """Unknown fields, wrong types and doubled choices are refused with Google's words."""
    error = server.error("POST", path("tuningJobs"), job_body(**fields))
    assert error["code"] == 400
    assert words in error["message"]


@pytest.mark.parametrize(
    "spec",
    [
        "distillationSpec",
        "fullFineTuningSpec",
        "reinforcementTuningSpec",
        "partnerModelTuningSpec",
        "veoTuningSpec",
    ],
)
def test_specs_of_v1beta1(spec: str, server: Server) -> None:
    """These specs are v1beta1's alone: v1 doesn't know them, and doesn't show them either."""
    body = job_body(**{"supervisedTuningSpec": None, spec: SPEC})
    assert f'Unknown name "{spec}"' in server.error("POST", path("tuningJobs"), body)["message"]
    job = server.ok("POST", path("tuningJobs", "v1beta1"), body)
    assert job[spec] == SPEC
    assert spec not in get(server, job["name"])


def test_open_models(server: Server) -> None:
    """An open model takes its own fields, in v1beta1."""
    spec = {
        "supervisedTuningSpec": SPEC
        | {
            "tuningMode": "TUNING_MODE_PEFT_ADAPTER",
            "hyperParameters": {"learningRate": 0.0001, "batchSize": "8", "epochCount": 1},
        }
    }
    fields = OPEN | spec | {"customBaseModel": "gs://weights/x"}
    job = server.ok("POST", path("tuningJobs", "v1beta1"), job_body(**fields))
    assert job["outputUri"] == "gs://out/x"
    assert job["customBaseModel"] == "gs://weights/x"
    shown = job["supervisedTuningSpec"]
    assert shown["tuningMode"] == "TUNING_MODE_PEFT_ADAPTER"
    assert shown["hyperParameters"]["batchSize"] == "8"
    assert shown["hyperParameters"]["learningRate"] == 0.0001
    assert "learningRateMultiplier" not in shown["hyperParameters"]


def test_lenience(server: Server) -> None:
    """Mixed cases, integers and enums in any form, and output fields are taken as Google does."""
    tutorial = (
        b'{"baseModel": "gemini-2.5-flash", "supervisedTuningSpec": {"training_dataset_uri": '
        b'"gs://data/train.jsonl", "hyper_parameters": {"epoch_count": 4, '
        b'"learning_rate_multiplier": "1.5", "adapterSize": 2,},}, "state": 4, "name": "x", '
        b'"tuned_model_display_name": "n"}'
    )
    job = server.ok("POST", path("tuningJobs"), tutorial)
    assert job["supervisedTuningSpec"] == SPEC | {
        "hyperParameters": {
            "epochCount": "4",
            "learningRateMultiplier": 1.5,
            "adapterSize": "ADAPTER_SIZE_FOUR",
        }
    }
    assert (job["state"], job["tunedModelDisplayName"]) == ("JOB_STATE_PENDING", "n")
    numbers = server.ok("GET", f"/v1/{job['name']}?$alt=json;enum-encoding=int")
    assert numbers["state"] == 2
    assert numbers["supervisedTuningSpec"]["hyperParameters"]["adapterSize"] == 2


def test_what_the_server_fills_in(server: Server) -> None:
    """The server's own choice of hyperparameters is shown of a trained job, unless set off."""
    job = create(server, supervisedTuningSpec=SPEC)
    assert job["supervisedTuningSpec"] == SPEC, "not while it is pending"
    held = act(server, job, "progress", {"completedSteps": 1})
    assert held["supervisedTuningSpec"] == SPEC, "nor while it runs"
    assert act(server, job, "complete")["supervisedTuningSpec"]["hyperParameters"] == {
        "epochCount": "3",
        "learningRateMultiplier": 1,
        "adapterSize": "ADAPTER_SIZE_FOUR",
    }
    server.admin("PUT", "settings", {"fillHyperparameters": False})
    assert tuned(server, supervisedTuningSpec=SPEC)["supervisedTuningSpec"] == SPEC


def test_projects_and_locations(server: Server) -> None:
    """A foreign project number, an impossible location and an unknown name are refused."""
    job = create(server)
    name = job["name"]
    assert server.error("GET", f"/v1/{name}0")["code"] == 404
    assert server.error("GET", f"/v1/{name.replace(LOCATION, 'europe-west4')}")["code"] == 404
    foreign = f"/v1/{name}".replace("123456789012", "999999999999")
    assert server.error("GET", foreign)["status"] == "PERMISSION_DENIED"
    assert server.error("GET", f"/v1/{name.replace(LOCATION, 'mars')}")["code"] == 400
    assert server.error("GET", f"/v1beta/{name}")["message"] == "Method not found."
    assert server.error("PATCH", f"/v1/{name}", {})["message"] == "Method not found."
    assert server.error("DELETE", f"/v1/{name}")["message"] == "Method not found."
    server.admin("PUT", "settings", {"projectNumber": "210987654321"})
    moved = server.ok("GET", path("tuningJobs"))["tuningJobs"][0]["name"]
    assert moved == name.replace("123456789012", "210987654321")


def test_tuning_on_from_what_is_not_there(server: Server) -> None:
    """An unknown model, version or checkpoint to tune on from is refused."""

    def error(name: str, **more: str) -> dict[str, Any]:
        pre_tuned = {"tunedModelName": name, **more}
        return server.error(
            "POST", path("tuningJobs"), job_body(baseModel=None, preTunedModel=pre_tuned)
        )

    assert error(f"{PLACE}/models/5")["code"] == 404
    made = create(server)
    job_id = made["name"].rpartition("/")[2]
    model = server.admin("POST", f"jobs/{job_id}/complete", {})["tunedModel"]["model"]
    assert error(model.replace("@1", "@2"))["code"] == 404
    assert "there are: 1, 2" in error(model, checkpointId="9")["message"]
    elsewhere = error(model.replace(LOCATION, "europe-west4"))
    assert "pre_tuned_model.tuned_model_name" in elsewhere["message"]
    assert server.error("POST", path("tuningJobs"), {"baseModel": BASE_MODEL})["code"] == 400
