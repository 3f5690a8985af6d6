"""Functions that a program calls: they read, and they work in a preview.

Each has an `_output` twin that takes Outputs and gives one, as in Pulumi's own SDKs. They run in
the program's process, with the configuration `google-tuning:*` of the stack; under Pulumi's mocks
they send nothing and ask `Mocks.call`.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import os
from collections.abc import Callable, Mapping
from typing import Any, Final, ParamSpec, TypeVar

import pulumi

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.depth import TOO_DEEP, too_deep
from pulumi_google_tuning.fields.function_schema import function_schemas
from pulumi_google_tuning.fields.spelling import camel, snake, spellings_of
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.config.namespace import NAMESPACE
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.program import mocks
from pulumi_google_tuning.program.outputs import holds_output, shallow
from pulumi_google_tuning.program.run import current_run
from pulumi_google_tuning.program.settings import settings
from pulumi_google_tuning.program.spelling import to_python

_P = ParamSpec("_P")
_R = TypeVar("_R")

_MODULE: Final = f"{NAMESPACE}:index"
_NO_SCHEMA: Final[Mapping[str, Any]] = {}


class FunctionError(pulumi.RunError):
    """A function that failed: Pulumi shows the sentence, and no traceback."""


def callable_in_programs(
    from_mock: Callable[[Mapping[str, Any]], Any],
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Make a function of a program: its failures end with one sentence, and mocks can answer it.

    `from_mock` makes the function's result of what `Mocks.call` returns.
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        name = function.__name__

        @functools.wraps(function)
        def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            given = inspect.signature(function).bind(*args, **kwargs).arguments
            _refuse_deep(name, given)
            for argument, value in given.items():
                if holds_output(value):
                    raise FunctionError(
                        f"{name}: {argument} contains an Output, whose value isn't known yet. "
                        f"Call {name}_output, which accepts and returns Outputs"
                    )
            if mocks.are_set():
                result: _R = from_mock(_ask_mocks(name, given))
                return result
            try:
                return function(*args, **kwargs)
            except GoogleTuningError as error:
                raise FunctionError(f"{name}: {error}") from None

        return wrapped

    return decorate


def _refuse_deep(name: str, given: Mapping[str, Any]) -> None:
    for argument, value in given.items():
        if too_deep(value):
            raise FunctionError(f"{name}: {argument} {TOO_DEEP}")


def token_of(name: str) -> str:
    """Return the token that mocks know a function by: `google-tuning:index:getTunedModel`."""
    return f"{_MODULE}:{camel(name)}"


def _ask_mocks(name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    arguments = {camel(key): value for key, value in given.items() if value is not None}
    result, failures = mocks.call(token_of(name), arguments)
    if failures:
        raise FunctionError(f"{name}: {'; '.join(failures)}")
    return result


def result_of(result: type[_R], function: str, values: Mapping[str, Any]) -> _R:
    """Make a result's dataclass of values in either spelling, nested ones by the function's schema.

    What no field of it is named after is left out; what isn't there is None.
    """
    parts = function_schemas()[function].outputs["properties"]
    spellings = spellings_of(parts)
    shown = {}
    for key, value in values.items():
        name = spellings.get(key, key)
        shown[snake(name)] = to_python(parts.get(name, _NO_SCHEMA), value)
    names = [field.name for field in dataclasses.fields(result)]  # type: ignore[arg-type] # one is given
    return result(**{name: shown.get(name) for name in names})


def output_twin(function: Callable[..., _R]) -> Callable[..., pulumi.Output[_R]]:
    """Make the twin that takes Outputs and gives one; it doesn't run on what isn't known yet."""
    name = function.__name__

    def twin(*args: Any, **kwargs: Any) -> pulumi.Output[_R]:
        given = inspect.signature(function).bind(*args, **kwargs)
        _refuse_deep(name, given.arguments)
        for argument, value in given.arguments.items():
            if isinstance(value, pulumi.Output):
                given.arguments[argument] = shallow(value, f"{name}: {argument}")
        return pulumi.Output.all(list(given.args), given.kwargs).apply(
            lambda known: function(*known[0], **known[1])
        )

    twin.__name__ = f"{name}_output"
    twin.__doc__ = f"`{name}` over Outputs: takes them as arguments and gives one."
    return twin


def session() -> Session:
    """Return the session of the stack's configuration."""
    sessions = current_run().sessions
    values = settings()
    key = tuple(sorted(values.items()))
    if key not in sessions:
        sessions[key] = Session(Config.from_mapping(values, os.environ))
    return sessions[key]
