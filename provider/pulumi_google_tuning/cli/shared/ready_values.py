"""Arguments that need no conversion reach a command as they are, without pydantic.

typer 0.29 converts each value by pydantic, whose import takes longer than all else that a short
command does. What a command line gives is text, and what it doesn't give is the default: both are
ready.

This relies on typer's `_runtime_param`, where a parameter holds what converts its values once that
is made, and on its methods. A test compares each answer with typer's own. A typer whose parameters
are others converts as it does.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, get_args, get_origin

_HELD: Final = "_runtime_param"


class ReadyValues:
    """Makes a command, or a group, of typer convert only what has to be converted."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options and arguments, `--help` too."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc] # of what it is mixed in
        return with_ready_values(found)


def with_ready_values(parameters: list[Any]) -> list[Any]:
    """Return the parameters of a command, which now convert only what has to be converted."""
    for parameter in parameters:
        if getattr(parameter, _HELD, parameter) is None:
            asked: Any = getattr(parameter, "type_descriptor", None)
            if hasattr(asked, "annotation") and asked.parameter_info.parser is None:
                setattr(parameter, _HELD, _ReadyValues(asked.annotation))
    return parameters


class _ReadyValues:
    """Used in place of typer's converter of one parameter, until a value needs that one."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return a value as its parameter's type; raises what typer raises."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        ready = _ready(value, self._kind, param.default)
        if ready is not None:
            return ready
        setattr(param, _HELD, None)
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _ready(value: Any, kind: Any, default: Any) -> Any:
    """Return a value that has its kind already, or is an enum's text; None of all others."""
    if get_origin(kind) is list:
        texts = get_args(kind) == (str,) and isinstance(value, (list, tuple))
        return [*value] if texts and all(type(one) is str for one in value) else None
    if not isinstance(kind, type):
        return None
    if issubclass(kind, Enum) and type(value) is str:
        return next((one for one in kind if one.value == value), None)
    # A number may be out of bounds, if it isn't the default.
    return value if type(value) is kind and (kind is str or value is default) else None
