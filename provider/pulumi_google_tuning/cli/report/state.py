"""An exported state, read into what the page tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final

from pulumi_google_tuning.cli.report import asking, jobs, models
from pulumi_google_tuning.cli.report.asking import Answer, Fetch
from pulumi_google_tuning.cli.report.family import Family
from pulumi_google_tuning.cli.report.model import Asked, Curve, Report, Training
from pulumi_google_tuning.cli.report.resource import Resource
from pulumi_google_tuning.cli.report.stored_metrics import StoredMetrics
from pulumi_google_tuning.cli.report.values import hide_secrets, items, mapping, text
from pulumi_google_tuning.cli.shared.rows import Rows, is_googles, same
from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.urn_names import name_of
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES, of_type
from pulumi_google_tuning.resources.tuning_job.entry import TUNING_JOB

_URN = re.compile(r"urn:pulumi:(?P<stack>[^:]*)::(?P<project>[^:]*)::")
# A training without a reader is read like a tuned model: no field has to be there.
_READERS: Final[dict[str, Callable[[Resource, Family], Training]]] = {
    TUNING_JOB.title: jobs.training
}
_NOT_A_STATE = "is not an exported state. Create one with `pulumi stack export --file {}`"


def report(
    exported: Any,
    title: str,
    metrics: Mapping[str, Sequence[Curve]] | None = None,
    date: str | None = None,
    fetch: Fetch = asking.offline,
    only: Sequence[str] = (),
) -> Report:
    """Read the export of a stack.

    title: what to call it in an error. metrics: curves by the resource's name in the program.
    fetch: reads the curves that Google has of the others. only: the trainings that are
    wanted, by their names in the program or Google's; none: all.
    Raises GoogleTuningError where it is no state, or metrics name what isn't in it.
    """
    deployment = exported.get("deployment") if isinstance(exported, dict) else None
    if not isinstance(deployment, dict):
        raise GoogleTuningError(f"{title} {_NOT_A_STATE.format(title)}")
    stored = items(deployment.get("resources"))
    family = Family.of(_resources(stored))
    curves = dict(metrics or {})
    trainings = list(_trainings(family))
    names = [one.name for one in trainings]
    unknown = sorted(name for name in curves if name not in names)
    if unknown:
        known = ", ".join(sorted(set(names))) or "none"
        raise GoogleTuningError(
            f"--metrics {unknown[0]}: the stack has no training of that name. It has: {known}"
        )
    stack, project = _title(stored)
    if only:
        trainings = _wanted(trainings, only, Rows(exported, title))
    asked = {at: one for at, one in enumerate(map(_asked, trainings)) if one is not None}
    asked = {at: one for at, one in asked.items() if trainings[at].name not in curves}
    found = fetch(dict.fromkeys(asked.values()))
    shown = [
        _with_answer(one, found[asked[at]])
        if at in asked
        else _with_metrics(one, curves.get(one.name, ()))
        for at, one in enumerate(trainings)
    ]
    names_shown = frozenset(one.name for one in shown) if only else None
    return Report(project, stack, tuple(shown), date, names_shown)


def _resources(stored: Sequence[Any]) -> Iterator[Resource]:
    """Yield what is the provider's own, in an order that doesn't depend on who was done first."""
    found: list[tuple[tuple[Any, ...], Entry, Mapping[str, Any]]] = []
    for one in stored:
        urn, entry = str(mapping(one).get("urn", "")), of_type(str(mapping(one).get("type", "")))
        if entry is not None:
            # What a replacement has left to delete comes after what has replaced it.
            key = (tokens.one_form(urn), bool(one.get("delete")), str(one.get("id", "")))
            found.append((key, entry, one))
    taken: set[str] = set()
    for (urn, leaving, identifier), entry, one in sorted(found, key=itemgetter(0)):
        yield Resource(
            urn=urn,
            entry=entry,
            name=name_of(urn),
            anchor=_anchor(name_of(urn), taken),
            identifier=identifier,
            leaving=leaving,
            values=mapping(hide_secrets(one.get("outputs")))
            or mapping(hide_secrets(one.get("inputs"))),
            problems=tuple(said for said in items(one.get("initErrors")) if isinstance(said, str)),
        )


def _trainings(family: Family) -> Iterator[Training]:
    # What is tuned today comes first: Google starts no new training on the Gemini API.
    for entry in sorted(
        RESOURCES, key=lambda one: not (one.watched and one.watched.api == "vertex")
    ):
        read = _READERS.get(entry.title, models.training)
        for resource in family.resources:
            if resource.entry is entry and isinstance(entry.kind, Trained):
                yield replace(
                    read(resource, family),
                    identifier=text(resource.values.get("name")) or resource.identifier,
                    leaving=resource.leaving,
                )


def _wanted(trainings: Sequence[Training], only: Sequence[str], rows: Rows) -> list[Training]:
    """Return the trainings that are named. Raises ConfigError for a name of none, or of two."""
    found: set[int] = set()
    for given in only:
        if is_googles(given):
            named = [at for at, one in enumerate(trainings) if same(one.identifier, given)]
            if not named:
                raise GoogleTuningError(f"{given} is no training of this stack")
        else:
            row = rows.find(given)
            named = [
                at
                for at, one in enumerate(trainings)
                if (one.kind, one.name) == (row.entry.title, row.name)
            ]
        found.update(named)
    return [trainings[at] for at in sorted(found)]


def _asked(one: Training) -> Asked | None:
    return StoredMetrics(one.metrics_uri, one.total_steps) if one.metrics_uri else one.long_curve


def _with_answer(one: Training, answer: Answer) -> Training:
    one = replace(one, note=answer.note)
    if one.long_curve is None:
        return _with_metrics(one, answer.curves)
    return replace(one, curve=next(iter(answer.curves), one.curve))


def _with_metrics(one: Training, given: Sequence[Curve]) -> Training:
    if not given:
        return one
    given = (*given, *one.metrics)
    loss = next((curve for curve in given if curve.name.lstrip("/") == "train_total_loss"), None)
    if loss is None or not loss.points or one.final_loss is not None:
        return replace(one, metrics=tuple(given))
    over = one.seconds is not None
    final = loss.points[-1][1] if over else None
    return replace(one, metrics=tuple(given), final_loss=final, curve=one.curve or loss)


def _anchor(name: str, taken: set[str]) -> str:
    """Make a name fit for an address; the same in every report unless names are alike."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "training"
    anchor, number = base, 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


def _title(stored: Sequence[Any]) -> tuple[str, str]:
    for one in stored:
        found = _URN.match(str(mapping(one).get("urn", "")))
        if found:
            return found["stack"], found["project"]
    return "", ""
