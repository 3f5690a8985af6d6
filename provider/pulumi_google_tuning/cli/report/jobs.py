"""A TuningJob of the state, for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.cli.report import evaluations
from pulumi_google_tuning.cli.report.family import Family
from pulumi_google_tuning.cli.report.model import Data, Fact, Facts, Tone, Training
from pulumi_google_tuning.cli.report.models import counted, facts, problems, settings, short
from pulumi_google_tuning.cli.report.resource import Resource
from pulumi_google_tuning.cli.report.values import (
    SECRET,
    duration,
    figure,
    items,
    label,
    mapping,
    moment,
    number,
    seconds_between,
    text,
    whole,
)
from pulumi_google_tuning.cli.shared.text import state_word
from pulumi_google_tuning.fields.foreign import foreign
from pulumi_google_tuning.resources.tuning_job.progress import trained_but_not_served

_ADAPTER = "ADAPTER_SIZE_"
_NOT_SERVED = "TRAINED_NOT_SERVED"
_TONES = {
    "SUCCEEDED": Tone.GOOD,
    "PARTIALLY_SUCCEEDED": Tone.WARN,
    _NOT_SERVED: Tone.WARN,
    "QUEUED": Tone.WORKING,
    "PENDING": Tone.WORKING,
    "RUNNING": Tone.WORKING,
    "UPDATING": Tone.WORKING,
    "PAUSED": Tone.WARN,
    "CANCELLING": Tone.WARN,
    "CANCELLED": Tone.BAD,
    "EXPIRED": Tone.BAD,
    "FAILED": Tone.BAD,
}
_OVER = {"SUCCEEDED", _NOT_SERVED, "PARTIALLY_SUCCEEDED", "CANCELLED", "EXPIRED", "FAILED"}
_DATA = ("trainingDatasetUri", "validationDatasetUri", "promptDatasetUri")


def training(resource: Resource, family: Family) -> Training:
    """Return what the state knows of a tuning job."""
    values = resource.values
    state = _state(values)
    method, spec = _spec(values)
    stats = _stats(values)
    total = whole(stats.get("tuningStepCount"))
    started = values.get("startTime") or values.get("createTime")
    over = state in _OVER
    seconds = seconds_between(started, values.get("endTime")) if over else None
    return Training(
        anchor=resource.anchor,
        name=resource.name,
        kind=resource.entry.title,
        title=text(values.get("tunedModelDisplayName")),
        description=text(values.get("description")),
        state=state.replace("_", " "),
        tone=_TONES.get(state, Tone.UNKNOWN),
        completed_steps=total if state in ("SUCCEEDED", _NOT_SERVED) else None,
        total_steps=total,
        final_loss=None,
        seconds=seconds,
        problems=(
            *(_error(values, resource.problems) if state != "SUCCEEDED" else ()),
            *problems(resource),
        ),
        settings=_settings(values, spec),
        groups=tuple(group for group in _groups(resource, family, method, seconds) if group.facts),
        lineage=family.lineage(resource),
        tuned_on=family.tuned_on(resource),
        data=_data(spec, family),
        curve=None,
        metrics=evaluations.curves(values),
        metrics_uri=_metrics_uri(values),
    )


def _metrics_uri(values: Mapping[str, Any]) -> str | None:
    uri = text(values.get("gcsMetricsUri"))
    return None if uri == SECRET else uri


def _state(values: Mapping[str, Any]) -> str:
    """Return the state in a word; Google calls a job failed that only lacks its endpoint."""
    if not trained_but_not_served(values):
        return state_word(text(values.get("state")) or "unknown")
    return "SUCCEEDED" if values.get("served") is True else _NOT_SERVED


def _spec(values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return how it is tuned, in words, and the settings of that."""
    for name in sorted(values):
        if name.endswith("Spec") and name != "encryptionSpec":
            return label(name.removesuffix("Spec").removesuffix("Tuning")), mapping(values[name])
    return "", {}


def _stats(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return Google's counts over the data; one kind of tuning has one set of them."""
    found = mapping(values.get("tuningDataStats"))
    return next((mapping(found[name]) for name in sorted(found)), {})


def _settings(values: Mapping[str, Any], spec: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return what it was trained with, where Google has filled in the rest; else what was asked."""
    chosen = mapping(values.get("chosenHyperParameters"))
    found = settings({**mapping(spec.get("hyperParameters")), **chosen})
    return tuple(
        Fact(one.label, one.value.removeprefix(_ADAPTER).lower())
        if one.value.startswith(_ADAPTER)
        else one
        for one in found
    )


def _error(values: Mapping[str, Any], problems: tuple[str, ...]) -> tuple[str, ...]:
    error = mapping(values.get("error"))
    message = foreign(text(error.get("message")) or "")
    if not message or any(message in one for one in problems):
        return ()
    code = number(error.get("code"))
    return (f"Google said: {message}{f' (code {figure(code)})' if code is not None else ''}",)


def _data(spec: Mapping[str, Any], family: Family) -> Data | None:
    uri = next(
        (text(spec[name]) for name in ("trainingDatasetUri", "promptDatasetUri") if spec.get(name)),
        None,
    )
    if not uri or uri == SECRET:
        return None
    dataset = family.dataset(uri)
    count = counted(dataset.get("exampleCount"))
    path = text(mapping(dataset.get("source")).get("path")) or uri
    return Data(uri, f"{path}{f', {count}' if count else ''}")


def _groups(resource: Resource, family: Family, method: str, seconds: float | None) -> list[Facts]:
    values = resource.values
    _, spec = _spec(values)
    made = mapping(values.get("tunedModel"))
    waited = seconds_between(values.get("createTime"), values.get("startTime"))
    source = mapping(values.get("preTunedModel"))
    return [
        Facts(
            "Tuning",
            facts(
                ("method", method, False),
                ("from checkpoint", text(source.get("checkpointId")), True),
                (
                    "encrypted with",
                    text(mapping(values.get("encryptionSpec")).get("kmsKeyName")),
                    True,
                ),
            ),
        ),
        *(_dataset_facts(name, spec.get(name), family) for name in _DATA),
        Facts("Google counted", settings(_stats(values))),
        Facts(
            "Time (UTC)",
            facts(
                ("waited", duration(waited) if waited else None, False),
                ("started", moment(values.get("startTime")), False),
                ("ended", moment(values.get("endTime")), False),
                ("took", duration(seconds) if seconds is not None else None, False),
            ),
        ),
        Facts("Billed", _billed(mapping(values.get("billing")))),
        Facts("Checkpoints", _checkpoints(made)),
        Facts("Evaluation", evaluations.facts_of(values)),
        Facts(
            "Google's names",
            facts(
                ("job", text(values.get("name")) or resource.identifier, True),
                ("model", text(made.get("model")), True),
                ("endpoint", text(made.get("endpoint")), True),
                ("experiment", text(values.get("experiment")), True),
            ),
        ),
        Facts("Labels", settings(mapping(values.get("labels")))),
    ]


def _dataset_facts(name: str, uri: Any, family: Family) -> Facts:
    dataset = family.dataset(uri)
    return Facts(
        label(name.removesuffix("DatasetUri")).capitalize() + " data",
        facts(
            ("address", text(uri), True),
            ("file", text(mapping(dataset.get("source")).get("path")), False),
            ("examples", counted(dataset.get("exampleCount")), False),
            ("sha256", short(dataset.get("sha256")), True),
        ),
    )


def _billed(billing: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return tokens and cost."""
    tokens, cost = whole(billing.get("tokens")), number(billing.get("cost"))
    currency = text(billing.get("currency")) or ""
    return facts(
        ("tokens", None if tokens is None else f"{tokens:,}", False),
        ("cost", None if cost is None else f"{cost:,.2f} {currency}".rstrip(), False),
    )


def _checkpoints(made: Mapping[str, Any]) -> tuple[Fact, ...]:
    deployments = []
    for one in map(mapping, items(made.get("checkpoints"))):
        at = [
            f"{what} {one[what]}" for what in ("epoch", "step") if whole(one.get(what)) is not None
        ]
        where = f" ({', '.join(at)})" if at else ""
        name = f"{text(one.get('checkpointId')) or '?'}{where}"
        deployments.append((name, text(one.get("endpoint")) or "no endpoint", True))
    return facts(*deployments)
