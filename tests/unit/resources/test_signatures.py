"""The classes against the schemas: what can be given, what comes out, what is public."""

from __future__ import annotations

import base64
import importlib
import inspect
import sys
import typing
from typing import Any

import pulumi
import pytest
from pulumi import _types
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_google_tuning as tuning
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.program.parts import PartsOutput
from pulumi_google_tuning.program.resource import TuningResource
from pulumi_google_tuning.resources import registry
from pulumi_google_tuning.resources.tuned_model.resource import TunedModelProvider
from tools.field_text import describe

RESOURCES = [(entry.resource, entry.name) for entry in registry.RESOURCES]
# Users' states hold these (DESIGN.md, "the import paths of the provider classes").
KEPT = {
    "TunedModel": "pulumi_google_tuning.resources.tuned_model.resource",
    "TunedModelPermission": "pulumi_google_tuning.resources.tuned_model_permission.resource",
    "TuningDataset": "pulumi_google_tuning.resources.tuning_dataset.resource",
    "TuningJob": "pulumi_google_tuning.resources.tuning_job.resource",
}
PROVIDERS = [
    (f"pulumi_google_tuning.resources.{entry.name}.resource", f"{entry.title}Provider")
    for entry in registry.RESOURCES
]
# In base64; the state holds it twice a resource.
MOST_CHARACTERS = 160
DILL: Any = importlib.import_module("dill")  # untyped


@pytest.mark.parametrize(("resource", "schema"), RESOURCES)
def test_arguments_are_the_schemas_inputs(resource: type[TuningResource], schema: str) -> None:
    """Each input of the schema is a keyword, and no other; what is required has no default."""
    fields = ResourceSchema.load(schema)
    signature = inspect.signature(resource.__init__).parameters
    given = {
        name: parameter
        for name, parameter in signature.items()
        if name not in {"self", "resource_name", "opts"}
    }
    assert set(given) == {field.python_name for field in fields.inputs}
    assert {parameter.kind for parameter in given.values()} == {inspect.Parameter.KEYWORD_ONLY}
    required = {name for name, parameter in given.items() if parameter.default is parameter.empty}
    assert required == {snake(name) for name in fields.document["required"]}
    assert {given[name].default for name in set(given) - required} == {None}
    assert list(signature)[:2] == ["self", "resource_name"]
    assert signature["opts"].default is None


@pytest.mark.parametrize(("resource", "schema"), RESOURCES)
def test_each_field_is_an_attribute_with_its_type(
    resource: type[TuningResource], schema: str
) -> None:
    """Inputs and outputs are annotated, each as an Output of its type, and nothing else is."""
    fields = ResourceSchema.load(schema)
    (typed,) = [one for one in resource.__mro__ if one.__name__ == f"{fields.title}Fields"]
    own = inspect.get_annotations(typed, eval_str=True)
    assert list(own) == [field.python_name for field in fields.fields.values()]
    plain = {"boolean": bool, "number": float, "integer": int, "array": list, "object": dict}
    for field in fields.fields.values():
        hint = own[field.python_name]
        if isinstance(hint, type) and issubclass(hint, PartsOutput):
            assert field.read_only
            assert field.schema["properties"]
            parts = [snake(name) for name in field.schema["properties"]]
            assert list(inspect.get_annotations(hint)) == parts
            # A name that an Output or a dict has already could not be read as an attribute.
            assert not {name for name in parts if hasattr(pulumi.Output, name)}
            assert not {name for name in parts if hasattr(dict, name)}
            continue
        assert typing.get_origin(hint) is pulumi.Output
        (inner,) = typing.get_args(hint)
        whole = typing.get_origin(inner)
        kinds = {whole} if whole in (list, dict) else set(typing.get_args(inner) or (inner,))
        kinds = {typing.get_origin(part) or part for part in kinds}
        kind = field.schema.get("type", "string")
        assert kinds - {type(None)} == {plain.get(kind, str)}, field.name


@pytest.mark.parametrize(("resource", "schema"), RESOURCES)
def test_each_argument_has_its_line(resource: type[TuningResource], schema: str) -> None:
    """The docstring has each argument with its description and its limits."""
    text = " ".join((resource.__init__.__doc__ or "").split())
    for field in ResourceSchema.load(schema).inputs:
        assert f" {field.python_name}: {' '.join(describe(field.schema).split())}" in text


@pytest.mark.parametrize(
    ("args", "field"),
    [(tuning.Hyperparameters, "hyperparameters"), (tuning.Timeouts, "timeouts")],
)
def test_args_classes_are_the_nested_schemas(args: Any, field: str) -> None:
    """A typed args class has the keys of its schema, each an Input of the schema's type."""
    nested = ResourceSchema.load("tuned_model").fields[field].schema["properties"]
    hints = typing.get_type_hints(args, localns=vars(pulumi.output))
    assert set(hints) == {snake(name) for name in nested}
    assert args.__required_keys__ == frozenset()
    plain = {"string": str, "number": float, "integer": int}
    for name, schema in nested.items():
        assert plain[schema["type"]] in typing.get_args(hints[snake(name)])


def test_the_door_is_sorted_and_complete() -> None:
    """`__all__` is sorted, and holds the contract's names and nothing that isn't there."""
    assert tuning.__all__ == sorted(tuning.__all__)
    assert all(hasattr(tuning, name) for name in tuning.__all__)
    functions = ["get_tuned_model", "list_tuned_models", "generate_content", "generate_text"]
    contract = ["TunedModel", "TunedModelPermission", "Hyperparameters", *functions]
    assert {*contract, *(f"{name}_output" for name in functions)} <= set(tuning.__all__)


def test_what_states_hold_never_changes() -> None:
    """The providers' import paths are those of every state, and each type it has is known."""
    for name, module in KEPT.items():
        assert (module, f"{name}Provider") in PROVIDERS
        entry = registry.of_type(f"pulumi-python:dynamic/google-tuning:{name}")  # the first
        assert entry is not None
        assert entry.resource is getattr(tuning, name)
        own = f"{name[0].lower()}{name[1:]}:{name}"
        assert entry.resource._resource_type_name == f"dynamic/{own}"
        assert entry.resource.pulumi_type == entry.token
        assert registry.of_type(entry.token) is entry
    assert registry.of_type("pulumi-python:dynamic/other:TunedModel") is None


def test_each_resource_is_public() -> None:
    """What a resource's folder exports can be had from the package itself."""
    for entry in registry.RESOURCES:
        names = [entry.title, *(name for module in entry.public for name in module.__all__)]
        assert set(names) <= set(tuning.__all__)
        assert set(entry.exported) <= {field.name for field in entry.schema.outputs}


@pytest.mark.parametrize(("module", "name"), PROVIDERS)
def test_a_provider_is_stored_by_reference(module: str, name: str) -> None:
    """A provider pickles to its import path alone: nothing of its code gets into a state."""
    provider = getattr(importlib.import_module(module), name)
    stored = serialize_provider(provider())
    assert len(stored) <= MOST_CHARACTERS
    pickled = base64.b64decode(stored)
    assert module.encode() in pickled
    assert name.encode() in pickled
    again = DILL.loads(pickled)
    assert type(again) is provider
    assert vars(again) == {}


def test_thousands_of_resources_are_stored() -> None:
    """The SDK's own way to store a provider grows with each one; Python's stack must not end."""
    provider = TunedModelProvider("acme")
    stored = {serialize_provider(provider) for _ in range(3 * sys.getrecursionlimit())}
    assert len(stored) == 1
    assert DILL.loads(base64.b64decode(stored.pop())).organization == "acme"


@pytest.mark.parametrize(("resource", "_schema"), RESOURCES)
def test_a_resource_uses_a_provider_that_is_kept(
    resource: type[TuningResource], _schema: str
) -> None:
    """What a resource hands to the SDK is one of the classes whose path never changes."""
    used = resource._provider_class
    assert (used.__module__, used.__qualname__) in PROVIDERS
    assert used.serialize_as_secret_always is False


def test_whole_numbers_are_whole_in_programs() -> None:
    """The SDK knows each output's type by the state's name, and makes an int of a 38.0."""
    types = _types.resource_types(tuning.TunedModel)
    assert types["totalSteps"] is int
    assert types["topK"] is int
    assert types["finalLoss"] is float


def test_a_subclass_is_of_its_parents_type_or_of_its_own() -> None:
    """A program's subclass is what it extends; one that names a type of its own has that."""

    class Mine(tuning.TunedModel):
        """A subclass as programs write them."""

    class Other(tuning.TunedModel, module="mine", name="Other"):
        """A subclass with a type of its own."""

    assert Mine._resource_type_name == "dynamic/tunedModel:TunedModel"
    assert Mine.pulumi_type == tuning.TunedModel.pulumi_type
    assert Other._resource_type_name == "dynamic/mine:Other"
    assert Other.pulumi_type == "pulumi-python:dynamic/mine:Other"
