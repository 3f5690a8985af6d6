"""Every request about a tuning job, held against Google's discovery documents and protos.

The protos on PyPI lag behind the documents: a body is right when every field of it is in the
document of its version, and what the proto has as well must parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from google.cloud.aiplatform_v1.types import TuningJob as TuningJobV1
from google.cloud.aiplatform_v1beta1.types import TuningJob as TuningJobV1Beta1
from google.protobuf.json_format import ParseDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support import discovery
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex
from support.waiting import NoPause

from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.resources import prompts
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind
from pulumi_google_tuning.resources.tuning_job.spec import SPECS

KIND = TuningJobKind()
PROTOS: dict[str, Any] = {"v1": TuningJobV1, "v1beta1": TuningJobV1Beta1}
GIVEN = [field.name for field in KIND.schema.inputs if not field.provider_only]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
WORDS = {
    "baseModel": st.sampled_from(["gemini-2.5-flash", "publishers/google/models/gemini-2.5-pro"]),
    "labels": st.dictionaries(st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True), st.just("x")),
    "metrics": st.just([{"predefinedMetricSpec": {"metricSpecName": "bleu"}}]),
    "outputConfig": st.just({"gcsDestination": {"outputUriPrefix": "gs://bucket/out"}}),
    "datasetCustomMetrics": st.just(
        [{"displayName": "mine", "aggregationFunction": "def f(): ..."}]
    ),
    "autoraterConfig": st.just({"samplingCount": 4}),
    "inferenceGenerationConfig": st.just({"temperature": 0.5}),
    "serviceAccount": st.just("tuning@my-project.iam.gserviceaccount.com"),
    "checkpointId": st.just("3"),
}
slow = settings(
    # A failing body names its field by itself, and shrinking one of this size takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def of_version(part: Mapping[str, Any], version: str) -> bool:
    """Return whether a field is in a version."""
    return version in part.get("x-versions", [version])


def values(name: str, part: Mapping[str, Any], version: str) -> st.SearchStrategy[Any]:
    """Return right values of a field, from its schema."""
    if name in WORDS:
        return WORDS[name]
    if "enum" in part:
        return st.sampled_from(part["enum"])
    kind = part.get("type")
    if kind == "object":
        return objects(part, version)
    if kind == "array":
        return st.lists(values("", part["items"], version), min_size=1, max_size=2)
    if kind == "integer":
        return st.integers(part["minimum"], part["maximum"])
    if kind == "number":
        return st.floats(part.get("minimum", 0.001), 0.9)
    if kind == "boolean":
        return st.booleans()
    return st.just(part["x-example"]) if "x-example" in part else TEXT


def objects(part: Mapping[str, Any], version: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return right objects: what is required, any of the rest, one of what excludes each other."""
    fields = {n: p for n, p in part.get("properties", {}).items() if of_version(p, version)}
    groups = part.get("x-exclusive", [])
    needed = {*part.get("required", ()), *(group[0] for group in part.get("x-one-of", []))}

    @st.composite
    def draw(pick: Any) -> dict[str, Any]:
        names = [name for name in fields if name in needed or pick(st.booleans())]
        for group in groups:
            both = [name for name in group if name in names]
            names = [name for name in names if name not in both[1:]]
        return {name: pick(values(name, fields[name], version)) for name in names}

    return draw()


@st.composite
def jobs(pick: Any, version: str) -> dict[str, Any]:
    """Return the inputs of a right job."""
    fields = KIND.schema.fields
    spec = pick(st.sampled_from([n for n in SPECS if of_version(fields[n].schema, version)]))
    source = pick(st.sampled_from(["baseModel", "preTunedModel"]))
    others = [name for name in GIVEN if name not in {*SPECS, "baseModel", "preTunedModel"}]
    names = [spec, source, *(n for n in others if of_version(fields[n].schema, version))]
    if source == "preTunedModel":
        names = [name for name in names if name != "customBaseModel"]
    return {
        "apiVersion": version,
        **{name: pick(values(name, fields[name].schema, version)) for name in names},
    }


def pruned(value: Any, descriptor: Any) -> Any:
    """Leave out what the proto doesn't have: fields, and values of an enum."""
    if isinstance(value, list):
        return [pruned(item, descriptor) for item in value]
    if not isinstance(value, Mapping) or descriptor is None:
        return value
    if descriptor.full_name.startswith("google.protobuf.") or descriptor.GetOptions().map_entry:
        return value
    fields = {field.json_name: field for field in descriptor.fields}
    return {
        key: pruned(item, fields[key].message_type)
        for key, item in value.items()
        if key in fields and _is_known(item, fields[key].enum_type)
    }


def _is_known(value: Any, enum: Any) -> bool:
    return enum is None or value in enum.values_by_name


@pytest.mark.parametrize("version", PROTOS)
@slow
@given(data=st.data())
def test_a_create_is_googles_tuning_job(version: str, data: st.DataObject) -> None:
    """Whatever a program declares: each field is the document's, and all that it declared is sent.

    What the protos have of it parses into a TuningJob.
    """
    found = check(KIND.schema, data.draw(jobs(version)))
    assert found.failures == []
    vertex = FakeVertex()
    KIND.create(vertex, "numbers-0123", found.inputs, None, Call())
    ((method, path, params, body),) = vertex.sent
    assert (method, path) == ("POST", f"{fake.PARENT}/tuningJobs")
    assert body is not None
    assert discovery.request_faults(version, method, path, params, body) == []
    assert set(body) == {name for name in GIVEN if name in found.inputs} | {"labels"}
    said = found.inputs.get("labels", {})
    assert body["labels"] == {**said, "pulumi-google-tuning": "numbers-0123"}

    message = PROTOS[version].pb()()
    job = ParseDict(pruned(body, message.DESCRIPTOR), message)
    assert job.base_model == found.inputs.get("baseModel", "")
    epochs = found.inputs.get("supervisedTuningSpec", {}).get("hyperParameters", {})
    sent = job.supervised_tuning_spec.hyper_parameters
    assert sent.epoch_count == epochs.get("epochCount", 0)


def differing(
    version: str, mine: Mapping[str, Any], part: Mapping[str, Any], path: str
) -> Iterator[str]:
    """Name each input field that only one of schema and document has, and each other type."""
    part = discovery.resolved(version, part)
    if "properties" not in mine:
        return
    own = {name: p for name, p in mine["properties"].items() if of_version(p, version)}
    theirs = {n: p for n, p in part.get("properties", {}).items() if not p.get("readOnly")}
    for name in {*own, *theirs}:
        if name not in own or name not in theirs:
            yield f"{path}.{name} stands in one only"
            continue
        one, other = own[name], discovery.resolved(version, theirs[name])
        while one.get("type") == "array":
            one, other = one["items"], discovery.resolved(version, other["items"])
        if "enum" in one:
            if one["enum"] != [e for e in other["enum"] if not e.endswith("_UNSPECIFIED")]:
                yield f"{path}.{name} has other values"
        elif one["type"] == "integer":
            if one.get("format") != other.get("format"):
                yield f"{path}.{name} is {other.get('format')}"
        elif other["type"] not in ("any", one["type"]):
            yield f"{path}.{name} is {other['type']}"
        yield from differing(version, one, theirs[name] if one is own[name] else other, name)


@pytest.mark.parametrize("version", PROTOS)
def test_the_schema_is_the_document(version: str) -> None:
    """Every input of Google's TuningJob is ours, under its versions, with its type and values."""
    fields = {name: KIND.schema.fields[name].schema for name in GIVEN}
    found = differing(version, {"properties": fields}, {"$ref": "TuningJob"}, "TuningJob")
    assert list(found) == []


@pytest.mark.parametrize("version", PROTOS)
def test_every_other_request_is_googles(version: str) -> None:
    """Reads, lists, patches, and each step of a deletion are methods of the document."""
    vertex = fake.everything()
    parent = {"tunedModelName": f"{fake.PARENT}/models/11@2"}
    vertex.hold(fake.job(preTunedModel=parent))
    vertex.hold(fake.model("2"))
    api: Any = vertex
    where = {"apiVersion": version}
    news = {"tunedModelDisplayName": "new", "labels": {"a": "b"}, "description": "d"}
    KIND.patch(api, fake.JOB, {**where, **news}, {}, [*news], {"labels": {"c": "d"}})
    vertex.hold(fake.job())
    KIND.patch(api, fake.JOB, {**where, **news}, {}, [*news], {})
    KIND.find(api, "numbers-0123", where)
    KIND.list_all(api, where)
    vertex.hold(fake.job(preTunedModel=parent))
    KIND.delete(api, fake.JOB, where, Call(cancel=NoPause()))
    vertex.hold({"name": fake.JOB, "state": "JOB_STATE_RUNNING"})
    vertex.on["cancel"] = lambda held, _: held.hold(fake.job(state="JOB_STATE_CANCELLED"))
    KIND.delete(api, fake.JOB, where, Call(cancel=NoPause()))
    asked = {f"{verb} {path.rpartition(':')[2]}" for verb, path, *_ in vertex.sent if ":" in path}
    assert {a.split()[-1] for a in asked} == {
        *("undeployModel", "listVersions", "mergeVersionAliases", "deleteVersion", "cancel")
    }
    for verb, path, params, body in vertex.sent:
        assert discovery.request_faults(version, verb, path, params, body) == [], path
        for name in str(params.get("updateMask", "")).split(","):
            place = "Model" if "/models/" in path else "Endpoint"
            assert not name or name in discovery.schema(version, place)["properties"]


def test_a_question_to_an_endpoint_is_googles(monkeypatch: pytest.MonkeyPatch) -> None:
    """generate_content on an endpoint is the document's method, at the endpoint's own location."""
    where = "projects/my-project/locations/europe-west4/endpoints/5"
    vertex = FakeVertex(fake.endpoint(where))
    vertex.on["generateContent"] = lambda *_: None
    monkeypatch.setattr(prompts, "session", lambda: vertex)
    prompts.generate_content(where, "seven", {"temperature": 0.5, "stopSequences": ["."]})
    ((verb, path, params, body),) = vertex.sent
    assert discovery.request_faults("v1", verb, path, params, body) == []
    assert body is not None
    assert body["contents"][0]["parts"][0]["text"] == "seven"
    assert vertex.asked_at == ["europe-west4"]
