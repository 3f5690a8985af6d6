"""`google-tuning doctor`: check what tuning needs, and suggest fixes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from pulumi_google_tuning.cli.doctor.catalogue_check import catalogue_age
from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.cli.doctor.machine_checks import machine
from pulumi_google_tuning.cli.shared import options, output
from pulumi_google_tuning.cli.shared import settings as _settings
from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.instants import today

COLUMNS = ("", "WHAT", "FOUND", "TO DO")


def doctor(
    bucket: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Also check this bucket for training data. Repeatable."),
    ] = None,
    service_account: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EMAIL",
            help="Also check the roles of this service account, which runs jobs. Repeatable.",
        ),
    ] = None,
    json: options.AsJson = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    location: options.Location = None,
    no_stack: options.NoStack = False,
) -> None:
    """Check versions, configuration, credentials, APIs and base models, and suggest fixes.

    The exit code is 1 if a check fails. Nothing is changed; a few list requests are sent.
    """
    findings = [
        *_of_this_machine(),
        *_of_google(
            lambda: _settings.settings(emulator, project, location, stack, no_stack),
            bucket or [],
            service_account or [],
        ),
    ]
    if json:
        output.print_json([one.as_json() for one in findings])
    elif output.is_terminal():
        rows = [(one.level.value, one.what, one.found, one.fix) for one in findings]
        output.print_rows(COLUMNS, rows, empty="")
    else:
        heads = output.plain_lines([(one.level.value, one.what) for one in findings])
        width = max(map(len, heads)) + 2
        for head, one in zip(heads, findings, strict=True):
            fix = f"; to do: {one.fix}" if one.fix else ""
            typer.echo(safe(f"{head:<{width}}{one.found}{fix}"))
    if any(one.level is Level.FAIL for one in findings):
        raise typer.Exit(1)


def _of_this_machine() -> Iterator[Finding]:
    yield from machine(os.environ)
    yield catalogue_age(today())


def _of_google(
    read: Callable[[], _settings.Settings], buckets: list[str], accounts: list[str]
) -> Iterator[Finding]:
    from pulumi_google_tuning.cli.doctor.google_checks import google  # noqa: PLC0415 - google-auth

    try:
        settings = read()
    except GoogleTuningError as error:
        yield Finding(
            Level.FAIL,
            "configuration",
            str(error),
            "correct it, then run `google-tuning doctor` again",
        )
        return
    yield Finding(Level.OK, "configuration", f"from {settings.source}")
    yield from google(settings.config, buckets, accounts)
