"""Nested outputs: `job.tuned_model.endpoint` and `["endpoint"]`, None where there is none.

A part's keys are those of the schema. The classes of each resource's `typed/outputs.py` name them
for type checkers; what a program holds when it runs are the two classes here.

Relies on: an Output has no slots, so one that the SDK made can be given another class. When that
goes: setting the class raises TypeError in each unit test of a resource.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pulumi
from pulumi.output import UNKNOWN, Unknown

from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.fields.spelling import snake

_T_co = TypeVar("_T_co", covariant=True)
_U = TypeVar("_U")


class Parts(dict[str, Any]):
    """The value of a nested output: a dict whose keys are attributes, too."""

    __slots__ = ("_names",)

    def __init__(self, values: Mapping[str, Any], names: Collection[str]) -> None:
        super().__init__(values)
        self._names = names

    def __missing__(self, key: str) -> Any:
        if key in self._names:
            return None
        raise KeyError(key)

    if not TYPE_CHECKING:  # a name that isn't declared is an error there

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            if name in self or name in self._names:
                return self[name]
            raise AttributeError(_no_part(name, self._names))


class PartsOutput(pulumi.Output[_T_co]):
    """An Output of a nested value: what is read of it is None where there is no value."""

    _schema: Mapping[str, Any]

    def __getattr__(self, item: str) -> pulumi.Output[Any]:
        if item.startswith("_"):
            raise AttributeError(item)
        parts = self._schema.get("properties")
        if parts:
            names = {snake(key): part for key, part in parts.items()}
            if item not in names:
                raise AttributeError(_no_part(item, names))
            return self._part(lambda value: value[item], names[item])
        return self._part(lambda value: getattr(value, item), {})

    def __getitem__(self, key: Any) -> pulumi.Output[Any]:
        names = {snake(one): part for one, part in self._schema.get("properties", {}).items()}
        others = self._schema.get("items", self._schema.get("additionalProperties"))
        inner = names.get(key, others) if isinstance(key, str) else others
        return self._part(lambda value: value[key], inner if isinstance(inner, Mapping) else {})

    def _part(self, read: Callable[[Any], Any], schema: Mapping[str, Any]) -> pulumi.Output[Any]:
        def lift(value: Any) -> Any:
            if isinstance(value, Unknown):
                return UNKNOWN
            return None if value is None else read(value)

        return with_parts(self.apply(lift, run_with_unknowns=True), schema)

    def apply(
        self, func: Callable[[_T_co], pulumi.Input[_U]], run_with_unknowns: bool = False
    ) -> pulumi.Output[_U]:
        """Transform the value, as any Output does."""
        unwrap: Any = pulumi.Output.from_input
        if func is unwrap:
            # `Output.all` unwraps its arguments so, which would make plain dicts of the parts.
            return self  # type: ignore[return-value] # a known function, which gives the same
        return super().apply(func, run_with_unknowns)


def with_parts(output: pulumi.Output[Any], schema: Mapping[str, Any]) -> pulumi.Output[Any]:
    """Return an Output whose parts can be read, where the schema says that it has some."""
    if schema.get("type") in ("object", "array"):
        output.__class__ = PartsOutput
        vars(output)["_schema"] = schema
    return output


def _no_part(name: str, names: Collection[str]) -> str:
    return f'there is no "{name}" in this output{nearest(name, list(names))}'
