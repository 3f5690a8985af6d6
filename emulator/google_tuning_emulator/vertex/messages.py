"""Vertex AI's messages by API version, from the tables in ``tables/``.

The tables hold what Google's discovery documents say (revision 20261106): each message's fields,
and each enum's numbers. A test compares them with the documents. ``output`` marks what the server
alone sets: in a request it is read and left out, as Google does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from google_tuning_emulator.wire.fields import Enum, Field, Message
from google_tuning_emulator.wire.scalars import EnumName

VERSIONS = ("v1", "v1beta1")
PACKAGE = "google.cloud.aiplatform"

_TABLES = Path(__file__).parent / "tables"
_SCALARS = {"string", "int32", "int64", "float", "bool", "timestamp", "any"}

# The discovery documents leave out which fields exclude each other; the protos say it.
_ONEOFS = {
    "TuningJob": {
        "baseModel": "source_model",
        "preTunedModel": "source_model",
        "supervisedTuningSpec": "tuning_spec",
        "preferenceOptimizationSpec": "tuning_spec",
        "distillationSpec": "tuning_spec",
        "reinforcementTuningSpec": "tuning_spec",
        "fullFineTuningSpec": "tuning_spec",
        "partnerModelTuningSpec": "tuning_spec",
        "veoTuningSpec": "tuning_spec",
        "veoLoraTuningSpec": "tuning_spec",
    },
    "ReinforcementTuningSpec": {
        "singleRewardConfig": "reward_config",
        "compositeRewardConfig": "reward_config",
    },
}
SPECS = tuple(name for name, oneof in _ONEOFS["TuningJob"].items() if oneof == "tuning_spec")


class Messages:
    """The messages that one API version reads and writes."""

    def __init__(self, version: str) -> None:
        table = json.loads((_TABLES / f"{version}.json").read_text(encoding="utf-8"))
        self.version = version
        self._table: dict[str, dict[str, str]] = table["messages"]
        self._enums = {
            name: Enum(f"{PACKAGE}.{version}.{name}", **numbers)
            for name, numbers in table["enums"].items()
        }
        self._made: dict[str, Message] = {}

    def __getitem__(self, name: str) -> Message:
        if name not in self._made:
            oneofs = _ONEOFS.get(name, {})
            self._made[name] = Message(
                f"{PACKAGE}.{self.version}.{name}",
                {
                    field: self._field(kind, oneofs.get(field, ""))
                    for field, kind in self._table[name].items()
                },
            )
        return self._made[name]

    def _field(self, kind: str, oneof: str) -> Field:
        repeated = kind.endswith("[]")
        plain = kind.removesuffix("[]")
        if plain.startswith("output ") or plain in ("any", "map"):
            return Field("any", repeated=repeated and not plain.startswith("output "), oneof=oneof)
        if plain.startswith("enum "):
            return Field("enum", repeated, enum=self._enums[plain.removeprefix("enum ")])
        if plain in _SCALARS:
            return Field(plain, repeated, oneof=oneof)
        return Field("message", repeated, message=self[plain], oneof=oneof)

    def shown(self, name: str) -> Message:
        """Return a message as an answer has it: with what the server alone sets."""
        inputs = self[name].fields
        return Message(
            self[name].type_name,
            {
                field: self._output(kind) if kind.startswith("output ") else inputs[field]
                for field, kind in self._table[name].items()
            },
        )

    @staticmethod
    def _output(kind: str) -> Field:
        plain = kind.removeprefix("output ").removesuffix("[]")
        return Field("string" if plain.startswith("enum ") else plain)

    def has(self, message: str, field: str) -> bool:
        """Return whether this version's message has a field."""
        return field in self._table[message]

    def enum(self, message: str, field: str) -> Enum:
        """Return the enum of a field."""
        return self._enums[f"{message}.{field}"]

    def parse(self, message: str, value: Any, path: str = "") -> dict[str, Any]:
        """Return a request's message, by camelCase name, without what is output only.

        Raises:
            ApiError: 400 with Google's words for each unknown field and wrong type.

        """
        parsed = self[message].parse(value, path)
        outputs = {name for name, kind in self._table[message].items() if kind[:7] == "output "}
        return {name: item for name, item in parsed.items() if name not in outputs}

    def render_message(self, message: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return a kept message as proto JSON: 64-bit integers as strings, enums with numbers.

        Fields that this version lacks are left out.
        """
        return {
            name: self._render_value(self._table[message][name], value)
            for name, value in values.items()
            if name in self._table[message]
        }

    def _render_value(self, kind: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._render_value(kind.removesuffix("[]"), item) for item in value]
        kind = kind.removeprefix("output ")
        if kind == "int64":
            return str(value)
        if kind == "float":
            return int(value) if float(value).is_integer() else value
        if kind.startswith("enum "):
            return self._enums[kind.removeprefix("enum ")][value]
        if kind in self._table and isinstance(value, dict):
            return self.render_message(kind, value)
        return value

    def state(self, name: str) -> EnumName:
        """Return a job's state."""
        return self.enum("TuningJob", "state")[name]


MESSAGES = {version: Messages(version) for version in VERSIONS}
