"""`google-tuning report`: what a stack has trained, as one page."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulumi_google_tuning.cli.report import changes, record
from pulumi_google_tuning.cli.report import metrics as metrics_file
from pulumi_google_tuning.cli.report.browser import BROWSER_VARIABLE, picture
from pulumi_google_tuning.cli.report.markdown import render as as_markdown
from pulumi_google_tuning.cli.report.model import Asked, Curve, Report
from pulumi_google_tuning.cli.shared import options, pulumi, settings
from pulumi_google_tuning.cli.shared import output as _output
from pulumi_google_tuning.cli.shared.completion import complete_row, complete_stack
from pulumi_google_tuning.doors.shared.pulumi_cli import stack_export
from pulumi_google_tuning.errors import GoogleTuningError

if TYPE_CHECKING:
    from pulumi_google_tuning.cli.report.asking import Answer
    from pulumi_google_tuning.google.session import Session

_STDOUT = "-"


def report(  # noqa: PLR0913, PLR0917 - one argument an option
    training: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Only these trainings: names of resources of the stack, or Google's names.",
            autocompletion=complete_row,
        ),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(help="The stack (default: the selected one).", autocompletion=complete_stack),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Read an exported state (pulumi stack export --file FILE) instead of a stack.",
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(metavar="FILE", help="The HTML file to write; - writes to standard output."),
    ] = "report.html",
    png: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help=f"Also write the page as a PNG. Needs Chromium or Chrome ({BROWSER_VARIABLE} "
            "selects one).",
        ),
    ] = None,
    markdown: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Also write a summary for a pull request, as Markdown; - for stdout.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="An earlier page, to tell what changed since. The page that --output replaces is "
            "compared with by default.",
        ),
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=FILE",
            help="Draw the metrics of training NAME from FILE instead of from Cloud Storage. "
            "NAME is the resource's name in the program. FILE is CSV with a header, or "
            "JSON Lines, with step, metric and value: 130,/train_total_loss,0.41. "
            "Repeatable.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            help="A date to show in the report. Without it the report has "
            "no date, so that git shows no false changes."
        ),
    ] = None,
    offline: Annotated[
        bool,
        typer.Option(
            "--offline",
            help="Send no requests to Google: tuning jobs have no curves, and tuned models the "
            "points of the state.",
        ),
    ] = False,
    emulator: options.Emulator = None,
) -> None:
    """Write what a stack has trained as one page: loss curves, state, data, hyperparameters.

    It is read from the stack's state; `pulumi refresh` brings that up to date. The curves of tuning
    jobs come from Cloud Storage (gcsMetricsUri), those of tuned models from the Gemini API where
    the state has only some points. Both are read with the credentials of the stack, or of the
    environment with --state. What can't be read is a line on the page. The page needs no
    network and runs no script. It holds no secret and no example, and the same state and metrics
    give the same page, to the letter. A page tells what changed since the one that it replaces.
    """
    # What reads and draws takes a third of a second to import, and help needs none of it.
    from pulumi_google_tuning.cli.report import asking  # noqa: PLC0415
    from pulumi_google_tuning.cli.report.page import render  # noqa: PLC0415
    from pulumi_google_tuning.cli.report.state import report as read_state  # noqa: PLC0415

    if state and stack:
        raise typer.BadParameter("--state and --stack can't be combined")
    if output == _STDOUT == markdown:
        raise typer.BadParameter("stdout takes one of --output and --markdown")
    curves = _metrics(metrics or [])
    exported, title = _exported(stack, state)

    def connect() -> Session:
        return settings.session(emulator, None, None, stack, no_stack=bool(state))

    def fetch(asked: Iterable[Asked]) -> Mapping[Asked, Answer]:
        return asking.offline(asked) if offline else asking.fetch(asked, connect)

    told = _compared(
        read_state(exported, title, curves, date, fetch, training or ()), output, since
    )
    page = render(told)
    if png:
        _write(png, _picture(page))
    if markdown:
        _write(markdown, as_markdown(told).encode("utf-8"))
    _write(output, page.encode("utf-8"))


def _compared(told: Report, output: str, since: str | None) -> Report:
    """Add what has changed since an earlier page, and what a later one compares with."""
    now = record.of_report(told)
    if since is not None:
        before: record.Record | None = record.read(since, now)
    else:
        before = None if output == _STDOUT else record.replaced(output, now)
    found = changes.since(before, now) if before else ()
    date = str(before.get("date") or "") if before else ""
    return replace(told, record=record.written(now, before), changes=found, since=date or None)


def _exported(stack: str | None, state: str | None) -> tuple[Any, str]:
    if not state:
        return stack_export(stack, pulumi.project_folder()), f"stack {stack or ''}".strip()
    try:
        return json.loads(Path(state).read_text(encoding="utf-8")), state
    except OSError as error:
        raise GoogleTuningError(
            f"--state {state}: could not read the file: {error.strerror}"
        ) from None
    except (ValueError, RecursionError):
        raise GoogleTuningError(
            f"--state {state}: not valid JSON. Create the file with `pulumi stack export "
            f"--file {state}`"
        ) from None


def _metrics(given: list[str]) -> dict[str, tuple[Curve, ...]]:
    found: dict[str, tuple[Curve, ...]] = {}
    for one in given:
        name, equals, path = one.partition("=")
        if not (name and equals and path):
            raise typer.BadParameter(
                f"{one!r} does not have the form NAME=FILE", param_hint="--metrics"
            )
        if name in found:
            raise typer.BadParameter(f"{name} appears twice", param_hint="--metrics")
        found[name] = metrics_file.read(path)
    return found


def _picture(page: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_bytes(page.encode("utf-8"))
        return picture(file)


def _write(path: str, content: bytes) -> None:
    """Write a file whole or not at all, or stdout."""
    if path == _STDOUT:
        typer.echo(content, nl=False)
        return
    target = Path(path)
    try:
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as half:
            half.write(content)
        Path(half.name).chmod(0o644)
        os.replace(half.name, target)  # noqa: PTH105 - `Path.replace` would say the same
    except OSError as error:
        raise GoogleTuningError(f"{path}: could not write the file: {error.strerror}") from None
    _output.note(f"wrote {path}")
