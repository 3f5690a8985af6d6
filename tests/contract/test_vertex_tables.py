"""The emulator's tables of Vertex AI's messages, against Google's discovery documents.

Run as a program it writes the tables anew from the discovery documents that are installed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import googleapiclient
import pytest
from google.cloud import aiplatform_v1, aiplatform_v1beta1
from google.protobuf import descriptor_pool

VERSIONS = ("v1", "v1beta1")
TABLES = Path(__file__).resolve().parents[2] / "emulator" / "vertex" / "tables"
DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"

# What is read whole; in the others only the messages named are, and the rest is taken unchecked.
WHOLE = ("TuningJob", "UndeployModelRequest", "MergeVersionAliasesRequest")
PARTLY = {
    "Model": (),
    "Endpoint": (),
    "DeployModelRequest": ("DeployedModel",),
    "DeployedModel": (),
    "GenerateContentRequest": ("Content",),
    "Content": ("Part",),
    "Part": (),
}
# A schema refers to itself, and says nothing that the emulator needs.
UNREAD = ("Schema",)
SCALARS = {
    "google-datetime": "timestamp",
    "double": "float",
    "float": "float",
    "int32": "int32",
    "int64": "int64",
}
assert aiplatform_v1, "the import fills the descriptor pool"
assert aiplatform_v1beta1


def table(version: str) -> dict[str, Any]:
    """Return the table of a version: its messages' fields and its enums' numbers."""
    document = json.loads((DOCUMENTS / f"aiplatform.{version}.json").read_text(encoding="utf-8"))
    prefix = "GoogleCloudAiplatform" + version.capitalize()
    messages: dict[str, dict[str, str]] = {}
    enums: dict[str, dict[str, int]] = {}

    def read(name: str, followed: tuple[str, ...] | None) -> None:
        if name in messages:
            return
        messages[name] = {}
        for field, about in document["schemas"][prefix + name].get("properties", {}).items():
            messages[name][field] = kind(name, field, about, followed)

    def kind(name: str, field: str, about: dict[str, Any], followed: Any) -> str:
        output = "output " if about.get("readOnly") else ""
        if about.get("type") == "array":
            return f"{kind(name, field, about['items'] | {'readOnly': bool(output)}, followed)}[]"
        if "additionalProperties" in about:
            return f"{output}map"
        if "$ref" in about:
            referred = about["$ref"].removeprefix(prefix)
            taken = referred not in UNREAD and (followed is None or referred in followed)
            if output or not taken or referred.startswith("Google"):
                return f"{output}any"
            read(referred, PARTLY.get(referred))
            return referred
        if "enum" in about:
            key = f"{name}.{field}"
            enums[key] = numbers(version, name, field, about["enum"])
            return f"{output}enum {key}"
        scalar = SCALARS.get(about.get("format", "")) or about["type"]
        return output + {"boolean": "bool"}.get(scalar, scalar)

    for root in (*WHOLE, *PARTLY):
        read(root, PARTLY.get(root))
    return {"revision": document["revision"], "messages": messages, "enums": enums}


def numbers(version: str, message: str, field: str, names: list[str]) -> dict[str, int]:
    """Return an enum's numbers: the proto's where it has them, else those of the order."""
    listed = {name: number for number, name in enumerate(names)}
    pool = descriptor_pool.Default()
    try:
        proto = pool.FindMessageTypeByName(f"google.cloud.aiplatform.{version}.{message}")
    except KeyError:
        return listed
    known = {item.json_name: item for item in proto.fields}.get(field)
    if known is None or known.enum_type is None:
        return listed
    values = {value.name: value.number for value in known.enum_type.values}
    return listed | {name: number for name, number in values.items() if name in listed}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_tables_are_the_discovery_documents(version: str) -> None:
    """Each version reads exactly the fields that its discovery document has."""
    kept = json.loads((TABLES / f"{version}.json").read_text(encoding="utf-8"))
    assert kept == table(version)


@pytest.mark.parametrize(
    ("field", "versions"),
    [
        ("supervisedTuningSpec", {"v1", "v1beta1"}),
        ("preferenceOptimizationSpec", {"v1", "v1beta1"}),
        ("distillationSpec", {"v1beta1"}),
        ("fullFineTuningSpec", {"v1beta1"}),
        ("reinforcementTuningSpec", {"v1beta1"}),
        ("partnerModelTuningSpec", {"v1beta1"}),
        ("veoTuningSpec", {"v1beta1"}),
        ("customBaseModel", {"v1beta1"}),
        ("outputUri", {"v1beta1"}),
    ],
)
def test_which_version_has_which_field(field: str, versions: set[str]) -> None:
    """The specs of v1beta1 are not in v1."""
    assert {
        version for version in VERSIONS if field in table(version)["messages"]["TuningJob"]
    } == (versions)


if __name__ == "__main__":
    for each in VERSIONS:
        text = json.dumps(table(each), indent=1) + "\n"
        (TABLES / f"{each}.json").write_text(text, encoding="utf-8")
