"""What is secret, or not known yet, anywhere in a resource or a function, as an engine sends it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NoReturn

import grpc
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2
from support.native_plugin import PROVIDER_URN, SECRET, SIGNATURE
from support.plugin import UNKNOWN
from support.samples import Path, alone, places, put

from pulumi_google_tuning.doors.native.servicer import Servicer
from pulumi_google_tuning.doors.shared import wire
from pulumi_google_tuning.doors.shared.tokens import native_token_of
from pulumi_google_tuning.fields.function_schema import function_schemas
from pulumi_google_tuning.fields.row_lists import list_names
from pulumi_google_tuning.fields.values import contains_unknown
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.one_kind import kind_of
from pulumi_google_tuning.resources.registry import RESOURCES

OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_MANY = 100
_EACH = 16
OBJECT_ID = "tunedModels/numbers"
# Nobody listens there. No base model takes every field, so what Google's pages refuse only warns.
SETTINGS = {"emulator": "http://127.0.0.1:1", "project": "p", "catalogue": "warn"}


def unknown(_value: Any) -> Any:
    """Return what isn't known yet."""
    return UNKNOWN


def secret(value: Any) -> Any:
    """Return a secret value."""
    return {SIGNATURE: SECRET, "value": value}


def secret_unknown(_value: Any) -> Any:
    """Return a secret that isn't known yet."""
    return secret(UNKNOWN)


def output(_value: Any) -> Any:
    """Return a secret that isn't known yet, as an output."""
    return {SIGNATURE: OUTPUT, "secret": True}


FORMS = [unknown, secret, secret_unknown, output]


class Refused(Exception):  # noqa: N818 - what a call ends with
    """The call ended with this sentence."""


class Context:
    """In the place of gRPC's."""

    def abort(self, _code: grpc.StatusCode, sentence: str) -> NoReturn:
        """End the call."""
        raise Refused(sentence)


def sent(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return a Struct."""
    struct = struct_pb2.Struct()
    struct.update(dict(values))
    return struct


def _answer(_session: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a function with what it was asked."""
    return {"asked": sorted(given), "text": "yes"}


@functools.cache
def _servicer() -> Servicer:
    """Return what serves a new stack's preview: its provider has no id yet."""
    functions = dict.fromkeys(function_schemas(), _answer)
    made = Servicer(lambda: "0", kind_of, lambda: functions, None)  # type: ignore[arg-type]
    urn = provider_pb2.ConfigureRequest(args=sent(SETTINGS), urn=PROVIDER_URN, id=UNKNOWN)
    made.Configure(urn, Context())
    return made


class Resource:
    """A resource in a preview."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._urn = f"urn:pulumi:test::numbers::{native_token_of(entry.title)}::numbers"

    def check(self, news: Mapping[str, Any], olds: struct_pb2.Struct | None = None) -> Any:
        """Return the answer of a check."""
        asked = provider_pb2.CheckRequest(urn=self._urn, news=sent(news), olds=olds or sent({}))
        return _servicer().Check(asked, Context())

    def checked(self, news: Mapping[str, Any], olds: struct_pb2.Struct | None = None) -> Any:
        """Return the checked inputs."""
        answer = self.check(news, olds)
        assert [(one.property, one.reason) for one in answer.failures] == []
        return answer.inputs

    def created(self, inputs: struct_pb2.Struct) -> Any:
        """Return the foreseen outputs."""
        asked = provider_pb2.CreateRequest(urn=self._urn, properties=inputs, preview=True)
        return _servicer().Create(asked, Context()).properties

    def changed(self, olds: struct_pb2.Struct, news: struct_pb2.Struct) -> None:
        """Compare, and foresee the update."""
        states = {"urn": self._urn, "id": OBJECT_ID, "olds": olds, "old_inputs": olds}
        _servicer().Diff(provider_pb2.DiffRequest(**states, news=news), Context())
        asked = provider_pb2.UpdateRequest(**states, news=news, preview=True)
        _servicer().Update(asked, Context())


def _named(entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs with a list of rows in the argument that takes it."""
    lists = list_names(entry.schema)
    return {
        lists[name] if name in lists and isinstance(value, list) else name: value
        for name, value in values.items()
    }


def _at(values: Any, path: Path) -> Any:
    for step in path:
        values = values[step]
    return values


def _chosen(entry: Entry, form: Any) -> list[Path]:
    """Return some of a large resource's places for each form, and all of a small one's."""
    found = list(places(entry.schema))
    return found if len(found) < _MANY else found[FORMS.index(form) :: _EACH]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("entry", RESOURCES, ids=lambda one: one.title)
def test_any_value_of_a_resource_may_be_open_or_secret(entry: Entry, form: Any) -> None:
    """Whole or any part of it: the check, both previews and the diff take it, and keep its mark."""
    _take(entry, form, _chosen(entry, form))


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "entry",
    [entry for entry in RESOURCES if len(list(places(entry.schema))) >= _MANY],
    ids=lambda one: one.title,
)
def test_every_value_of_a_large_resource_may_be(entry: Entry, form: Any) -> None:
    """The same for all of its places."""
    _take(entry, form, list(places(entry.schema)))


def _take(entry: Entry, form: Any, paths: list[Path]) -> None:
    resource = Resource(entry)
    for path in paths:
        plain = alone(entry.schema, path)
        given = _named(entry, put(plain, path, form(_at(plain, path))))
        if form is not unknown and "x-plain" in entry.schema.fields[str(path[0])].schema:
            (refused,) = resource.check(given).failures
            assert "can't be kept secret" in refused.reason
            continue
        inputs = resource.checked(given)
        read = wire.read(inputs)
        assert contains_unknown(read.values) == (form is not secret), path
        marked = {one for one in read.secrets if one[0] == path[0]}
        assert bool(marked) == (form is not unknown), path
        outputs = resource.created(inputs)
        assert wire.read(outputs).secrets >= marked & {(one,) for one in outputs}, path
        known = resource.checked(_named(entry, plain))
        resource.checked(given, known)
        resource.changed(known, inputs)
        resource.changed(inputs, known)


def _arguments(name: str) -> dict[str, Any]:
    """Return a value for each argument of a function."""
    parts = function_schemas()[name].inputs["properties"]
    return {key: _argument(key, part) for key, part in parts.items()}


def _argument(name: str, schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    examples = {"object": {"topK": 3}, "integer": 1, "number": 1, "boolean": True}
    return examples.get(str(schema.get("type")), "gs://bucket/a" if name == "uri" else "a")


@pytest.mark.parametrize("name", function_schemas())
def test_any_argument_of_a_function_may_be_open_or_secret(name: str) -> None:
    """What isn't known is said to be so, of the argument alone; of a secret the answer is one."""
    whole = _arguments(name)
    for argument, value in whole.items():
        for form in FORMS:
            parts = [form(value), {"topK": form(3)}] if isinstance(value, dict) else [form(value)]
            for given in parts:
                args = sent({**whole, argument: given})
                asked = provider_pb2.InvokeRequest(tok=f"google-tuning:index:{name}", args=args)
                answer = _servicer().Invoke(asked, Context())
                reasons = [one.reason for one in answer.failures]
                if form is secret:
                    result = wire.read(getattr(answer, "return"))
                    assert (reasons, result.secrets) == ([], {("asked",), ("text",)})
                else:
                    assert len(reasons) == 1, (argument, form)
                    assert "isn't known yet, and a function asks Google at once" in reasons[0]
