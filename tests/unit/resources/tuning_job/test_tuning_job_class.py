"""The class against the schema: what can be given, what comes out, whose words are whose."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from pulumi import _types
from pulumi.dynamic.dynamic import serialize_provider
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex
from support.mocked import mocked

import pulumi_google_tuning as tuning
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.resources.registry import SECTIONS
from pulumi_google_tuning.resources.tuning_job import functions
from pulumi_google_tuning.resources.tuning_job.resource import TuningJobProvider
from pulumi_google_tuning.resources.tuning_job.typed.base import TuningJobFields

SCHEMA = ResourceSchema.load("tuning_job")
MODULE = "pulumi_google_tuning.resources.tuning_job"


def test_arguments_are_the_schemas_inputs() -> None:
    """Each input is an optional keyword, in the schema's order, and no other."""
    parameters = list(inspect.signature(tuning.TuningJob.__init__).parameters.values())[2:-1]
    assert [one.name for one in parameters] == [field.python_name for field in SCHEMA.inputs]
    assert {one.kind for one in parameters} == {inspect.Parameter.KEYWORD_ONLY}
    assert {one.default for one in parameters} == {None}


def test_outputs_are_the_contracts() -> None:
    """Each output is annotated with its type; they are those of the contract."""
    contract = "name state create_time start_time end_time error experiment tuned_model"
    own = {field.python_name for field in SCHEMA.outputs}
    came_out = "tuning_data_stats chosen_hyper_parameters billing evaluate_dataset_runs served"
    assert own == {*contract.split(), *came_out.split(), "gcs_metrics_uri", "place", "imported"}
    assert own <= set(inspect.get_annotations(TuningJobFields))
    types = _types.resource_types(tuning.TuningJob)
    assert types["createTime"] is str
    assert types["tunedModel"] == dict[str, Any]


NESTED = {
    "PreTunedModel": ("preTunedModel",),
    "EncryptionSpec": ("encryptionSpec",),
    "SupervisedTuningSpec": ("supervisedTuningSpec",),
    "SupervisedHyperParameters": ("supervisedTuningSpec", "hyperParameters"),
    "PreferenceOptimizationSpec": ("preferenceOptimizationSpec",),
    "PreferenceOptimizationHyperParameters": ("preferenceOptimizationSpec", "hyperParameters"),
    "DistillationSpec": ("distillationSpec",),
    "DistillationHyperParameters": ("distillationSpec", "hyperParameters"),
    "ReinforcementTuningSpec": ("reinforcementTuningSpec",),
    "ReinforcementTuningHyperParameters": ("reinforcementTuningSpec", "hyperParameters"),
    "CompositeRewardConfig": ("reinforcementTuningSpec", "compositeRewardConfig"),
    "FullFineTuningSpec": ("fullFineTuningSpec",),
    "PartnerModelTuningSpec": ("partnerModelTuningSpec",),
    "VeoTuningSpec": ("veoTuningSpec",),
    "VeoHyperParameters": ("veoTuningSpec", "hyperParameters"),
    "VeoLoraTuningSpec": ("veoLoraTuningSpec",),
}


@pytest.mark.parametrize("name", NESTED)
def test_args_classes_are_the_nested_schemas(name: str) -> None:
    """A typed args class has the keys of its schema, each of its type; what is needed is needed."""
    part: Mapping[str, Any] = SCHEMA.document
    for step in NESTED[name]:
        part = part["properties"][step]
    args = getattr(tuning, name)
    hints = {key: hint.__forward_arg__ for key, hint in args.__annotations__.items()}
    assert set(hints) == {snake(key) for key in part["properties"]}
    assert args.__required_keys__ == {snake(key) for key in part.get("required", ())}
    plain = {"string": "str", "number": "float", "integer": "int", "boolean": "bool"}
    for key, schema in part["properties"].items():
        wanted = None if "enum" in schema else plain.get(schema.get("type", "string"))
        also = " | int" if schema.get("x-number") else ""
        assert wanted is None or hints[snake(key)] == f"Input[{wanted}{also}]", key


def test_the_provider_is_stored_by_reference() -> None:
    """Users' states hold the provider's import path and nothing of its code."""
    stored = base64.b64decode(serialize_provider(TuningJobProvider()))
    assert (MODULE.encode() in stored, b"TuningJobProvider" in stored) == (True, True)
    assert len(stored) < 120
    assert tuning.TuningJob._provider_class is TuningJobProvider
    assert SECTIONS["tuningJobs"].resource is tuning.TuningJob


class Mocks(pulumi.runtime.Mocks):
    """Keeps what the engine would get, and gives a job's outputs."""

    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}

    def new_resource(
        self, args: pulumi.runtime.MockResourceArgs
    ) -> tuple[str | None, dict[Any, Any]]:
        """Make the resource."""
        self.inputs = dict(args.inputs)
        stats = {"supervisedTuningDataStats": {"tuningStepCount": 5}}
        return "id", {**args.inputs, "tuningDataStats": stats}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        """Answer nothing."""
        return {}


@pytest.mark.enable_socket
def test_the_users_words_stay_the_users() -> None:
    """A label's key is no field's name, whatever it is; deep outputs have Python's names."""
    mocks = Mocks()
    seen: list[Any] = []

    @pulumi.runtime.test
    def program() -> Any:
        job = tuning.TuningJob(
            "numbers",
            base_model="gemini-3.5-flash",
            supervised_tuning_spec={"training_dataset_uri": "gs://b/o"},
            labels=pulumi.Output.from_input({"base_model": "x", "api_version": "y"}),
        )
        return job.tuning_data_stats.apply(seen.append)

    with mocked(mocks):
        program()
    assert mocks.inputs["baseModel"] == "gemini-3.5-flash"
    assert mocks.inputs["labels"] == {"base_model": "x", "api_version": "y"}
    assert seen == [{"supervised_tuning_data_stats": {"tuning_step_count": 5}}]


@pytest.fixture
def vertex(monkeypatch: pytest.MonkeyPatch) -> FakeVertex:
    """Return a Vertex AI behind the functions."""
    made = FakeVertex(fake.job(state="JOB_STATE_SUCCEEDED", createTime="t"))
    monkeypatch.setattr(functions, "session", lambda: made)
    return made


@pytest.mark.parametrize("name", [fake.JOB, "7", f"{fake.PARENT}/tuningJobs/7"])
def test_a_job_is_read_by_name_or_id(vertex: FakeVertex, name: str) -> None:
    """A full name is asked for where it says, an id in the configured project and location."""
    found = tuning.get_tuning_job(name)
    assert (found.name, found.create_time) == (fake.JOB, "t")
    assert (found.tuned_model or {})["checkpoints"][0]["step"] == 5
    assert vertex.asked_at == ["us-central1"]
    elsewhere = tuning.list_tuning_jobs("labels.team=nlp", location="europe-west4")
    assert elsewhere == []
    assert vertex.asked_at[-1] == "europe-west4"
    assert vertex.sent[-1][2]["filter"] == "labels.team=nlp"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: tuning.get_tuning_job("9"), r"get_tuning_job: there is no .*tuningJobs/9"),
        (lambda: tuning.get_tuning_job("a/b"), "isn't a tuning job's name"),
        (
            lambda: tuning.generate_content(f"{fake.MODEL}@1", "seven"),
            r"is a model, but on Vertex AI an endpoint answers\. Use the endpoint of the job's",
        ),
        (lambda: tuning.generate_content(fake.JOB, "seven"), "is not an endpoint name"),
    ],
)
@pytest.mark.usefixtures("vertex")
def test_a_wrong_name_ends_in_a_sentence(ask: Any, words: str) -> None:
    """A name of something else is refused with what is meant."""
    with pytest.raises(tuning.FunctionError, match=words):
        ask()
