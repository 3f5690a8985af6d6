"""The commands and their shared settings: one sentence per failure, plain help.

A command's module is imported when the command is called: all of them would take most of a second.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from pulumi_google_tuning.cli.shared.group import Commands
from pulumi_google_tuning.cli.shared.later import LaterCommand

COMMANDS: Final = (
    (
        "init",
        "init.command:init",
        "Write a new project from a template.",
        "google-tuning init my-tuning --kind python --on emulator",
    ),
    (
        "validate",
        "validate.command:validate",
        "Check training data.",
        "google-tuning validate train.jsonl --diff old.jsonl",
    ),
    (
        "convert",
        "convert.command:convert",
        "Convert training data to another format.",
        "google-tuning convert export.csv train.jsonl --to gemini",
    ),
    (
        "models",
        "models:models",
        "List tuned models.",
        "google-tuning models --state CREATING --json",
    ),
    (
        "jobs",
        "jobs:jobs",
        "List tuning jobs on Vertex AI.",
        "google-tuning jobs --location europe-west4",
    ),
    (
        "base-models",
        "base_models:base_models",
        "List base models that can be tuned, and their prices.",
        "google-tuning base-models --all",
    ),
    (
        "operations",
        "operations:operations",
        "List tuning operations and their progress.",
        "google-tuning operations --running",
    ),
    (
        "watch",
        "watch.command:watch",
        "Watch running trainings until all have finished.",
        "google-tuning watch --stack dev",
    ),
    (
        "ask",
        "ask:ask",
        "Send a prompt to a model and print its answer.",
        'google-tuning ask tunedModels/numbers-3f9c1ab2 "seven"',
    ),
    (
        "orphans",
        "orphans.command:orphans",
        "Find models and jobs that no stack owns.",
        "google-tuning orphans --stack dev --stack prod",
    ),
    (
        "import",
        "bring_in.command:import_",
        "Write the import file for what a project holds.",
        "google-tuning import --all --output import.json",
    ),
    (
        "report",
        "report.command:report",
        "Write an HTML report of a stack's trainings.",
        "google-tuning report --png report.png",
    ),
    (
        "doctor",
        "doctor.command:doctor",
        "Check credentials, APIs and versions.",
        "google-tuning doctor --stack prod",
    ),
)
"""Each with its module and function below cli/, the line that a list shows, and an example."""


class _AllCommands(Commands):
    """The group with the commands of the table, in its order."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for command in COMMANDS:
            self.add_command(LaterCommand(*command))


app = typer.Typer(
    cls=_AllCommands,
    no_args_is_help=True,
    rich_markup_mode=None,  # help that a pipe and a narrow terminal can show
    pretty_exceptions_enable=False,  # a traceback with local variables would show credentials
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if not asked:
        return
    from pulumi_google_tuning.fields.versions import installed_version  # noqa: PLC0415 - as above

    version = installed_version() or "(a checkout that isn't installed)"
    typer.echo(f"google-tuning {version}")
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
