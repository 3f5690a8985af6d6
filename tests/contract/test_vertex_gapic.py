"""Google's GAPIC clients of Vertex AI, unchanged, against the emulator."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from contract_server import Server
from google.api_core import exceptions
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform_v1, aiplatform_v1beta1
from google.protobuf.json_format import ParseDict
from vertex_server import BASE_MODEL, LOCATION, NUMBER, PLACE, PROJECT, URI, act, put_rows

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
    """Return a version's types and its three clients, and a dataset."""
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
        assert type(undeployed.result()) is api.types.UndeployModelResponse
        api.endpoints.delete_endpoint(name=name).result()
    api.models.delete_model(name=model.name.partition("@")[0]).result()

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
    made = operation.result()
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
    undeployed.result()
    api.models.delete_model_version(name=made["model"]).result()
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


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_answers_are_the_protos(api: SimpleNamespace, server: Server) -> None:
    """What the emulator shows of jobs, models and endpoints is in Google's protos, unknowns aside.

    The protos lag the discovery document; ``tuningJobState``, its metadata and where the metrics
    are written are newer.
    """
    version = "v1" if api.types is aiplatform_v1 else "v1beta1"
    job = act(server, {"name": new_job(api, labels={"a": "b"}).name}, "complete")
    shown = server.ok("GET", f"/{version}/{job['name']}")
    newer = {"tuningJobMetadata", "gcsMetricsUri"}
    shown = {name: item for name, item in shown.items() if name not in newer}
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
