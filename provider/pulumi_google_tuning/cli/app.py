"""The commands and their shared settings: one sentence per failure, plain help."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from pulumi_google_tuning.cli.ask import ask
from pulumi_google_tuning.cli.base_models import base_models
from pulumi_google_tuning.cli.bring_in.command import import_
from pulumi_google_tuning.cli.convert.command import convert
from pulumi_google_tuning.cli.doctor.command import doctor
from pulumi_google_tuning.cli.init.command import init
from pulumi_google_tuning.cli.jobs import jobs
from pulumi_google_tuning.cli.models import models
from pulumi_google_tuning.cli.operations import operations
from pulumi_google_tuning.cli.orphans.command import orphans
from pulumi_google_tuning.cli.report.command import report
from pulumi_google_tuning.cli.shared.group import Commands
from pulumi_google_tuning.cli.validate.command import validate
from pulumi_google_tuning.cli.watch.command import watch

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,  # help that a pipe and a narrow terminal can show
    pretty_exceptions_enable=False,  # a traceback with local variables would show credentials
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if not asked:
        return
    try:
        typer.echo(f"google-tuning {version('pulumi-google-tuning')}")
    except PackageNotFoundError:
        typer.echo("google-tuning (a checkout that isn't installed)")
    raise typer.Exit


@app.callback(epilog="Example:  google-tuning validate train.jsonl")
def google_tuning(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """List and watch trainings, check training data, and find models that no stack owns.

    Endpoint and credentials come from the selected Pulumi stack's configuration (google-tuning:*),
    as in `pulumi up`.
    """


for command, short, example in (
    (
        init,
        "Write a new project from a template.",
        "google-tuning init my-tuning --kind python --on emulator",
    ),
    (validate, "Check training data.", "google-tuning validate train.jsonl --diff old.jsonl"),
    (
        convert,
        "Convert training data to another format.",
        "google-tuning convert export.csv train.jsonl --to gemini",
    ),
    (models, "List tuned models.", "google-tuning models --state CREATING --json"),
    (jobs, "List tuning jobs on Vertex AI.", "google-tuning jobs --location europe-west4"),
    (
        base_models,
        "List base models that can be tuned, and their prices.",
        "google-tuning base-models --all",
    ),
    (
        operations,
        "List tuning operations and their progress.",
        "google-tuning operations --running",
    ),
    (watch, "Watch running trainings until all have finished.", "google-tuning watch --stack dev"),
    (
        ask,
        "Send a prompt to a model and print its answer.",
        'google-tuning ask tunedModels/numbers-3f9c1ab2 "seven"',
    ),
    (
        orphans,
        "Find models and jobs that no stack owns.",
        "google-tuning orphans --stack dev --stack prod",
    ),
    (
        import_,
        "Write the import file for what a project holds.",
        "google-tuning import --all --output import.json",
    ),
    (
        report,
        "Write an HTML report of a stack's trainings.",
        "google-tuning report --png report.png",
    ),
    (doctor, "Check credentials, APIs and versions.", "google-tuning doctor --stack prod"),
):
    # `import` is no name that a function can have.
    name = command.__name__.rstrip("_").replace("_", "-")
    app.command(name, short_help=short, epilog=f"Example:  {example}")(command)
