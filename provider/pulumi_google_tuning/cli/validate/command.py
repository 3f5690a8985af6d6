"""`google-tuning validate`: training data checked as `pulumi up` would, and sent only to count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import options, output
from pulumi_google_tuning.cli.shared.text import count as number_of
from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.cli.validate.forms import Form, look
from pulumi_google_tuning.cli.validate.inspection import Inspection, as_json, as_rows, inspect
from pulumi_google_tuning.errors import GoogleTuningError

if TYPE_CHECKING:
    from pulumi_google_tuning.cli.validate.counting import Counted

_COUNT_SECONDS = 90.0  # a request of many rows takes its time


def validate(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Annotated[list[str], typer.Argument(metavar="FILE", help="Training data to check.")],
    format_: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help="The expected format (default: detected from the first row). pairs is text "
            "pairs for the Gemini API, the others are JSON Lines for Vertex AI.",
        ),
    ] = None,
    diff: Annotated[
        str | None,
        typer.Option(metavar="OTHER", help="Show rows added, removed or changed since this file."),
    ] = None,
    most: Annotated[
        int,
        typer.Option(
            "--most", min=1, help="Maximum number of problems, and of rows of each kind, to show."
        ),
    ] = 20,
    count: Annotated[
        bool,
        typer.Option(
            "--count-tokens",
            help="Send the rows to Google to count their tokens for --base-model. Prints first "
            "what is sent and where.",
        ),
    ] = False,
    base_model: Annotated[
        str | None,
        typer.Option(help="The base model whose tokens are counted, such as gemini-3.5-flash."),
    ] = None,
    json: options.AsJson = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    location: options.Location = None,
    no_stack: options.NoStack = False,
) -> None:
    """Check training data: every bad row with its line, or figures where all is well.

    The exit code is 1 if a file can't be used. Without --count-tokens nothing is sent to Google.
    """
    if count and not base_model:
        raise typer.BadParameter(
            "--count-tokens needs --base-model, such as --base-model gemini-3.5-flash",
            param_hint="--base-model",
        )
    if diff is not None and len(file) > 1:
        raise typer.BadParameter("--diff works with exactly one FILE", param_hint="--diff")
    found = [inspect(one, format_ or look(one)) for one in file]
    other = inspect(diff, format_ or look(diff)) if diff is not None else None
    inspected = [*found, *([other] if other else [])]
    bad = [one for one in inspected if not one.good]
    counted: dict[str, Counted] = {}
    if base_model and count and not bad:
        # Only a command that sends rows needs a client.
        from pulumi_google_tuning.cli.shared import settings  # noqa: PLC0415
        from pulumi_google_tuning.cli.validate.counting import count_tokens  # noqa: PLC0415

        session = settings.session(emulator, project, location, stack, no_stack, _COUNT_SECONDS)
        for one in found:
            counted[one.file] = count_tokens(session, one.file, one.form, base_model, location)
    if json:
        _print_json(found, other, bad, counted)
    else:
        for one in inspected if bad else found:
            _print(one, most, counted.get(one.file))
        if other and not bad:
            from pulumi_google_tuning.cli.validate.diff_view import print_diff  # noqa: PLC0415

            print_diff(found[0], other, most)
    if bad:
        names = ", ".join(safe(one.file) for one in bad)
        raise GoogleTuningError(f"{names} can't be used for training. Correct the problems above")


def _print_json(
    found: list[Inspection],
    other: Inspection | None,
    bad: list[Inspection],
    counted: dict[str, Counted],
) -> None:
    said: dict[str, Any] = {"files": [as_json(one) for one in found]}
    for one in said["files"]:
        if one["file"] in counted:
            one["countedTokens"] = counted[one["file"]].as_json()
    if other:
        said["diff"] = {"against": as_json(other)}
        if not bad:
            from pulumi_google_tuning.cli.validate.diff_view import diff_json  # noqa: PLC0415

            said["diff"] |= diff_json(found[0], other)
    output.print_json(said)


def _print(found: Inspection, most: int, counted: Counted | None) -> None:
    head = f"{safe(found.file)} ({found.form.value})"
    if found.good:
        typer.echo(f"{head}: good")
        tokens = [("tokens", str(counted))] if counted else []
        for line in output.plain_lines([*as_rows(found), *tokens]):
            typer.echo(f"  {line}")
        if found.advice:
            output.note(found.advice)
        return
    bad_rows = f" in {number_of(found.bad_rows, 'bad row')}" if found.bad_rows else ""
    typer.echo(f"{head}: {number_of(len(found.problems), 'problem')}{bad_rows}")
    for problem in found.problems[:most]:
        typer.echo(f"  {safe(problem)}")
    if len(found.problems) > most:
        typer.echo(f"  and {len(found.problems) - most:,} more (--most N shows N)")
