"""Every body that the provider can send, held against Google's own protos.

Only the protos are loaded here, and pulumi without its google.rpc.Status: one process can't have
that and googleapis'.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest
from google.ai import generativelanguage_v1beta, generativelanguage_v1beta3
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.json_format import ParseDict
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.google.body import encoded
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.request import RequestInfo
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.resources import prompts
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind

PROTOS: dict[str, ModuleType] = {
    "v1beta": generativelanguage_v1beta,
    "v1beta3": generativelanguage_v1beta3,
}
MODEL = "tunedModels/numbers-3f9c1ab2"
PERMISSION = f"{MODEL}/permissions/17"
INT32 = st.integers(1, 2**31 - 1)
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
# The protos have 32-bit floats.
RATES = st.floats(1e-9, 1e9)


class Wire(Session):
    """A session that keeps what would be sent, and shows one object."""

    def __init__(self, shown: Mapping[str, Any] | None = None) -> None:
        super().__init__(Config())
        self.shown = dict(shown or {})
        self.sent: list[tuple[str, str, dict[str, str], dict[str, Any]]] = []

    def _perform(self, request: RequestInfo) -> dict[str, Any]:
        """Keep the request."""
        if request.body is not None:
            params = dict(request.params or {})
            body = json.loads(encoded(request.body))
            self.sent.append((request.method, request.path, params, body))
        return self.shown


# The first session imports google-auth: here, and not in the time that an example may take.
Wire()


def message(proto: Any) -> Any:
    """Return an empty protobuf message of a proto-plus class."""
    return proto.pb()()


def parsed(body: Mapping[str, Any], proto: Any) -> Any:
    """Parse a body as Google's own JSON parser does; an unknown field raises ParseError."""
    return ParseDict(dict(body), message(proto))


def checked(kind: Kind, news: Mapping[str, Any]) -> Any:
    """Check inputs as a preview does; they must be right."""
    found = check(kind.schema, news)
    assert found.failures == []
    return found


def settings(version: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return hyperparameters in every combination that a version takes."""
    rates = ["learningRate", "learningRateMultiplier"] if version == "v1beta" else ["learningRate"]
    return st.sampled_from(rates).flatmap(
        lambda rate: st.fixed_dictionaries(
            {}, optional={"epochCount": INT32, "batchSize": INT32, rate: RATES}
        )
    )


def patched_fields(version: str) -> dict[str, st.SearchStrategy[Any]]:
    """Return the fields of a tuned model that change in place."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "displayName": TEXT,
        "description": TEXT,
        "temperature": st.floats(0, 1),
        "topP": st.floats(0, 1),
        "topK": INT32,
    }
    if version == "v1beta":
        numbers = st.integers(1, 10**18 - 1)
        fields["readerProjectNumbers"] = st.lists(numbers, unique=True, max_size=3)
    return fields


def models(version: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return the inputs of a tuned model, as a program may write them."""
    source = st.one_of(
        st.just({"baseModel": "gemini-1.5-flash-001-tuning"}),
        st.just({"tunedModelSource": "tunedModels/parent"}),
    )
    example = st.tuples(TEXT.filter(bool), TEXT.filter(bool)).map(list)
    rest = st.fixed_dictionaries(
        {"trainingData": st.lists(example, min_size=1, max_size=3), "apiVersion": st.just(version)},
        optional={
            "hyperparameters": settings(version),
            "tunedModelId": st.just("mine"),
            "revision": TEXT,
            "wait": st.booleans(),
            "adopt": st.booleans(),
            "timeouts": st.just({"create": "6h"}),
            **patched_fields(version),
        },
    )
    return st.tuples(source, rest).map(lambda both: both[0] | both[1])


def unpolled(_kind: Kind, _values: Mapping[str, Any]) -> Poller:
    """Return a poller for what is ready, which nobody may ask."""
    return Poller(
        lambda _key: pytest.fail("an object is polled"),
        lambda _wanted: pytest.fail("a list is polled"),
        Pace(),
    )


def mask_of(params: Mapping[str, str], proto: Any) -> FieldMask:
    """Read the updateMask of a request; each path must be a field of the message."""
    assert set(params) == {"updateMask"}
    mask = FieldMask()
    mask.FromJsonString(params["updateMask"])
    assert mask.paths
    assert mask.IsValidForDescriptor(message(proto).DESCRIPTOR), list(mask.paths)
    return mask


@pytest.mark.parametrize("version", PROTOS)
@given(data=st.data())
def test_a_create_is_googles_tuned_model(version: str, data: st.DataObject) -> None:
    """Whatever a program declares, the create's body is a TunedModel with all it declared."""
    kind = TunedModelKind()
    found = checked(kind, data.draw(models(version)))
    wire = Wire({"name": MODEL})
    kind.create(wire, MODEL, found.inputs, found.data, Call())
    ((method, path, params, body),) = wire.sent
    assert (method, path) == ("POST", f"/{version}/tunedModels")
    assert params == {"tunedModelId": MODEL.removeprefix("tunedModels/")}

    model = parsed(body, PROTOS[version].TunedModel)
    inputs = found.inputs
    assert model.base_model == inputs.get("baseModel", "")
    assert model.tuned_model_source.tuned_model == inputs.get("tunedModelSource", "")
    assert model.display_name == inputs.get("displayName", "")
    rows = model.tuning_task.training_data.examples.examples
    assert len(rows) == inputs["trainingData"]["exampleCount"]
    said = inputs.get("hyperparameters", {})
    sent = model.tuning_task.hyperparameters
    assert {name.json_name for name, _ in sent.ListFields()} == set(said)
    assert sent.epoch_count == said.get("epochCount", 0)
    readers = getattr(model, "reader_project_numbers", [])
    assert sorted(map(str, readers)) == sorted(inputs.get("readerProjectNumbers", []))


@pytest.mark.parametrize("version", PROTOS)
@given(data=st.data())
def test_a_patch_names_fields_of_the_tuned_model(version: str, data: st.DataObject) -> None:
    """Whatever changes in place, mask and body are Google's, and the body says no more."""
    kind = TunedModelKind()
    fields = patched_fields(version)
    base = {"baseModel": "b", "trainingData": [["1", "2"]], "apiVersion": version, "wait": False}
    drawn = st.fixed_dictionaries({}, optional=fields)
    old = checked(kind, base | data.draw(drawn)).inputs
    new = checked(kind, base | data.draw(drawn)).inputs
    shown = kind.create_body(old, None) | {"name": MODEL, "state": "ACTIVE"}
    wire = Wire(shown)
    life = Lifecycle(kind, wire, unpolled)
    life.update(Call(), MODEL, old, {}, new)
    for method, path, params, body in wire.sent:
        assert (method, path) == ("PATCH", f"/{version}/{MODEL}")
        mask = mask_of(params, PROTOS[version].TunedModel)
        sent = parsed(body, PROTOS[version].TunedModel)
        in_body = {field.name for field, _ in sent.ListFields()}
        assert in_body <= set(mask.paths)
        assert set(body) <= set(params["updateMask"].split(",")) <= set(fields)
    removed = set(old) - set(new)
    masked = {name for *_, params, _ in wire.sent for name in params["updateMask"].split(",")}
    assert removed <= masked
    assert len(wire.sent) <= 1


@pytest.mark.parametrize("version", PROTOS)
@pytest.mark.parametrize("role", ["READER", "WRITER"])
@pytest.mark.parametrize(
    "grantee",
    [
        {"granteeType": "USER", "emailAddress": "her@example.com"},
        {"granteeType": "GROUP", "emailAddress": "them@example.com"},
        {"granteeType": "EVERYONE"},
    ],
    ids=["user", "group", "everyone"],
)
def test_a_permission_is_googles(version: str, role: str, grantee: dict[str, str]) -> None:
    """A grant's body is a Permission, and its patch names the role alone."""
    kind = PermissionKind()
    news = {"tunedModel": MODEL, "role": role, "apiVersion": version, **grantee}
    inputs = checked(kind, news).inputs
    wire = Wire({"name": PERMISSION})
    kind.create(wire, "", inputs, None, Call())
    ((method, path, params, body),) = wire.sent
    assert (method, path, params) == ("POST", f"/{version}/{MODEL}/permissions", {})
    proto = PROTOS[version].Permission
    permission = parsed(body, proto)
    assert permission.role == proto.Role[role]
    assert permission.grantee_type == proto.GranteeType[grantee["granteeType"]]
    assert permission.email_address == grantee.get("emailAddress", "")

    other = {"READER": "WRITER", "WRITER": "READER"}[role]
    wire = Wire({"name": PERMISSION, "role": other, **grantee})
    life = Lifecycle(kind, wire, unpolled)
    life.update(Call(), PERMISSION, inputs | {"role": other}, {}, inputs)
    ((method, path, params, body),) = wire.sent
    assert (method, path) == ("PATCH", f"/{version}/{PERMISSION}")
    assert list(mask_of(params, proto).paths) == ["role"]
    assert parsed(body, proto).role == proto.Role[role]


@pytest.mark.parametrize(
    ("ask", "version", "method", "proto"),
    [
        (
            lambda: prompts.generate_content(MODEL, "seven"),
            "v1beta",
            "generateContent",
            generativelanguage_v1beta.GenerateContentRequest,
        ),
        (
            lambda: prompts.generate_content(
                MODEL, "seven", {"temperature": 0.5, "topK": 3, "stopSequences": ["."]}
            ),
            "v1beta",
            "generateContent",
            generativelanguage_v1beta.GenerateContentRequest,
        ),
        (
            lambda: prompts.generate_text(MODEL, "seven"),
            "v1beta3",
            "generateText",
            generativelanguage_v1beta3.GenerateTextRequest,
        ),
        (
            lambda: prompts.generate_text(MODEL, "seven", temperature=0.0, candidate_count=2),
            "v1beta3",
            "generateText",
            generativelanguage_v1beta3.GenerateTextRequest,
        ),
    ],
    ids=["content", "content with a config", "text", "text with all"],
)
def test_a_question_is_googles(
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[], Any],
    version: str,
    method: str,
    proto: Any,
) -> None:
    """The body of each function that asks a model is its request message, prompt included."""
    wire = Wire()
    monkeypatch.setattr(prompts, "session", lambda: wire)
    ask()
    ((verb, path, params, body),) = wire.sent
    assert (verb, path, params) == ("POST", f"/{version}/{MODEL}:{method}", {})
    request = parsed(body, proto)
    prompt = getattr(request, "prompt", None)
    said = prompt.text if prompt else request.contents[0].parts[0].text
    assert said == "seven"
