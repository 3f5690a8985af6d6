"""Outputs that are made of the SDK's own, each when it is read first.

An Output costs the SDK's loop a task and several callbacks, and one that is made of another as much
again. Of hundreds of resources a program reads few outputs: the others are never made.

Relies on: an instance may have a dict of another class, and the SDK reads an output there by its
name. When that goes: test_what_is_never_read_is_never_made says so, and outputs have the names of
the state inside.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import partial
from typing import Any, TypeAlias

import pulumi

Make: TypeAlias = Callable[[pulumi.Output[Any]], pulumi.Output[Any]]


class Outputs(dict[str, Any]):
    """The attributes of a resource, with outputs that are made when they are read."""

    def __init__(self, attributes: Mapping[str, Any], makes: Mapping[str, Make]) -> None:
        super().__init__(attributes)
        # With what each is made of: two threads that read at once make two of the same.
        self._later = {name: partial(make, attributes[name]) for name, make in makes.items()}

    def __getitem__(self, name: str) -> Any:
        make = self._later.get(name)
        if make is not None:
            self[name] = make()
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        self._later.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        # Also tells `dict(…)` and `**` to read by name, instead of past this class.
        return super().__iter__()

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute, or the default."""
        try:
            return self[name]
        except KeyError:
            return default

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override] # a view, as of any mapping
        """View all attributes."""
        return ItemsView(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override] # a view, as of any mapping
        """View the attributes' values."""
        return ValuesView(self)


def read_by_name(name: str) -> property:
    """Make a property that reads from `Outputs`: Python itself looks an attribute up past it."""

    def read(self: object) -> Any:
        return vars(self)[name]

    def write(self: object, value: Any) -> None:
        vars(self)[name] = value

    return property(read, write)


def after(first: Make | None, second: Make) -> Make:
    """Make an output of what the first makes, where there is one."""
    if first is None:
        return second
    return lambda output: second(first(output))
