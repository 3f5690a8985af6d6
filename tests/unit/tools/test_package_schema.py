"""schema/package.json: made from the other schemas, and what Pulumi's languages can take."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import pulumi_google_tuning as package
from pulumi_google_tuning.fields.function_schema import FunctionSchema, function_schemas
from pulumi_google_tuning.fields.row_lists import list_names
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.lifecycle.importable import Importable
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import FUNCTIONS as FUNCTIONS_THAT_READ
from pulumi_google_tuning.resources.registry import RESOURCES
from tools import package_schema
from tools.package_schema.types import Types, token

SPEC = load_schema("package.json")
# pkg/codegen/schema/pulumi.json of github.com/pulumi/pulumi/pkg/v3 3.259.0, Apache License 2.0.
METASCHEMA = Path(__file__).parents[2] / "support" / "pulumi_package.schema.json"
FUNCTIONS = list(function_schemas().values())
RESULTS = {
    "generateContent": package.GenerateResult,
    "generateText": package.GenerateResult,
    "getTunedModel": package.TunedModelResult,
    "listTunedModels": package.TunedModelResult,
    "getTuningJob": package.TuningJobResult,
    "listTuningJobs": package.TuningJobResult,
}
# Which words JavaScript keeps for itself, of those that a key may be.
RESERVED = {"delete", "default", "export", "import", "new", "in", "function", "class", "enum"}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every map in a document."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)


def resource(entry: Entry) -> dict[str, Any]:
    """Return a resource of the package."""
    found: dict[str, Any] = SPEC["resources"][token(entry.title)]
    return found


def properties() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property of the package."""
    for node in nodes(SPEC):
        for key in ("properties", "inputProperties", "variables"):
            if isinstance(node.get(key), dict):
                yield from node[key].items()


def test_it_is_made_from_the_others() -> None:
    """Each field stands once: the file is what `make schema` writes."""
    assert package_schema.PATH.read_text(encoding="utf-8") == package_schema.text()


def test_it_is_a_package_of_pulumis() -> None:
    """Pulumi's own schema of such files takes it, and no keyword of ours is left in it."""
    # Its patterns name their groups as ECMA-262 does.
    text = METASCHEMA.read_text(encoding="utf-8").replace("(?<", "(?P<")
    assert list(Draft202012Validator(json.loads(text)).iter_errors(SPEC)) == []
    assert '"x-' not in json.dumps(SPEC)


def test_pulumi_binds_it() -> None:
    """The CLI finds no fault in it, where it finds a reference to nothing."""
    command = ["pulumi", "schema", "check", str(package_schema.PATH)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(shutil.which("gen-sdk") is None, reason="make setup-dev builds it with Go")
def test_pulumis_generators_take_it(tmp_path: Path) -> None:
    """Each language gets its files, and no two names become one name in Go."""
    command = ["gen-sdk", str(package_schema.PATH), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    declared = Counter(
        name
        for file in (tmp_path / "go" / "googletuning").glob("*.go")
        for name in re.findall(r"^(?:type|func) (\w+)", file.read_text(), re.MULTILINE)
    )
    assert [name for name, times in declared.items() if times > 1 and name != "init"] == []


def test_every_reference_is_to_something() -> None:
    """No type is referred to that isn't there, and none is there that nothing refers to."""
    wanted = {node["$ref"] for node in nodes(SPEC) if isinstance(node.get("$ref"), str)}
    ours = {one for one in wanted if not one.startswith("pulumi.json#/")}
    assert ours == {f"#/types/{name}" for name in SPEC["types"]}
    assert wanted - ours <= {f"pulumi.json#/{name}" for name in ("Any", "Asset")}


def test_no_language_is_told_to_replace_or_to_fill_in() -> None:
    """An SDK sends such marks to the engine: a change would replace, a default would patch."""
    for name, part in properties():
        assert not {"replaceOnChanges", "default", "defaultInfo", "const"} & set(part), name


def test_no_union_has_a_list() -> None:
    """Pulumi's SDK for Python fails on a list that may be something else."""
    for node in nodes(SPEC):
        kinds = [one.get("type", "") for one in node.get("oneOf", ())]
        assert not {"array", "object"} & set(kinds)


def test_every_property_is_told() -> None:
    """Each property has a description, in one line."""
    for name, part in properties():
        assert part["description"].strip() == part["description"] != "", name
        assert "\n" not in part["description"], name


@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: entry.name)
def test_a_resource_has_all_its_fields(entry: Entry) -> None:
    """Each input can be given, each field is an output, and a replacement is told beforehand."""
    spec, schema = resource(entry), entry.schema
    lists = list_names(schema)
    assert set(spec["inputProperties"]) == {one.name for one in schema.inputs} | set(lists.values())
    assert set(spec["properties"]) == set(schema.fields)
    for field in schema.inputs:
        marked = spec["inputProperties"][field.name].get("willReplaceOnChanges", False)
        assert marked == (field.change == "replace"), field.name


@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: entry.name)
def test_an_import_needs_no_data(entry: Entry) -> None:
    """Data are no required input: an import knows none, and would write an empty text for them."""
    spec, schema = resource(entry), entry.schema
    data = {one.name for one in schema.inputs if one.holds_data}
    assert data == set(list_names(schema))
    required = set(schema.document.get("required", ()))
    assert set(spec["requiredInputs"]) == required - data
    assert set(spec["required"]) >= set(spec["requiredInputs"])
    assert not data & set(spec["required"])


@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: entry.name)
def test_a_resource_says_how_it_is_imported(entry: Entry) -> None:
    """Its documentation ends with the command, and with an id as that takes it."""
    told = resource(entry)["description"].split("## Import")[1]
    assert f"pulumi import {token(entry.title)} NAME ID\n" in told
    assert "such as " in told
    assert isinstance(entry.kind, Importable)
    example = told.split("such as ")[1].split("\n")[0].rstrip(".")
    assert entry.kind.import_id.fullmatch(example), example


@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: entry.name)
def test_a_resource_of_the_dynamic_provider_is_the_same(entry: Entry) -> None:
    """A stack whose program changes its runtime keeps what it has: both types are aliases."""
    lower = entry.title[0].lower() + entry.title[1:]
    assert [one["type"] for one in resource(entry)["aliases"]] == [
        f"pulumi-python:dynamic/{lower}:{entry.title}",
        f"pulumi-python:dynamic/google-tuning:{entry.title}",
    ]


def test_the_configurations_secrets_are_marked() -> None:
    """What is secret in a stack's file is secret in a provider; the stack as data is no key."""
    keys = load_schema("config")["properties"]
    secret = {name for name, part in keys.items() if part.get("x-secret")}
    assert secret == {"accessToken", "apiKey", "credentials"}
    provider = SPEC["provider"]["inputProperties"]
    assert set(provider) == set(keys) - {"resources"}
    for spec in (provider, SPEC["provider"]["properties"], SPEC["config"]["variables"]):
        assert {name for name, part in spec.items() if part.get("secret")} == secret


def test_a_variable_of_the_configuration_can_be_declared() -> None:
    """The SDK for TypeScript declares a variable for each: none has a word of the language."""
    assert not RESERVED & set(SPEC["config"]["variables"])


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_a_function_is_the_programs(function: FunctionSchema) -> None:
    """A function takes and gives what the one of a Python program does, by the same names."""
    same = inspect.signature(getattr(package, snake(function.name)))
    arguments = function.inputs["properties"]
    assert [snake(name) for name in arguments] == list(same.parameters)
    needed = [name for name, one in same.parameters.items() if one.default is one.empty]
    assert [snake(name) for name in function.inputs.get("required", ())] == needed
    result = function.outputs
    if function.lists:
        [part] = result["properties"].values()
        result = part["items"]
        assert token(function.lists) in SPEC["resources"]
    fields = [one.name for one in dataclasses.fields(RESULTS[function.name])]
    assert [snake(name) for name in result["properties"]] == fields


def test_all_functions_are_there() -> None:
    """Every function of a program that calls Google is one of the package."""
    called = {name.removesuffix("_output") for name in package.__all__ if name.endswith("_output")}
    assert {snake(name) for name in function_schemas()} == called
    assert set(function_schemas()) == set(FUNCTIONS_THAT_READ)
    assert {token(name) for name in function_schemas()} == set(SPEC["functions"])


@pytest.mark.parametrize("title", ["TunedModel", "TuningJob"])
def test_what_can_be_listed_says_by_what(title: str) -> None:
    """The engine's List takes what the function takes that lists the resource."""
    [function] = [one for one in FUNCTIONS if one.lists == title]
    listed = SPEC["resources"][token(title)]["listInputs"]
    assert set(listed["properties"]) == set(function.inputs["properties"])


def test_two_types_of_one_name_are_refused() -> None:
    """A name that two forms would have is a mistake, said at once."""
    types = Types()
    types.refer("Place", {"type": "object"})
    assert types.refer("Place", {"type": "object"}) == {"$ref": f"#/types/{token('Place')}"}
    with pytest.raises(ValueError, match="two types are called Place"):
        types.refer("Place", {"type": "string"})
