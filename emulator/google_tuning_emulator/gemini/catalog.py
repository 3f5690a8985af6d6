"""The base models that the emulator offers, and what the server fills in for each.

Sampling defaults: the tutorials for text-bison, the documentation for gemini-1.0-pro-001, a public
issue for gemini-1.5-flash-001-tuning. Hyperparameter defaults: the proto comments name both values
and that they depend on the number of examples; the number at which they change is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google_tuning_emulator.wire.fields import Field, Message
from google_tuning_emulator.wire.scalars import float32
from google_tuning_emulator.wire.shown import page_of

# Not published. Tutorials with 15 to 150 examples show the small set's values.
LARGE_SET = 200

_TUNES_CONTENT = ("generateContent", "countTokens", "createTunedModel")
_TUNES_TEXT = ("generateText", "countTextTokens", "createTunedTextModel")


@dataclass(frozen=True)
class BaseModel:
    """A base model as ``models.get`` shows it."""

    name: str
    version: str
    display_name: str
    description: str
    input_token_limit: int
    output_token_limit: int
    methods: tuple[str, ...]
    temperature: float
    top_p: float
    top_k: int

    @property
    def tunable(self) -> bool:
        """Whether a tuned model can be made from it."""
        return bool({"createTunedModel", "createTunedTextModel"} & set(self.methods))

    def as_json(self) -> dict[str, Any]:
        """Return the ``Model`` resource."""
        return {
            "name": self.name,
            "version": self.version,
            "displayName": self.display_name,
            "description": self.description,
            "inputTokenLimit": self.input_token_limit,
            "outputTokenLimit": self.output_token_limit,
            "supportedGenerationMethods": list(self.methods),
            "temperature": float32(self.temperature),
            "topP": float32(self.top_p),
            "topK": self.top_k,
        }


MODEL = Message(
    "google.ai.generativelanguage.Model",
    {
        "name": Field("string"),
        "baseModelId": Field("string"),
        "version": Field("string"),
        "displayName": Field("string"),
        "description": Field("string"),
        "inputTokenLimit": Field("int32"),
        "outputTokenLimit": Field("int32"),
        "supportedGenerationMethods": Field("string", repeated=True),
        "temperature": Field("float"),
        "maxTemperature": Field("float"),
        "topP": Field("float"),
        "topK": Field("int32"),
    },
)
MODELS = page_of("models", MODEL)


@dataclass(frozen=True)
class HyperparameterDefaults:
    """What the server uses where the request says nothing."""

    epoch_count: int
    batch_size: int
    learning_rate: float


BASE_MODELS = {
    model.name: model
    for model in (
        BaseModel(
            "models/text-bison-001",
            "001",
            "PaLM 2 (Legacy)",
            "A legacy model that understands text and generates text as an output",
            8196,
            1024,
            _TUNES_TEXT,
            0.7,
            0.95,
            40,
        ),
        BaseModel(
            "models/gemini-1.0-pro-001",
            "001",
            "Gemini 1.0 Pro 001 (Tuning)",
            "The original Gemini 1.0 Pro model version that supports tuning.",
            30720,
            2048,
            _TUNES_CONTENT,
            0.9,
            1.0,
            1,
        ),
        BaseModel(
            "models/gemini-1.5-flash-001-tuning",
            "001",
            "Gemini 1.5 Flash 001 Tuning",
            "Version of Gemini 1.5 Flash that supports tuning.",
            16384,
            8192,
            _TUNES_CONTENT,
            1.0,
            0.95,
            64,
        ),
        BaseModel(
            "models/gemini-2.5-flash",
            "001",
            "Gemini 2.5 Flash",
            "Stable version of Gemini 2.5 Flash; can't be tuned in this API.",
            1048576,
            65536,
            ("generateContent", "countTokens"),
            1.0,
            0.95,
            64,
        ),
    )
}


def hyperparameter_defaults(api_version: str, example_count: int) -> HyperparameterDefaults:
    """Return the defaults of an API version for so many examples."""
    large = example_count >= LARGE_SET
    if api_version == "v1beta3":
        return HyperparameterDefaults(10, 64 if large else 16, 0.002 if large else 0.0002)
    return HyperparameterDefaults(5, 16 if large else 4, 0.0002 if large else 0.001)
