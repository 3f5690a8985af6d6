"""A TunedModel of the state, for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.cli.report.family import Family
from pulumi_google_tuning.cli.report.long_curve import stored, thinned
from pulumi_google_tuning.cli.report.model import Data, Fact, Facts, Tone, Training
from pulumi_google_tuning.cli.report.resource import Resource
from pulumi_google_tuning.cli.report.values import (
    SECRET,
    duration,
    label,
    mapping,
    moment,
    number,
    seconds_between,
    text,
    whole,
)

SHORT_SHA = 12
_TONES = {"ACTIVE": Tone.GOOD, "CREATING": Tone.WORKING, "FAILED": Tone.BAD}
_ANSWERS = ("temperature", "topP", "topK")


def training(resource: Resource, family: Family) -> Training:
    """Return what the state knows of a tuned model."""
    values = resource.values
    state = text(values.get("state")) or "unknown"
    started = values.get("startTime") or values.get("createTime")
    over = state in {"ACTIVE", "FAILED"}
    seconds = seconds_between(started, values.get("completeTime")) if over else None
    return Training(
        anchor=resource.anchor,
        name=resource.name,
        kind=resource.entry.title,
        title=text(values.get("displayName")),
        description=text(values.get("description")),
        state=state,
        tone=_TONES.get(state, Tone.UNKNOWN),
        completed_steps=whole(values.get("completedSteps")),
        total_steps=whole(values.get("totalSteps")),
        final_loss=number(values.get("finalLoss")),
        seconds=seconds,
        problems=problems(resource),
        settings=settings(mapping(values.get("hyperparameters"))),
        groups=tuple(group for group in _groups(resource, family, seconds) if group.facts),
        lineage=family.lineage(resource),
        tuned_on=family.tuned_on(resource),
        data=_data(values),
        curve=stored(values),
        long_curve=thinned(values, text(values.get("name")) or resource.identifier),
    )


def problems(resource: Resource) -> tuple[str, ...]:
    """Return why it isn't as it should be, in the provider's and Google's words."""
    leaving = ("replaced: the next `pulumi up` deletes it",) if resource.leaving else ()
    return (*resource.problems, *leaving)


def settings(found: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return hyperparameters by their names for people, in the order of those names."""
    settings = ((label(name), text(found[name])) for name in sorted(found))
    return tuple(Fact(name, value) for name, value in settings if value is not None)


def facts(*pairs: tuple[str, str | None, bool]) -> tuple[Fact, ...]:
    """Make facts of those that are known: label, value, whether it is an identifier."""
    return tuple(Fact(name, value, code) for name, value, code in pairs if value)


def short(sha256: Any) -> str | None:
    """Shorten a digest to what a person compares."""
    digest = text(sha256)
    return digest if digest is None or digest == SECRET else digest[:SHORT_SHA]


def counted(count: Any) -> str | None:
    """Write a count of examples."""
    known = whole(count)
    if known is None:
        return text(count)
    return f"{known:,} example" if known == 1 else f"{known:,} examples"


def _data(values: Mapping[str, Any]) -> Data | None:
    given = mapping(values.get("trainingData"))
    sha256 = text(values.get("trainingDataSha256") or given.get("sha256"))
    if not sha256 or sha256 == SECRET:
        return None
    count = counted(values.get("exampleCount") or given.get("exampleCount"))
    path = text(given.get("path")) or "a list in the program"
    return Data(f"sha256:{sha256}", f"{path}{f', {count}' if count else ''}")


def _groups(resource: Resource, family: Family, seconds: float | None) -> list[Facts]:
    values = resource.values
    given = mapping(values.get("trainingData"))
    is_list = bool(given) and "path" not in given
    return [
        Facts(
            "Data",
            facts(
                ("file", "a list in the program" if is_list else text(given.get("path")), False),
                ("examples", counted(values.get("exampleCount")), False),
                ("sha256", short(values.get("trainingDataSha256") or given.get("sha256")), True),
            ),
        ),
        Facts(
            "Time (UTC)",
            facts(
                ("started", moment(values.get("startTime")), False),
                ("ended", moment(values.get("completeTime")), False),
                ("took", duration(seconds) if seconds is not None else None, False),
            ),
        ),
        Facts("Answers with", settings({n: values[n] for n in _ANSWERS if n in values})),
        Facts(
            "Google's name",
            facts(
                ("model", text(values.get("name")) or resource.identifier, True),
                ("revision", text(values.get("revision")), False),
            ),
        ),
        Facts("Permissions", _permissions(resource, family)),
    ]


def _permissions(resource: Resource, family: Family) -> tuple[Fact, ...]:
    shares = []
    for one in family.permissions(resource):
        who = text(one.get("emailAddress")) or (text(one.get("granteeType")) or "").lower()
        shares.append(((text(one.get("role")) or "role unknown").lower(), who, False))
    return facts(*sorted(shares))
