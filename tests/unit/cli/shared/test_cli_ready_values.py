"""Arguments that are taken as they are, compared with typer's own conversion."""

from __future__ import annotations

from typing import Any, Final

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from pulumi_google_tuning.cli.app import COMMANDS, app
from pulumi_google_tuning.cli.shared.later import LaterCommand
from pulumi_google_tuning.cli.shared.ready_values import with_ready_values

WORDS: Final = ("", "a", " a ", "5", "-1", "05", "0.5", "gemini", "GEMINI", "yes", "\udcff")
LISTS: Final = ((), ("a",), ["a", "b"], ("a", 1), "a")
OTHERS: Final = (None, True, False, 5, -1, 0.5, b"a")


def converted(parameter: Any, context: typer.Context, value: Any) -> tuple[Any, ...]:
    """Return what a command gets of a value, and its type; or the sentence that refuses it."""
    try:
        found = parameter.get_runtime_param().coerce(value, param=parameter, ctx=context)
    except typer.BadParameter as refused:
        return "refused", refused.format_message()
    return "taken", type(found), found


@pytest.mark.parametrize("name", ["", *(name for name, *_ in COMMANDS)])
def test_a_value_is_what_typer_makes_of_it(name: str) -> None:
    """Each option and argument takes and refuses the same values, with the same words."""
    if name:
        row = next(one for one in COMMANDS if one[0] == name)
        command = LaterCommand(*row).whole()
    else:
        command = get_command(app)
        assert isinstance(command, TyperGroup)
    context = typer.Context(command)
    parameters = command.get_params(context)
    if not hasattr(parameters[0], "get_runtime_param"):
        pytest.skip("this typer converts values without pydantic")
    for parameter in parameters:
        for value in (*WORDS, *LISTS, *OTHERS, parameter.default):
            parameter._runtime_param = None
            theirs = converted(parameter, context, value)
            parameter._runtime_param = None
            with_ready_values([parameter])
            ours = converted(parameter, context, value)
            assert ours == theirs, (parameter.name, value)
