"""Three policies for tuned models: CrossGuard runs them on the inputs of one resource at a time.

A policy sees what the program declares, never the state, so it can't tell a replacement from a
first training. The provider can: with `retrain: deny` its preview rejects every change that would
train again. So the first policy requires `retrain: deny`, or an approval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from fnmatch import fnmatchcase
from typing import Any

from pulumi_policy import (
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)

import pulumi_google_tuning as tuning

# As a program in Python has them with the dynamic provider, and every other one with the plugin.
MODELS = frozenset({tuning.TunedModel.pulumi_type, "google-tuning:index:TunedModel"})
JOBS = frozenset({tuning.TuningJob.pulumi_type, "google-tuning:index:TuningJob"})
APPROVAL = "retrain-approved"
_PREFIXES = ("publishers/google/models/", "models/")
_TEXTS = {"type": "array", "items": {"type": "string"}}


def stack_of(urn: str) -> str:
    """Return the stack's name, the third part of `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.split("::", 1)[0].removeprefix("urn:pulumi:")


def matches(text: str, patterns: list[str]) -> bool:
    """Return whether one of the patterns, as a shell has them, covers all of a text."""
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def bases(props: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a resource is trained from, each as field and value without Google's prefix."""
    places = (
        ("baseModel", props.get("baseModel")),
        ("tunedModelSource", props.get("tunedModelSource")),
        ("preTunedModel.tunedModelName", (props.get("preTunedModel") or {}).get("tunedModelName")),
        ("customBaseModel", props.get("customBaseModel")),
    )
    for field, value in places:
        if value:
            name = str(value)
            for prefix in _PREFIXES:
                name = name.removeprefix(prefix)
            yield field, name


def today() -> date:
    """Return the day, which decides what can be tuned without a list."""
    return datetime.now(tz=timezone.utc).date()


def can_be_tuned(name: str, today: date) -> bool:
    """Return whether Google tunes a base model for everybody on a day, as the catalogue has it."""
    known = tuning.catalogue()
    model = known.of_vertex(name) or known.of_gemini_api(name)
    return model is not None and model.is_open_to_all(today)


def retraining(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Ask, in production, for `retrain: deny` or an approval."""
    if args.resource_type not in MODELS | JOBS:
        return
    config = args.get_config()
    if not matches(stack_of(args.urn), config["production"]):
        return
    if args.props.get("retrain") == "deny":
        return
    if (args.props.get("labels") or {}).get(APPROVAL) or args.name in config["approved"]:
        return
    way = f"label it {APPROVAL}=TICKET, or name it" if args.resource_type in JOBS else "name it"
    report(
        f"{args.name} may be trained again without anybody noticing. Declare it with "
        f"`retrain: deny`; to train it again, {way} in this policy's `approved`.",
        None,
    )


def base_models(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Ask for a base model that is on the list."""
    if args.resource_type not in MODELS | JOBS:
        return
    allowed = args.get_config()["allowed"]
    for field, name in bases(args.props):
        if allowed and not matches(name, allowed):
            report(f"{field} of {args.name} is {name}; allowed are {', '.join(allowed)}.", None)
        elif not allowed and field == "baseModel" and not can_be_tuned(name, today()):
            report(
                f"{field} of {args.name} is {name}, which isn't among the base models that Google "
                f"tunes for every project today; `google-tuning base-models` lists them.",
                None,
            )


def own_keys(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Ask a tuning job for a key of ours, which encrypts its model."""
    if args.resource_type not in JOBS:
        return
    allowed = args.get_config()["keys"]
    key = (args.props.get("encryptionSpec") or {}).get("kmsKeyName")
    if not key:
        report(
            f"{args.name} names no key: set encryptionSpec.kmsKeyName to one of "
            f"{', '.join(allowed)}.",
            None,
        )
    elif not matches(str(key), allowed):
        report(f"{args.name} is encrypted with {key}; allowed are {', '.join(allowed)}.", None)


POLICIES = [
    ResourceValidationPolicy(
        name="no-retraining-by-surprise",
        description="In production a training is declared with `retrain: deny`, or approved.",
        config_schema=PolicyConfigSchema(
            properties={
                "production": {**_TEXTS, "default": ["prod", "production", "prod-*"]},
                "approved": {**_TEXTS, "default": []},
            }
        ),
        validate=retraining,
    ),
    ResourceValidationPolicy(
        name="allowed-base-models",
        description="Only models on the list are tuned; without a list, those that Google tunes.",
        config_schema=PolicyConfigSchema(properties={"allowed": {**_TEXTS, "default": []}}),
        validate=base_models,
    ),
    ResourceValidationPolicy(
        name="customer-managed-keys",
        description="A tuning job's model and data are encrypted with a key of ours.",
        config_schema=PolicyConfigSchema(
            properties={"keys": {**_TEXTS, "default": ["projects/*/cryptoKeys/*"]}}
        ),
        validate=own_keys,
    ),
]
