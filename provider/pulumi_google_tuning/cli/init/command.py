"""`google-tuning init`: three questions, and a project that previews."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pulumi_google_tuning.cli.init import answers as said
from pulumi_google_tuning.cli.init import questions, templates, writing
from pulumi_google_tuning.cli.init.answers import Answers, Kind, Place
from pulumi_google_tuning.cli.init.requirement import (
    EMULATOR,
    Requirements,
    installed,
    requirements,
)
from pulumi_google_tuning.cli.shared import output
from pulumi_google_tuning.cli.shared.text import count, safe
from pulumi_google_tuning.errors import GoogleTuningError

# What most repositories have already: a project does without ours.
_OPTIONAL = (".gitignore",)
PLUGIN = "pulumi-resource-google-tuning"
_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


def init(  # noqa: PLR0913, PLR0917 - a command has its options as arguments
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="The project's folder; it may be new.")
    ] = ".",
    kind: Annotated[Kind | None, typer.Option(help="What kind of project to write.")] = None,
    place: Annotated[
        Place | None,
        typer.Option("--on", help="Where models are tuned (gemini: where they are already)."),
    ] = None,
    project: Annotated[
        str | None, typer.Option(metavar="ID", help="Your Google Cloud project.")
    ] = None,
    bucket: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Your Cloud Storage bucket for the training data."),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The Vertex AI location. Default: us-central1."),
    ] = None,
    emulator: Annotated[
        str | None,
        typer.Option(metavar="URL", help=f"The emulator's address. Default: {said.EMULATOR}."),
    ] = None,
    base_model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The model to tune, from `google-tuning base-models`. Default: the first one.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The project's name. Default: like the folder's.")
    ] = None,
) -> None:
    """Write a new Pulumi project for tuning models, from a template.

    In a terminal it asks for the options that are missing: the kind of project, where the models
    are tuned, and the base model. It overwrites no file, sends nothing and asks for no key.
    """
    target = Path(folder).absolute()
    _refuse_project(target)
    given = questions.Given(
        name=name or said.default_name(target.name),
        kind=kind,
        place=place,
        project=project,
        bucket=bucket,
        location=location,
        emulator=emulator,
        base_model=base_model,
    )
    said.check_name(given.name)
    answers = questions.ask(given)
    wanted = requirements(
        emulator=answers.place is Place.EMULATOR and answers.kind is not Kind.GITOPS,
        portable=answers.kind is Kind.GITOPS,
    )
    files = templates.files(answers, wanted)
    there = writing.there_already(target, [file.path for file in files])
    _refuse_files(target, [path for path in there if path not in _OPTIONAL])
    files = [file for file in files if file.path not in there]
    writing.write(target, files)
    _tell(answers, folder, files)
    for line in _notes(answers, wanted, there):
        output.note(line)


def _refuse_project(target: Path) -> None:
    """Say what is there, before anything is asked, where there is a project already."""
    if target.exists() and not target.is_dir():
        raise GoogleTuningError(f"{target} is a file. Name a folder; nothing was written.")
    for name in writing.there_already(target, _PROJECT_FILES):
        stacks = sorted(file.name for file in target.glob("Pulumi.*.yaml"))
        beside = f", with {', '.join(stacks)}" if stacks else ""
        raise GoogleTuningError(
            f"{target} already has a Pulumi project ({name}{beside}). Nothing was written. "
            "Choose another folder: `google-tuning init FOLDER`"
        )


def _refuse_files(target: Path, there: list[str]) -> None:
    if there:
        raise GoogleTuningError(
            f"{target} already has {', '.join(there)}. Nothing was written. "
            "Choose another folder: `google-tuning init FOLDER`"
        )


def _tell(answers: Answers, folder: str, files: list[templates.File]) -> None:
    typer.echo(f"Wrote {count(len(files), 'file')}: {safe(answers.name)}, {_what(answers)}.")
    for file in sorted(files, key=lambda one: one.path):
        typer.echo(f"  {file.path}")
    typer.echo("\nNext:")
    for line in _steps(answers, folder):
        typer.echo(f"  {line}")


def _what(answers: Answers) -> str:
    if answers.place is Place.GEMINI:
        return "which lists your tuned models in the Gemini API"
    if answers.place is Place.VERTEX:
        return f"which tunes {answers.base_model} in the project {answers.project}"
    return f"which tunes {answers.base_model} on the emulator at {safe(answers.emulator)}"


def _steps(answers: Answers, folder: str) -> Iterator[str]:
    """Return the commands that lead to a preview, and what some of them are for."""
    target = Path(folder).absolute()
    if target != Path.cwd():
        yield f"cd {shlex.quote(folder)}"
    # The environment that runs this command is the project's own if it lies in its folder.
    if answers.needs_python and Path(sys.prefix) != target / ".venv":
        yield "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
    if answers.place is Place.EMULATOR:
        port = answers.emulator.rpartition(":")[2].strip("/")
        other = f" --port {port}" if port.isdecimal() and answers.emulator != said.EMULATOR else ""
        folder_of_commands = ".venv/bin/" if answers.needs_python else ""
        yield f"{folder_of_commands}google-tuning-emulator{other}  # in another terminal"
    if answers.place is Place.VERTEX:
        yield "gcloud auth application-default login  # once"
    yield "pulumi login --local --non-interactive  # once; or your own backend"
    yield f"pulumi stack init {answers.stack}"
    if answers.place is Place.GEMINI:
        yield "pulumi config set --secret google-tuning:apiKey  # asks for the key"
    yield "pulumi preview"


def _notes(answers: Answers, wanted: Requirements, there: list[str]) -> Iterator[str]:
    for path in there:
        yield f"kept your own {path}; it should exclude .venv/"
    if not answers.needs_python and shutil.which(PLUGIN) is None:
        yield (
            f"the project needs the native plugin, and {PLUGIN} isn't on PATH. Unless "
            "`pulumi plugin ls` lists it, docs/installing.md says how to install it"
        )
    if answers.place is Place.EMULATOR and installed(EMULATOR) is None:
        yield "the emulator isn't installed: docs/getting-started.md says how to install it"
    if answers.kind is not Kind.GITOPS:
        return
    for folder in wanted.folders:
        yield (
            f"requirements.txt names {folder}, which GitHub's runners don't have. Install a wheel "
            "of pulumi-google-tuning and run init again, or name a repository there."
        )
    if answers.place is Place.EMULATOR:
        yield (
            "GitHub's runners can't reach the emulator. Before you push: "
            "`pulumi config rm google-tuning:emulator`, then set project and bucket."
        )
