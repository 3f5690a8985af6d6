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

import google_tuning_emulator

VERSIONS = ("v1", "v1beta1")
TABLES = Path(google_tuning_emulator.__file__).parent / "vertex" / "tables"
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


class Reader:
    """Reads a version's discovery document into a table: fields by message, numbers by enum."""

    def __init__(self, version: str) -> None:
        text = (DOCUMENTS / f"aiplatform.{version}.json").read_text(encoding="utf-8")
        self.version = version
        self.document = json.loads(text)
        self.prefix = "GoogleCloudAiplatform" + version.capitalize()
        self.messages: dict[str, dict[str, str]] = {}
        self.enums: dict[str, dict[str, int]] = {}

    def read(self, name: str) -> None:
        """Read a message, and those that it is made of."""
        if name in self.messages:
            return
        self.messages[name] = {}
        properties = self.document["schemas"][self.prefix + name].get("properties", {})
        for field, about in properties.items():
            self.messages[name][field] = self.kind(name, field, about)

    def kind(self, name: str, field: str, about: dict[str, Any]) -> str:
        """Return a field's kind, as the tables write it."""
        output = "output " if about.get("readOnly") else ""
        if about.get("type") == "array":
            item = about["items"] | {"readOnly": bool(output)}
            return f"{self.kind(name, field, item)}[]"
        if "additionalProperties" in about:
            return f"{output}map"
        if "$ref" in about:
            referred = about["$ref"].removeprefix(self.prefix)
            if output or not self.follows(name, referred):
                return f"{output}any"
            self.read(referred)
            return referred
        if "enum" in about:
            key = f"{name}.{field}"
            self.enums[key] = numbers(self.version, name, field, about["enum"])
            return f"{output}enum {key}"
        scalar = SCALARS.get(about.get("format", "")) or about["type"]
        return output + {"boolean": "bool"}.get(scalar, scalar)

    @staticmethod
    def follows(name: str, referred: str) -> bool:
        """Return whether a message inside another one is read, too."""
        foreign = referred.startswith("Google")
        return not foreign and referred not in UNREAD and referred in PARTLY.get(name, (referred,))


def table(version: str) -> dict[str, Any]:
    """Return the table of a version."""
    reader = Reader(version)
    for root in (*WHOLE, *PARTLY):
        reader.read(root)
    return {
        "revision": reader.document["revision"],
        "messages": reader.messages,
        "enums": reader.enums,
    }


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
