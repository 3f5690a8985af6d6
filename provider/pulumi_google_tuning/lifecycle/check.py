"""The check: one form for each input, and everything that is wrong with them at once.

It runs in a preview, before anything is sent. It knows no network; of the disk it reads training
data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi_google_tuning.data.checked_data import Data, format_of
from pulumi_google_tuning.data.pairs.examples import (
    Examples,
    known_problems,
    read,
    request_problem,
)
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.sketch import in_todays_form
from pulumi_google_tuning.fields.canonical import Spell, as_in_python, canonical
from pulumi_google_tuning.fields.depth import TOO_DEEP, too_deep
from pulumi_google_tuning.fields.fitting import failures_in
from pulumi_google_tuning.fields.foreign import visible
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema, body_of
from pulumi_google_tuning.fields.values import UNKNOWN, contains_unknown
from pulumi_google_tuning.lifecycle.data_check import DataCheck

__all__ = ["Checked", "Failure", "check"]

# Where a dynamic provider's inputs carry its code; the adapter's business.
_PROVIDER_KEY: Final = "__provider"
_EMPTY_PLACE: Final = ""


@dataclass(frozen=True)
class Checked:
    """What a check found. With failures the inputs are of use to nobody but the engine."""

    inputs: dict[str, Any]
    """As the program gave them, in canonical form; defaults are not filled in."""
    failures: list[Failure]
    """Everything that is wrong, sorted by path."""
    data: Data | None
    """The training data, where it was read now."""


def check(
    schema: ResourceSchema,
    news: Mapping[str, Any],
    *,
    spell: Spell = as_in_python,
    untold: Collection[str] = (),
    reading: DataCheck | None = None,
) -> Checked:
    """Bring a program's inputs into canonical form and find everything that is wrong with them.

    Unknown values pass: they count as present and valid. Training data is read, and becomes
    `{path?, sha256, exampleCount}` in the inputs. What is `untold` may be missing. Never raises for
    an input; where a cancel ends the `reading` of a file, ReadInterruptedError.
    """
    failures: list[Failure] = []
    given = {key: value for key, value in news.items() if key != _PROVIDER_KEY}
    for name in [name for name, value in given.items() if too_deep(value)]:
        failures.append(Failure(name, TOO_DEEP))
        given[name] = UNKNOWN  # present, and nothing more to say of it
    inputs: dict[str, Any] = canonical(schema.document, given, failures, spell=spell)
    data: Data | None = None
    for field in schema.inputs:
        if field.holds_data and field.name in inputs:
            try:
                inputs[field.name], data = _data(schema, field, inputs, failures, reading)
            except DataError as error:
                failures.append(Failure(field.name, str(error)))
                inputs[field.name] = UNKNOWN  # present, and nothing more to say of it
            if isinstance(data, Examples):
                beside = _bytes_beside(field, schema, inputs)
                too_big = request_problem(data, beside, str(field.data))
                failures += [Failure(field.name, too_big)] if too_big else []
    missing = {name for name in untold if name not in inputs}
    failures += [one for one in failures_in(schema.document, inputs) if one.path not in missing]
    said = {Failure(visible(one.path), visible(one.reason, lines=True)) for one in failures}
    return Checked(inputs, sorted(said), data)


def _data(
    schema: ResourceSchema,
    field: Field,
    inputs: Mapping[str, Any],
    failures: list[Failure],
    reading: DataCheck | None,
) -> tuple[Any, Data | None]:
    value = inputs[field.name]
    problems_of: Callable[..., list[str]]
    if isinstance(value, Mapping) and ("sha256" in value or not value):
        # With `ignore_changes` it is the state's, and an earlier version's may be.
        shape = {k: part for k, part in field.schema.items() if k not in ("x-data", "x-dataset")}
        return canonical(shape, in_todays_form(value), failures, (field.name,)), None
    if field.dataset:
        # Its compiled schemas are for those alone who have a dataset.
        from pulumi_google_tuning.data.datasets import scan  # noqa: PLC0415

        form = format_of(schema, field, inputs)
        if form not in scan.FORMATS:  # unknown yet, or wrong, which the validation says
            return UNKNOWN, None
        problems_of = scan.known_problems
    else:
        form = str(field.data)
        problems_of = known_problems
    if contains_unknown(value):
        problems = problems_of(value, form, label=field.name)
        if problems:
            raise DataError(problems)
        return UNKNOWN, None
    if field.dataset:
        found: Data = (reading or DataCheck()).dataset(schema, field, value, form)
    else:
        found = read(value, form, label=field.name, reads=reading.reads if reading else None)
    return found.summary(), found


def _bytes_beside(field: Field, schema: ResourceSchema, inputs: Mapping[str, Any]) -> int:
    """Return the bytes of the request's body without the examples: compact JSON in UTF-8."""
    body = at = body_of(schema, inputs)
    for step in field.body_path[:-1]:
        at = at.setdefault(step, {})
    at[field.body_path[-1]] = _EMPTY_PLACE
    try:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    except ValueError:  # a number of thousands of digits, which the validation refuses
        return 0
    return len(text.encode("utf-8", "surrogatepass")) - len(f'"{_EMPTY_PLACE}"')
