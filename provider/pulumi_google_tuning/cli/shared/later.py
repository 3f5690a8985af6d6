"""A command that the group lists by name, and whose module is imported when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from pulumi_google_tuning.cli.shared.ready_values import ReadyValues


class LaterCommand(TyperCommand):
    """What a list of the commands shows of one: its name and a short help.

    Everything else begins with a context, help and completion too, and so with the command itself.
    """

    def __init__(self, name: str, where: str, short_help: str, example: str) -> None:
        """Name a command; `where` is its function: `validate.command:validate`, below cli/."""
        super().__init__(name, callback=None, short_help=short_help)
        self._name, self._where, self._example = name, where, example

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Return the context of the command, whose `command` is the real one."""
        return self.whole().make_context(*args, **kwargs)

    def whole(self) -> Any:
        """Import the command, and return it with its options."""
        module, _, function = self._where.partition(":")
        alone = typer.Typer(
            add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
        )
        epilog = f"Example:  {self._example}"
        alone.command(self._name, cls=_Command, short_help=self.short_help, epilog=epilog)(
            getattr(import_module(f"pulumi_google_tuning.cli.{module}"), function)
        )
        return get_command(alone)


class _Command(ReadyValues, TyperCommand):
    """A command itself."""
