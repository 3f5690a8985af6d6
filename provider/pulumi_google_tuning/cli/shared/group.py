"""How a command ends: failures as one sentence on stderr, Ctrl-C without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import typer
from typer.core import TyperGroup

from pulumi_google_tuning.cli.shared.ready_values import ReadyValues
from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.errors import GoogleTuningError

INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C has ended: 128 and SIGINT's number."""
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Commands(ReadyValues, TyperGroup):
    """The group of commands."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        """Run a command; exits with 1 and a sentence, or with 130 where Ctrl-C was pressed."""
        return _ending(super().invoke)(ctx)


def _ending(run: Callable[_P, _R]) -> Callable[_P, _R]:
    @wraps(run)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return run(*args, **kwargs)
        except GoogleTuningError as error:
            typer.echo(f"google-tuning: {safe(str(error), lines=True)}", err=True)
            raise typer.Exit(1) from None
        except OSError as error:  # a file that was there a moment ago; of a pipe, the library knows
            if not isinstance(error.filename, str):
                raise
            said = f"{error.filename}: {error.strerror}"
            typer.echo(f"google-tuning: {safe(said)}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:  # which older versions of typer answer with 1 and "Aborted!"
            raise typer.Exit(INTERRUPTED) from None

    return wrapped
