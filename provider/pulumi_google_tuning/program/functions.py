"""Functions that a program calls: they read, and they work in a preview.

Each has an `_output` twin that takes Outputs and gives one, as in Pulumi's own SDKs. They run in
the program's process, with the configuration `google-tuning:*` of the stack.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pulumi

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.foreign import visible
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.config.namespace import NAMESPACE
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.program.run import current_run

_P = ParamSpec("_P")
_R = TypeVar("_R")


class FunctionError(pulumi.RunError):
    """A function that failed: Pulumi shows the sentence, and no traceback."""


def one_sentence(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Have failures end the program with one sentence."""

    @wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except GoogleTuningError as error:
            sentence = visible(f"{function.__name__}: {error}", lines=True)
            raise FunctionError(sentence) from None

    return wrapped


def output_twin(function: Callable[..., _R]) -> Callable[..., pulumi.Output[_R]]:
    """Make the twin that takes Outputs and gives one; it doesn't run on what isn't known yet."""

    def twin(*args: Any, **kwargs: Any) -> pulumi.Output[_R]:
        return pulumi.Output.all(list(args), kwargs).apply(
            lambda known: function(*known[0], **known[1])
        )

    twin.__name__ = f"{function.__name__}_output"
    twin.__doc__ = f"`{function.__name__}` over Outputs: takes them as arguments and gives one."
    return twin


def session() -> Session:
    """Return the session of the stack's configuration."""
    sessions = current_run().sessions
    stack = pulumi.Config(NAMESPACE)
    read = {name: stack.get(name) for name in load_schema("config")["properties"]}
    values = {name: value for name, value in read.items() if value is not None}
    key = tuple(sorted(values.items()))
    if key not in sessions:
        sessions[key] = Session(Config.from_mapping(values, os.environ))
    return sessions[key]
