"""What makes a tuned model or a permission a valid one, once its JSON is well formed."""

from __future__ import annotations

import re
from typing import Any

from google_tuning_emulator.gemini.records import EVERYONE
from google_tuning_emulator.wire.errors import Violation, bad_request

DISPLAY_NAME_CHARS = 40
INPUT_CHARS = 40_000
OUTPUT_CHARS = 5_000
_EXAMPLE_TEXTS = (("textInput", "text_input", INPUT_CHARS), ("output", "output", OUTPUT_CHARS))
# The emulator's own, so that one request can't fill the memory with snapshots.
MOST_STEPS = 200_000

_MODEL_ID = re.compile(r"[a-z]([a-z0-9-]{0,38}[a-z0-9])?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check_model_id(model_id: str) -> None:
    """Check the id that a client chose.

    Raises:
        ApiError: 400 for an id that doesn't match Google's pattern.

    """
    if not _MODEL_ID.fullmatch(model_id):
        raise bad_request(
            [
                Violation(
                    "tuned_model_id",
                    f"Invalid tuned_model_id '{model_id}': it must be at most 40 characters, "
                    "start with a letter, end with a letter or a number, and have only lowercase "
                    "letters, numbers and hyphens ([a-z]([a-z0-9-]{0,38}[a-z0-9])?).",
                )
            ]
        )


def settings_violations(model: dict[str, Any]) -> list[Violation]:
    """Return what is wrong with the fields that can be patched too."""
    found = []
    if len(model.get("displayName", "")) > DISPLAY_NAME_CHARS:
        found.append(
            _wrong("display_name", f"must be at most {DISPLAY_NAME_CHARS} characters long")
        )
    for name, path in (("temperature", "temperature"), ("topP", "top_p")):
        if not 0 <= model.get(name, 0) <= 1:
            found.append(_wrong(path, "must be in the range [0.0, 1.0]"))
    if model.get("topK", 1) < 1:
        found.append(_wrong("top_k", "must be positive"))
    if any(number < 1 for number in model.get("readerProjectNumbers", [])):
        found.append(_wrong("reader_project_numbers", "must be positive project numbers"))
    return found


def check_new_model(model: dict[str, Any]) -> None:
    """Check a tuned model that is to be created.

    Raises:
        ApiError: 400 with everything that is wrong.

    """
    found = settings_violations(model)
    if not model.get("baseModel") and not model.get("tunedModelSource", {}).get("tunedModel"):
        found.append(
            Violation(
                "tuned_model", "tuned_model: base_model or tuned_model_source is not specified"
            )
        )
    task = model.get("tuningTask", {})
    found += _hyperparameter_violations(task.get("hyperparameters", {}))
    examples = task.get("trainingData", {}).get("examples", {}).get("examples", [])
    if not examples:
        found.append(_wrong("tuning_task.training_data", "is required and has no examples"))
    for number, example in enumerate(examples):
        found += _example_violations(example, number)
    if found:
        raise bad_request(found)


def _hyperparameter_violations(given: dict[str, Any]) -> list[Violation]:
    at = "tuning_task.hyperparameters"
    return [
        _wrong(f"{at}.{path}", "must be positive")
        for name, path in (
            ("epochCount", "epoch_count"),
            ("batchSize", "batch_size"),
            ("learningRate", "learning_rate"),
            ("learningRateMultiplier", "learning_rate_multiplier"),
        )
        if name in given and given[name] <= 0
    ]


def _example_violations(example: dict[str, str], number: int) -> list[Violation]:
    found = []
    for name, path, most in _EXAMPLE_TEXTS:
        text = example.get(name, "")
        if text and len(text) <= most:
            continue
        why = (
            f"has {len(text)} characters, at most {most} are allowed"
            if text
            else "is required and was not specified"
        )
        at = f"tuning_task.training_data.examples.examples[{number}]"
        found.append(_wrong(f"{at}.{path}", why))
    return found


def check_new_permission(permission: dict[str, Any]) -> None:
    """Check a permission that is to be created.

    Raises:
        ApiError: 400 with everything that is wrong.

    """
    found = []
    grantee, email = permission.get("granteeType", ""), permission.get("emailAddress", "")
    if grantee not in ("USER", "GROUP", EVERYONE):
        found.append(Violation("permission.grantee_type", "permission.grantee_type is required."))
    elif grantee == EVERYONE and email:
        found.append(
            Violation(
                "permission.email_address",
                "permission.email_address must not be set when grantee_type is EVERYONE.",
            )
        )
    elif grantee != EVERYONE:
        found += email_violations(email, "permission.email_address")
    found += role_violations(permission.get("role", ""))
    if found:
        raise bad_request(found)


def email_violations(email: str, path: str) -> list[Violation]:
    """Return what is wrong with an address."""
    if _EMAIL.fullmatch(email):
        return []
    return [Violation(path, f"{path} '{email}' is not a valid email address.")]


def role_violations(role: str) -> list[Violation]:
    """Return what is wrong with a role that someone is to be given."""
    if role in ("WRITER", "READER"):
        return []
    why = (
        "OWNER can't be granted; use transferOwnership."
        if role == "OWNER"
        else "permission.role must be WRITER or READER."
    )
    return [Violation("permission.role", why)]


def _wrong(path: str, why: str) -> Violation:
    return Violation(f"tuned_model.{path}", f"tuned_model.{path} {why}.")
