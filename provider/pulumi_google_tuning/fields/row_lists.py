"""Rows of training data that are given as a list, in an argument of their own.

Pulumi's typed languages know no union with a list, so the native plugin takes a path or an asset in
one argument (`trainingData`) and a list in another (`examples`). Everything else knows the first
alone; a field's `x-native` names the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import spellings_of
from pulumi_google_tuning.fields.values import DataFile

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Joined:
    """Inputs whose rows are in the field that the rest of the package knows."""

    inputs: dict[str, Any]
    failures: list[Failure]
    """What is given twice, as a list and otherwise."""
    given_as: Mapping[str, str]
    """The argument that a field's rows came from, by the field's name."""
    open: Mapping[str, str]
    """What would do instead of a field that isn't given, in words, by the field's name."""

    def name_as_given(self, failures: Iterable[Failure]) -> list[Failure]:
        """Return failures that name the arguments as the program has them."""
        return [
            Failure(one.path, f"{one.reason}, or {self.open[one.path]}")
            if one.reason == "is required" and one.path in self.open
            else Failure(self._respelled(one.path), self._respelled(one.reason))
            for one in failures
        ]

    def _respelled(self, text: str) -> str:
        for field, argument in self.given_as.items():
            # At the start of a line: a path, or what a problem of a row begins with.
            text = re.sub(rf"^{field}\b", argument, text, flags=re.MULTILINE)
        return text


def list_names(schema: ResourceSchema) -> dict[str, str]:
    """Return the argument that takes a field's rows as a list, by the field's name."""
    return {
        field.name: field.schema["x-native"]["list"]["name"]
        for field in schema.inputs
        if "x-native" in field.schema
    }


def fields_of(schema: ResourceSchema, names: Iterable[str]) -> frozenset[str]:
    """Return the fields that arguments are of, in any spelling: `examples` is of `trainingData`."""
    known = spellings_of(schema.document["properties"])
    of_list = {argument: field for field, argument in list_names(schema).items()}
    return frozenset(of_list.get(name, known.get(name, name)) for name in names)


def names_with_rows(schema: ResourceSchema, given: Mapping[str, Any]) -> frozenset[str]:
    """Return the arguments that hold rows themselves, and not the path of a file.

    The engine prints the value of an argument that a failure names, so these aren't named to it.
    """
    names = {field.name for field in schema.inputs if field.holds_data}
    return frozenset(
        name
        for name in {*names, *list_names(schema).values()}
        if not isinstance(given.get(name, ""), (str, DataFile))
    )


def join_lists(
    schema: ResourceSchema, given: Mapping[str, Any], stored: Mapping[str, Any] = _NOTHING
) -> Joined:
    """Put rows that are given as a list into the field that they are of.

    An unknown list leaves the field unknown. An argument that is None isn't given. Where both are
    given, the list is left out and the failure says so. Nothing is wrong with what the state has of
    the data: the engine puts it beside the list where `ignoreChanges` names the field. Where it
    names the list, nothing is left, as the `stored` inputs have none.
    """
    names = list_names(schema)
    inputs = {key: value for key, value in given.items() if key not in names.values()}
    failures, given_as, open_ = [], {}, {}
    for field, argument in names.items():
        rows, other = given.get(argument), inputs.get(field)
        if rows is None and other is None:
            open_[field] = f"{argument} instead"
            if field in stored:
                open_[field] += f". In ignoreChanges, write {field}"
        elif rows is not None and other is not None:
            if not (isinstance(other, Mapping) and "sha256" in other):
                failures.append(Failure(argument, f"can't be given together with {field}"))
        elif rows is not None:
            inputs[field] = rows
            given_as[field] = argument
    return Joined(inputs, failures, given_as, open_)
