"""From a valid create request to a record: names, defaults, and the plan of the training."""

from __future__ import annotations

import re
import secrets
import string
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import to_micros
from google_tuning_emulator.gemini.catalog import BASE_MODELS, hyperparameter_defaults
from google_tuning_emulator.gemini.life import Training, total_steps
from google_tuning_emulator.gemini.records import TunedModelRecord
from google_tuning_emulator.gemini.validation import MOST_STEPS
from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request, model_not_found

if TYPE_CHECKING:
    from google_tuning_emulator.gemini.model_store import ModelStore
    from google_tuning_emulator.settings import Settings

_BASE36 = string.digits + string.ascii_lowercase


def random_id(length: int = 12) -> str:
    """Return random base-36 characters, the first one a letter."""
    rest = "".join(secrets.choice(_BASE36) for _ in range(length - 1))
    return secrets.choice(string.ascii_lowercase) + rest


def automatic_model_id(display_name: str) -> str:
    """Return an id as Google makes one: the words of the display name, and a random part."""
    words = re.sub(r"[^a-z0-9 -]", "", display_name.lower())
    slug = re.sub(r"[ -]+", "-", words).strip("-").lstrip("-" + string.digits)
    return f"{slug}-{random_id()}" if slug else random_id(11)


def resolve_source(model: dict[str, Any], api_version: str, store: ModelStore, now_ns: int) -> str:
    """Return the base model that a request tunes, directly or through a tuned model.

    Raises:
        ApiError: 404 for an unknown model, 400 for one that can't be tuned.

    """
    if "tunedModelSource" in model:
        name = model["tunedModelSource"]["tunedModel"]
        source = store.get(name.removeprefix("tunedModels/"))
        if source is None or not name.startswith("tunedModels/"):
            raise ApiError(404, f"Tuned model {name} does not exist.")
        state = source.training.state(now_ns)
        if state != "ACTIVE":
            raise bad_request(
                [
                    Violation(
                        "tuned_model.tuned_model_source.tuned_model",
                        f"Tuned model {name} can't be tuned: its state is {state}, not ACTIVE.",
                    )
                ]
            )
        return source.base_model
    name = model["baseModel"]
    if name not in BASE_MODELS:
        raise model_not_found(name, api_version, "createTunedModel")
    if not BASE_MODELS[name].tunable:
        raise bad_request(
            [Violation("tuned_model.base_model", f"Model {name} does not support tuning.")]
        )
    return str(name)


def new_record(
    model: dict[str, Any],
    *,
    model_id: str,
    api_version: str,
    base_model: str,
    settings: Settings,
    now_ns: int,
) -> TunedModelRecord:
    """Return the record of an accepted model, with everything the server fills in.

    Raises:
        ApiError: 400 for a training with more steps than the emulator can show.

    """
    base = BASE_MODELS[base_model]
    task = model["tuningTask"]
    example_count = len(task["trainingData"]["examples"]["examples"])
    hyperparameters = _with_defaults(task.get("hyperparameters", {}), api_version, example_count)
    epochs, batch = int(hyperparameters["epochCount"]), int(hyperparameters["batchSize"])
    steps = total_steps(example_count, epochs, batch)
    if steps > MOST_STEPS:
        raise ApiError(400, f"{steps} steps: the emulator takes at most {MOST_STEPS}.")
    failing = settings.failure_for(model.get("displayName", ""))
    return TunedModelRecord(
        model_id=model_id,
        api_version=api_version,
        operation_id=random_id(),
        base_model=base_model,
        source_model=model.get("tunedModelSource", {}).get("tunedModel", ""),
        training=Training.plan(
            now_ns=to_micros(now_ns),
            seconds=settings.training_seconds,
            example_count=example_count,
            epoch_count=epochs,
            batch_size=batch,
            failure=failing.outcome if failing else None,
            failing_share=failing.after_share if failing else 1,
        ),
        hyperparameters=hyperparameters,
        temperature=model.get("temperature", base.temperature),
        top_p=model.get("topP", base.top_p),
        top_k=model.get("topK", base.top_k),
        display_name=model.get("displayName", ""),
        description=model.get("description", ""),
        reader_project_numbers=model.get("readerProjectNumbers", []),
    )


def _with_defaults(given: dict[str, Any], api_version: str, example_count: int) -> dict[str, Any]:
    defaults = hyperparameter_defaults(api_version, example_count)
    filled: dict[str, Any] = {
        "epochCount": given.get("epochCount", defaults.epoch_count),
        "batchSize": given.get("batchSize", defaults.batch_size),
    }
    if "learningRateMultiplier" in given:
        filled["learningRateMultiplier"] = given["learningRateMultiplier"]
    else:
        filled["learningRate"] = given.get("learningRate", defaults.learning_rate)
    return filled


def apply_patch(record: TunedModelRecord, fields: list[str], body: dict[str, Any]) -> None:
    """Set the named fields from the body; one the body lacks goes back to its default."""
    base = BASE_MODELS[record.base_model]
    defaults: dict[str, Any] = {
        "displayName": "",
        "description": "",
        "temperature": base.temperature,
        "topP": base.top_p,
        "topK": base.top_k,
        "readerProjectNumbers": [],
    }
    attributes = {
        "displayName": "display_name",
        "description": "description",
        "temperature": "temperature",
        "topP": "top_p",
        "topK": "top_k",
        "readerProjectNumbers": "reader_project_numbers",
    }
    for name in fields:
        setattr(record, attributes[name], body.get(name, defaults[name]))
