"""Google-genai, vertexai and the discovery client, unchanged, against the emulated Vertex AI."""

from __future__ import annotations

import pytest
import vertexai
from contract_server import Server
from google import genai
from google.auth.credentials import AnonymousCredentials
from google.genai import errors as genai_errors
from google.genai import types as genai_types
from google.oauth2.credentials import Credentials
from googleapiclient import discovery
from vertex_server import BASE_MODEL, LOCATION, PLACE, PROJECT, URI, act, job_body, put_rows
from vertexai.tuning import sft

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

PARENT = f"projects/{PROJECT}/locations/{LOCATION}"


@pytest.mark.filterwarnings("ignore:The SDK's tuning implementation is experimental")
@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_genai(version: str, server: Server) -> None:
    """google-genai in Vertex mode tunes, reads, asks whole and streamed, and cancels."""
    put_rows(server)
    options = genai_types.HttpOptions(base_url=server.url, api_version=version)
    api = genai.Client(
        vertexai=True,
        project=PROJECT,
        location=LOCATION,
        credentials=Credentials("token", quota_project_id="quota"),
        http_options=options,
    )
    job = api.tunings.tune(
        base_model=BASE_MODEL,
        training_dataset=genai_types.TuningDataset(gcs_uri=URI),
        config=genai_types.CreateTuningJobConfig(
            epoch_count=2, tuned_model_display_name="numbers", adapter_size="ADAPTER_SIZE_ONE"
        ),
    )
    assert job.name
    assert not job.has_ended
    act(server, {"name": job.name}, "complete")
    job = api.tunings.get(name=job.name)
    assert job.has_succeeded
    assert job.tuned_model
    assert job.tuned_model.endpoint
    assert job.tuned_model.model
    answer = api.models.generate_content(model=job.tuned_model.endpoint, contents="question 7")
    assert answer.text == "answer 7"
    stream = api.models.generate_content_stream(
        model=job.tuned_model.endpoint, contents="question 8"
    )
    assert "".join(piece.text or "" for piece in stream) == "answer 8"
    with pytest.raises(genai_errors.ClientError, match="name of its endpoint"):
        api.models.generate_content(
            model=job.tuned_model.model.partition("@")[0], contents="question 7"
        )
    assert [each.name for each in api.tunings.list()] == [job.name]


@pytest.mark.filterwarnings("ignore:The SDK's tuning implementation is experimental")
def test_genai_preference_tuning(server: Server) -> None:
    """google-genai's preference tuning comes back as it was asked for."""
    pair = [
        {"score": score, "completion": {"role": "model", "parts": [{"text": text}]}}
        for score, text in ((1, "good"), (0, "bad"))
    ]
    asked = [{"role": "user", "parts": [{"text": "which?"}]}]
    put_rows(server, [{"contents": asked, "completions": pair}])
    options = genai_types.HttpOptions(base_url=server.url, api_version="v1")
    api = genai.Client(
        vertexai=True,
        project=PROJECT,
        location=LOCATION,
        credentials=Credentials("token"),
        http_options=options,
    )
    job = api.tunings.tune(
        base_model=BASE_MODEL,
        training_dataset=genai_types.TuningDataset(gcs_uri=URI),
        config=genai_types.CreateTuningJobConfig(
            method=genai_types.TuningMethod.PREFERENCE_TUNING, epoch_count=2, beta=0.25
        ),
    )
    assert job.preference_optimization_spec
    assert job.preference_optimization_spec.hyper_parameters
    assert job.preference_optimization_spec.hyper_parameters.beta == 0.25
    made = act(server, {"name": job.name}, "complete")["tunedModel"]
    answer = api.models.generate_content(model=made["endpoint"], contents="which?")
    assert answer.text == "good"


@pytest.mark.filterwarnings("ignore:This feature is deprecated:UserWarning")
def test_vertexai_sft(server: Server) -> None:
    """vertexai.tuning.sft trains, refreshes until the end, and names what came of it."""
    put_rows(server)
    vertexai.init(
        project=PROJECT,
        location=LOCATION,
        api_endpoint=server.url,
        api_transport="rest",
        credentials=Credentials("token"),
    )
    job = sft.train(
        source_model=BASE_MODEL, train_dataset=URI, epochs=2, tuned_model_display_name="numbers"
    )
    assert not job.has_ended
    act(server, {"name": job.resource_name}, "progress", {"completedSteps": 1})
    job.refresh()
    assert not job.has_ended
    act(server, {"name": job.resource_name}, "complete")
    job.refresh()
    assert job.has_succeeded
    assert job.tuned_model_name.startswith(f"{PLACE}/models/")
    assert job.tuned_model_endpoint_name.startswith(f"{PLACE}/endpoints/")
    assert job.tuning_data_statistics.supervised_tuning_data_stats.tuning_step_count == 3
    (logged, *_) = server.admin("GET", "requests")["requests"][1:]
    assert logged["path"] == f"/v1beta1/projects/{PROJECT}/locations/{LOCATION}/tuningJobs"


@pytest.mark.filterwarnings("ignore:This feature is deprecated:UserWarning")
def test_vertexai_sees_a_failure(server: Server) -> None:
    """A failed job reaches vertexai's user with Google's words."""
    put_rows(server)
    vertexai.init(
        project=PROJECT,
        location=LOCATION,
        api_endpoint=server.url,
        api_transport="rest",
        credentials=Credentials("token"),
    )
    job = sft.train(source_model=BASE_MODEL, train_dataset=URI)
    act(server, {"name": job.resource_name}, "fail", {"message": "Out of memory.", "code": 8})
    job.refresh()
    assert job.has_ended
    assert not job.has_succeeded
    assert (job.error.code, job.error.message) == (8, "Out of memory.")


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_discovery_client(version: str, server: Server) -> None:
    """The discovery client of googleapiclient creates, reads, lists and cancels."""
    put_rows(server)
    service = discovery.build(
        "aiplatform",
        version,
        static_discovery=True,
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": server.url},
    )
    jobs = service.projects().locations().tuningJobs()
    job = jobs.create(parent=PARENT, body=job_body()).execute()
    assert job["supervisedTuningSpec"]["hyperParameters"]["epochCount"] == "2"
    assert jobs.list(parent=PARENT).execute() == {"tuningJobs": [job]}
    assert jobs.cancel(name=job["name"]).execute() == {}
    assert jobs.get(name=job["name"]).execute()["state"] == "JOB_STATE_CANCELLING"
    service.close()
