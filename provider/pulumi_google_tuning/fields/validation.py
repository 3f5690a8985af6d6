"""JSON Schema validation of canonical inputs in which some values may be unknown.

An unknown value is present and suits every limit; what depends on it (a condition, whether two
items are equal) isn't decided before it is known. The update checks again with the known values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from pulumi_google_tuning.fields import durations
from pulumi_google_tuning.fields.messages import Failure, path_of, sentence
from pulumi_google_tuning.fields.values import contains_unknown, is_unknown

_Keyword = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]


def failures_of(document: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[Failure]:
    """Return everything that the schema refuses, each on its property's path."""
    validator = Validator(document)
    found = [
        Failure(path_of(error.absolute_path), _reason(error, document, inputs))
        for error in validator.iter_errors(inputs)
    ]
    versions = document["properties"].get("apiVersion", {})
    version = inputs.get("apiVersion", versions.get("default"))
    if version in versions.get("enum", ()):  # of one that doesn't exist, enough is said already
        found += _of_other_versions(document, inputs, version, ())
    return found


def _reason(error: ValidationError, document: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    reason = sentence(error, document)
    value = error.instance
    if error.validator != "pattern" or len(error.absolute_path) != 1 or not isinstance(value, str):
        return reason
    # A tuned model that is given as the base model, or the reverse: name the field it is meant for.
    meant = [
        name
        for name, schema in document["properties"].items()
        if name != error.absolute_path[0]
        and name not in inputs
        and "x-prefix" in schema
        and value.startswith(schema["x-prefix"])
    ]
    return f"{reason}; that is for {meant[0]}" if meant else reason


def _of_other_versions(
    schema: Mapping[str, Any], value: Any, version: str, path: tuple[str | int, ...]
) -> Iterator[Failure]:
    if isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from _of_other_versions(schema.get("items", {}), item, version, (*path, i))
    if not isinstance(value, Mapping):
        return
    properties, others = schema.get("properties", {}), schema.get("additionalProperties")
    if isinstance(others, Mapping):
        properties = {**dict.fromkeys(value, others), **properties}
    for name, part in properties.items():
        if name not in value:
            continue
        versions = part.get("x-versions", [version])
        if version not in versions:
            there = " or ".join(versions)
            yield Failure(
                path_of((*path, name)), f"isn't in apiVersion {version}; it is in {there}"
            )
        yield from _of_other_versions(part, value[name], version, (*path, name))


# -- keywords ----------------------------------------------------------------------------------


def _unless_unknown(keyword: _Keyword, *, anywhere: bool) -> _Keyword:
    def check(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        undecided = contains_unknown(instance) if anywhere else is_unknown(instance)
        if not undecided:
            yield from keyword(validator, wanted, instance, schema) or ()

    return check


def _properties(
    validator: Any, properties: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    """Check properties; unlike the library's, a property that is `false` gets its path."""
    del schema
    if not isinstance(instance, dict):
        return
    for name, part in properties.items():
        if name not in instance:
            continue
        if part is False:
            yield from (
                ValidationError(
                    error.message, error.validator, [name], schema_path=[name], schema=False
                )
                for error in validator.evolve(schema=False).iter_errors(instance[name])
            )
        else:
            yield from validator.descend(instance[name], part, path=name, schema_path=name)


def _required(validator: Any, names: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Report what is missing on its own path, not on its parent's."""
    del validator, schema
    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield ValidationError("is required", path=[name])


def _additional(
    validator: Any, others: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    """Check the other properties in their order: the library's is another in each process."""
    if not isinstance(others, Mapping) or "patternProperties" in schema:
        library = Draft202012Validator.VALIDATORS["additionalProperties"]
        yield from library(validator, others, instance, schema) or ()
    elif isinstance(instance, dict):
        known = schema.get("properties", ())
        for name in instance:
            if name not in known:
                yield from validator.descend(instance[name], others, path=name)


def _if(validator: Any, condition: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Leave a condition open as long as something that it looks at is unknown."""
    if isinstance(instance, dict):
        looked_at = {*condition.get("properties", {}), *condition.get("required", ())}
        if any(contains_unknown(instance.get(name)) for name in looked_at):
            return
    yield from Draft202012Validator.VALIDATORS["if"](validator, condition, instance, schema) or ()


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Match as ECMA-262 does, where `$` isn't satisfied before a closing line break."""
    if isinstance(instance, str) and pattern.endswith("$") and instance.endswith("\n"):
        yield ValidationError("ends with a line break")
    else:
        yield from (
            Draft202012Validator.VALIDATORS["pattern"](validator, pattern, instance, schema) or ()
        )


def _exclusive(
    validator: Any, groups: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    del validator, schema
    if isinstance(instance, dict):
        for group in groups:
            first, *others = [name for name in group if name in instance] or [None]
            for other in others:
                yield ValidationError(f"can't be given together with {first}", path=[other])


def _one_of(validator: Any, groups: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    del validator, schema
    if isinstance(instance, dict):
        for group in groups:
            if not any(name in instance for name in group):
                first, *others = group
                instead = f", or {' or '.join(others)} instead" if others else ""
                yield ValidationError(f"is required{instead}", path=[first])


def _duration(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    del validator, schema
    if wanted and isinstance(instance, str):
        try:
            durations.parse(instance)
        except ValueError as error:
            yield ValidationError(str(error))


def _is_integer(checker: Any, instance: Any) -> bool:
    del checker
    if isinstance(instance, float):
        return instance.is_integer()
    return isinstance(instance, int) and not isinstance(instance, bool)


def _is_number(checker: Any, instance: Any) -> bool:
    """Refuse NaN and infinities: JSON has none, and every comparison lets NaN through."""
    if isinstance(instance, float):
        return math.isfinite(instance)
    return _is_integer(checker, instance)


# What compares a value as a whole can't be decided while a part of it is unknown.
_AS_A_WHOLE: Final = {"const", "contains", "enum", "not", "oneOf", "uniqueItems"}
_OURS: Final[Mapping[str, Any]] = {
    "additionalProperties": _additional,
    "if": _if,
    "pattern": _pattern,
    "properties": _properties,
    "required": _required,
    "x-duration": _duration,
    "x-exclusive": _exclusive,
    "x-one-of": _one_of,
}

Validator: Final[Any] = extend(  # type: ignore[no-untyped-call] # untyped in its stubs
    Draft202012Validator,
    {
        name: _unless_unknown(keyword, anywhere=name in _AS_A_WHOLE)
        for name, keyword in {**Draft202012Validator.VALIDATORS, **_OURS}.items()
        if not name.startswith("$")
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    ),
)
"""JSON Schema 2020-12 with unknown values, and our keywords that say what may go together."""
