"""What makes a tuning job a valid one, once its JSON is well formed.

From https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/tuning and from public
issues, which have the form of the errors.
"""

from __future__ import annotations

import re
from typing import Any

from google_tuning_emulator.vertex import base_models
from google_tuning_emulator.vertex.dataset import is_dataset_uri
from google_tuning_emulator.vertex.messages import SPECS, Messages
from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request
from google_tuning_emulator.wire.fields import snake

DISPLAY_NAME_CHARS = 128
MOST_LABELS = 64
_LABEL_CHARS = 63

_LABEL_KEY = re.compile(r"[^\W\d_][-\w]*", re.UNICODE)
_LABEL = re.compile(r"[-\w]*", re.UNICODE)
_KEY = re.compile(r"projects/[^/]+/locations/([^/]+)/keyRings/[^/]+/cryptoKeys/[^/]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_BUCKET_URI = re.compile(r"gs://[a-z0-9][a-z0-9._-]+(/.*)?")

# Google's words of 2026-10-01.
_NO_GLOBAL = "The model does not support global endpoint tuning."
_NO_OUTPUT = "The output_uri field is required for this model."
_NO_OPEN_MODEL = "Invalid open source publisher model resource name"
# What was seen as an answer by itself, without the list of found errors.
_ALONE = (_NO_OUTPUT, _NO_OPEN_MODEL)

_POSITIVE = (
    "epochCount",
    "learningRateMultiplier",
    "learningRate",
    "batchSize",
    "stepCount",
    "checkpointInterval",
    "evaluateInterval",
    "samplesPerPrompt",
    "maxOutputTokens",
)


def found_errors(violations: list[Violation]) -> ApiError:
    """Return the 400 in Vertex AI's form: numbered, tab-separated, with details by field."""
    listed = "".join(
        f"\t{number}.Field: {each.path}; Message: {each.description}"
        for number, each in enumerate(violations, 1)
    )
    return bad_request(violations, f"List of found errors:{listed}\t ")


def check_new_job(job: dict[str, Any], messages: Messages, location: str) -> str:
    """Check a job that is to be created; return the name of its spec.

    Raises:
        ApiError: 400 with everything that is wrong.

    """
    spec = next((name for name in SPECS if name in job), "")
    found = _source(job, messages)
    if not spec:
        found.append(_wrong("tuning_spec", "Required field is not set."))
    else:
        found += _spec(job, spec)
    if len(job.get("tunedModelDisplayName", "")) > DISPLAY_NAME_CHARS:
        found.append(
            _wrong(
                "tuned_model_display_name", f"It must be at most {DISPLAY_NAME_CHARS} characters."
            )
        )
    found += label_violations(job.get("labels", {}), "tuning_job.labels")
    key = job.get("encryptionSpec", {}).get("kmsKeyName", "")
    matched = _KEY.fullmatch(key)
    if key and not matched:
        found.append(_wrong("encryption_spec.kms_key_name", f"Invalid key name: {key}."))
    elif matched and matched[1] not in (location, "global"):
        found.append(
            _wrong(
                "encryption_spec.kms_key_name",
                f"The key is in {matched[1]}, the job in {location}: they must be the same region.",
            )
        )
    account = job.get("serviceAccount", "")
    if account and not _EMAIL.fullmatch(account):
        found.append(_wrong("service_account", f"Invalid service account: {account}."))
    if len(found) == 1 and found[0].description.startswith(_ALONE):
        raise ApiError(400, found[0].description, "INVALID_ARGUMENT")
    if found:
        raise found_errors(found)
    if location == "global" and base_models.is_googles(job.get("baseModel", "")):
        raise ApiError(400, _NO_GLOBAL, "FAILED_PRECONDITION")
    return spec


def _source(job: dict[str, Any], messages: Messages) -> list[Violation]:
    base = job.get("baseModel", "")
    takes_open = messages.has("TuningJob", "outputUri")
    is_open = base_models.is_open(base) and takes_open
    found = _base(job, is_open=is_open)
    if takes_open and found and base.startswith(("google/", "publishers/google/")):
        return [_wrong("base_model", f"{_NO_OPEN_MODEL}: {base}.")]
    for name in ("outputUri", "customBaseModel"):
        uri = job.get(name, "")
        if uri and not _BUCKET_URI.fullmatch(uri):
            found.append(_wrong(snake(name), f"Invalid Cloud Storage URI: {uri}."))
        elif uri and not is_open and "preTunedModel" not in job:
            found.append(_wrong(snake(name), "It is only supported for open models."))
    if is_open and not job.get("outputUri"):
        found.append(_wrong("output_uri", _NO_OUTPUT))
    if not is_open and "preTunedModel" not in job:
        parameters = job.get("supervisedTuningSpec", {}).get("hyperParameters", {})
        found += [
            _wrong(
                f"supervised_tuning_spec.hyper_parameters.{snake(name)}",
                "It is only supported for open models.",
            )
            for name in ("batchSize", "learningRate")
            if name in parameters
        ]
    return found


def _base(job: dict[str, Any], *, is_open: bool) -> list[Violation]:
    base = job.get("baseModel", "")
    if "preTunedModel" in job:
        if job["preTunedModel"].get("tunedModelName"):
            return []
        return [_wrong("pre_tuned_model.tuned_model_name", "Required field is not set.")]
    if not base:
        return [_wrong("base_model", "Required field is not set.")]
    if base_models.is_googles(base) or is_open:
        return []
    return [_wrong("base_model", f"Base model {base} is not supported.")]


def _spec(job: dict[str, Any], name: str) -> list[Violation]:
    spec, at = job[name], snake(name)
    found = []
    required = spec.get("trainingDatasetUri") or spec.get("promptDatasetUri")
    if not required:
        found.append(_wrong(f"{at}.training_dataset_uri", "Required field is not set."))
    for field in ("trainingDatasetUri", "validationDatasetUri", "promptDatasetUri"):
        uri = spec.get(field)
        if uri and not is_dataset_uri(uri):
            found.append(
                _wrong(
                    f"{at}.{snake(field)}",
                    f"Invalid dataset URI: {uri}. It must be a gs://BUCKET/OBJECT URI of a JSONL "
                    "file, or the name of a multimodal dataset.",
                )
            )
    parameters = spec.get("hyperParameters", {})
    if not isinstance(parameters, dict):
        return [*found, _wrong(f"{at}.hyper_parameters", "It must be a map.")]
    if name != "partnerModelTuningSpec":  # whose parameters are the partner's own
        found += [
            _wrong(f"{at}.hyper_parameters.{snake(field)}", "It must be positive.")
            for field in _POSITIVE
            if field in parameters and parameters[field] <= 0
        ]
    if parameters.get("beta", 0) < 0:
        found.append(_wrong(f"{at}.hyper_parameters.beta", "It must not be negative."))
    if "learningRate" in parameters and "learningRateMultiplier" in parameters:
        found.append(
            _wrong(
                f"{at}.hyper_parameters.learning_rate",
                "learning_rate and learning_rate_multiplier are mutually exclusive.",
            )
        )
    return found


def label_violations(labels: Any, path: str) -> list[Violation]:
    """Return what is wrong with labels."""
    if not isinstance(labels, dict):
        return [Violation(path, f"Invalid value at '{path}' (a map of texts).")]
    found = []
    if len(labels) > MOST_LABELS:
        found.append(Violation(path, f"{len(labels)} labels; at most {MOST_LABELS} are allowed."))
    for key, value in labels.items():
        if not (_is_label(key, _LABEL_KEY) and isinstance(value, str) and _is_label(value, _LABEL)):
            found.append(
                Violation(
                    path,
                    f"Invalid label {key!r}: {value!r}. Keys and values can be no longer than "
                    f"{_LABEL_CHARS} characters and can only contain lowercase letters, numeric "
                    "characters, underscores and dashes; a key starts with a letter.",
                )
            )
    return found


def _is_label(text: str, pattern: re.Pattern[str]) -> bool:
    return (
        len(text) <= _LABEL_CHARS and text == text.lower() and pattern.fullmatch(text) is not None
    )


def _wrong(path: str, why: str) -> Violation:
    return Violation(f"tuning_job.{path}", why)
