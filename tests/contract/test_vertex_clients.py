"""Google's own clients of Vertex AI, unchanged, against the emulator."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import vertexai
from contract_server import Server
from google import genai
from google.api_core import exceptions
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform_v1, aiplatform_v1beta1
from google.genai import errors as genai_errors
from google.genai import types as genai_types
from google.oauth2.credentials import Credentials
from google.protobuf.json_format import ParseDict
from googleapiclient import discovery
from vertex_server import BASE_MODEL, LOCATION, NUMBER, PLACE, PROJECT, URI, act, job_body, put_rows
from vertexai.tuning import sft

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

VERSIONS = [
    pytest.param(aiplatform_v1, id="v1"),
    pytest.param(aiplatform_v1beta1, id="v1beta1"),
]
PARENT = f"projects/{PROJECT}/locations/{LOCATION}"


def client(kind: Any, server: Server) -> Any:
    """Return one of Google's REST clients for the emulator."""
    return kind(
        credentials=AnonymousCredentials(),
        transport="rest",
        client_options=ClientOptions(api_endpoint=server.url),
    )


@pytest.fixture
def api(request: pytest.FixtureRequest, server: Server) -> SimpleNamespace:
    """Give a version's types and its three clients, and a data set."""
    types: ModuleType = request.param
    put_rows(server)
    return SimpleNamespace(
        types=types,
        jobs=client(types.GenAiTuningServiceClient, server),
        models=client(types.ModelServiceClient, server),
        endpoints=client(types.EndpointServiceClient, server),
    )


def new_job(api: SimpleNamespace, **fields: Any) -> Any:
    """Create a job as GAPIC's clients write it: integers as strings, enums as numbers."""
    types = api.types
    parameters = types.SupervisedHyperParameters(
        epoch_count=3,
        adapter_size=types.SupervisedHyperParameters.AdapterSize.ADAPTER_SIZE_EIGHT,
    )
    spec = types.SupervisedTuningSpec(training_dataset_uri=URI, hyper_parameters=parameters)
    job = types.TuningJob(base_model=BASE_MODEL, supervised_tuning_spec=spec, **fields)
    return api.jobs.create_tuning_job(parent=PARENT, tuning_job=job)


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_a_job_from_create_to_nothing_left(api: SimpleNamespace, server: Server) -> None:
    """GAPIC's clients tune, ask the endpoint, undeploy and delete; only the job's record stays."""
    states = api.types.JobState
    job = new_job(api, tuned_model_display_name="numbers", labels={"team": "a"})
    assert job.name.startswith(f"{PLACE}/tuningJobs/")
    assert job.state == states.JOB_STATE_PENDING
    sizes = api.types.SupervisedHyperParameters.AdapterSize
    parameters = job.supervised_tuning_spec.hyper_parameters
    assert (parameters.epoch_count, parameters.adapter_size) == (3, sizes.ADAPTER_SIZE_EIGHT)

    act(server, {"name": job.name}, "complete")
    job = api.jobs.get_tuning_job(name=job.name)
    assert job.state == states.JOB_STATE_SUCCEEDED
    assert job.start_time <= job.end_time == job.update_time
    assert job.tuning_data_stats.supervised_tuning_data_stats.tuning_dataset_example_count == 20
    assert [each.epoch for each in job.tuned_model.checkpoints] == [1, 2, 3]

    model = api.models.get_model(name=job.tuned_model.model)
    assert (model.display_name, dict(model.labels)) == ("numbers", {"team": "a"})
    assert (model.version_id, list(model.version_aliases)) == ("1", ["default"])
    with pytest.raises(exceptions.BadRequest, match="is deployed or being deployed"):
        api.models.delete_model(name=job.tuned_model.model.partition("@")[0])

    endpoints = {each.endpoint for each in job.tuned_model.checkpoints}
    assert job.tuned_model.endpoint in endpoints
    for name in endpoints:
        (deployed,) = api.endpoints.get_endpoint(name=name).deployed_models
        assert deployed.model == job.tuned_model.model.partition("@")[0]
        with pytest.raises(exceptions.BadRequest, match="has deployed or being deployed"):
            api.endpoints.delete_endpoint(name=name)
        undeployed = api.endpoints.undeploy_model(endpoint=name, deployed_model_id=deployed.id)
        assert type(undeployed.result(timeout=30)) is api.types.UndeployModelResponse
        api.endpoints.delete_endpoint(name=name).result(timeout=30)
    api.models.delete_model(name=model.name.partition("@")[0]).result(timeout=30)

    assert server.admin("GET", "vertex")["counts"] == {
        "runningJobs": 0,
        "models": 0,
        "endpoints": 0,
    }
    with pytest.raises(exceptions.NotFound):
        api.models.get_model(name=job.tuned_model.model)
    assert [each.name for each in api.jobs.list_tuning_jobs(parent=PARENT)] == [job.name]


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_operations_that_take_a_while(api: SimpleNamespace, server: Server) -> None:
    """GAPIC polls an operation at /ui/ until its effect is there."""
    server.admin("PUT", "settings", {"operationSeconds": 3600})
    endpoint = api.types.Endpoint(display_name="empty")
    operation = api.endpoints.create_endpoint(parent=PARENT, endpoint=endpoint)
    assert not operation.done()
    assert list(api.endpoints.list_endpoints(parent=PARENT)) == []
    server.admin("POST", "clock", {"advanceSeconds": 3601})
    made = operation.result(timeout=30)
    assert made == api.endpoints.get_endpoint(name=made.name)
    polled = [entry["path"] for entry in server.admin("GET", "requests")["requests"]]
    assert f"/ui/{operation.operation.name}" in polled


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_patches(api: SimpleNamespace, server: Server) -> None:
    """GAPIC patches what the mask names on a model and an endpoint, and nothing else."""
    job = new_job(api, tuned_model_display_name="old", description="kept", labels={"a": "b"})
    made = act(server, {"name": job.name}, "complete")["tunedModel"]
    mask = {"paths": ["display_name", "labels"]}
    model = api.types.Model(name=made["model"], display_name="new", labels={"c": "d"})
    changed = api.models.update_model(model=model, update_mask=mask)
    assert (changed.display_name, dict(changed.labels)) == ("new", {"c": "d"})
    assert changed.description == "kept"
    endpoint = api.types.Endpoint(name=made["endpoint"], display_name="new", labels={"c": "d"})
    changed = api.endpoints.update_endpoint(endpoint=endpoint, update_mask=mask)
    assert (changed.display_name, dict(changed.labels)) == ("new", {"c": "d"})
    assert changed.description == "kept"


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_versions(api: SimpleNamespace, server: Server) -> None:
    """GAPIC tunes on, lists both versions of the one model, and deletes the second alone."""
    first = act(server, {"name": new_job(api).name}, "complete")["tunedModel"]["model"]
    spec = api.types.SupervisedTuningSpec(
        training_dataset_uri=URI, export_last_checkpoint_only=True
    )
    pre_tuned = api.types.PreTunedModel(tuned_model_name=first, checkpoint_id="2")
    job = api.types.TuningJob(pre_tuned_model=pre_tuned, supervised_tuning_spec=spec)
    job = api.jobs.create_tuning_job(parent=PARENT, tuning_job=job)
    made = act(server, {"name": job.name}, "complete")["tunedModel"]
    model = first.partition("@")[0]
    assert made["model"] == f"{model}@2"
    assert "checkpoints" not in made
    listed = [each.version_id for each in api.models.list_model_versions(name=model)]
    assert listed == ["2", "1"]

    (deployed,) = api.endpoints.get_endpoint(name=made["endpoint"]).deployed_models
    undeployed = api.endpoints.undeploy_model(
        endpoint=made["endpoint"], deployed_model_id=deployed.id
    )
    undeployed.result(timeout=30)
    api.models.delete_model_version(name=made["model"]).result(timeout=30)
    assert [each.version_id for each in api.models.list_model_versions(name=model)] == ["1"]


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_cancel_and_list(api: SimpleNamespace, server: Server) -> None:
    """GAPIC cancels one job of several, and finds it by its label and its state."""
    jobs = [new_job(api, labels={"number": str(number)}) for number in range(12)]
    api.jobs.cancel_tuning_job(name=jobs[3].name)
    server.admin("POST", "clock", {"advanceSeconds": 60})
    request = {"parent": PARENT, "filter": 'labels.number=3 AND state="JOB_STATE_CANCELLED"'}
    (found,) = api.jobs.list_tuning_jobs(request=request)
    assert (found.name, found.error.code) == (jobs[3].name, 1)
    pager = api.jobs.list_tuning_jobs(request={"parent": PARENT, "page_size": 5})
    pages = [[each.name for each in each_page.tuning_jobs] for each_page in pager.pages]
    assert [len(each_page) for each_page in pages] == [5, 5, 2]
    assert [name for each in pages for name in each] == [job.name for job in reversed(jobs)]


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


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_answers_are_the_protos(api: SimpleNamespace, server: Server) -> None:
    """What the emulator shows of jobs, models and endpoints is in Google's protos, unknowns aside.

    The protos lag the discovery document; ``tuningJobState`` and its metadata are newer.
    """
    version = "v1" if api.types is aiplatform_v1 else "v1beta1"
    job = act(server, {"name": new_job(api, labels={"a": "b"}).name}, "complete")
    shown = server.ok("GET", f"/{version}/{job['name']}")
    shown = {name: item for name, item in shown.items() if name != "tuningJobMetadata"}
    read = api.types.TuningJob()
    ParseDict(shown, api.types.TuningJob.pb(read))
    assert read.name.startswith(f"projects/{NUMBER}/")
    for kind, name in (("Model", job["tunedModel"]["model"]),):
        body = server.ok("GET", f"/{version}/{name}")
        ParseDict(body, getattr(api.types, kind).pb(getattr(api.types, kind)()))
    endpoint = server.ok("GET", f"/{version}/{job['tunedModel']['endpoint']}")
    assert set(endpoint["deployedModels"][0]) == {
        "id",
        "model",
        "modelVersionId",
        "displayName",
        "createTime",
        "checkpointId",
    }
    ParseDict(endpoint, api.types.Endpoint.pb(api.types.Endpoint()))
