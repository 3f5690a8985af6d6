"""The three questions, for what no option has answered: what kind, where, which base model."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import typer

from pulumi_google_tuning.cli.init import answers
from pulumi_google_tuning.cli.init.answers import Answers, Kind, Place
from pulumi_google_tuning.cli.shared.group import INTERRUPTED
from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.errors import GoogleTuningError

KINDS: Final = {
    Kind.PYTHON: "a Python program",
    Kind.PULUMI_YAML: "a Pulumi YAML program, for the native plugin: it needs no Python",
    Kind.YAML: "a stack as data: a YAML file, no programming",
    Kind.GITOPS: "the same in a GitHub repository, with workflows that preview and apply it",
}
PLACES: Final = {
    Place.EMULATOR: "the local emulator: no account, no cost, and nothing is really trained",
    Place.VERTEX: "Vertex AI, in a Google Cloud project of yours",
    Place.GEMINI: "the Gemini API, for tuned models that you have: it starts no new training",
}
_Choice = TypeVar("_Choice", bound=str)
_EMULATED: Final = {"project": "my-project", "bucket": "my-tuning-data"}
_LOCATION: Final = "us-central1"


@dataclass(frozen=True)
class Given:
    """What the options say; None for what they leave open."""

    name: str
    kind: Kind | None = None
    place: Place | None = None
    project: str | None = None
    bucket: str | None = None
    location: str | None = None
    emulator: str | None = None
    base_model: str | None = None


def ask(given: Given) -> Answers:
    """Ask for what is open, where somebody can answer; raises GoogleTuningError where nobody can.

    Ctrl-C and the end of the input end the command: nothing was written yet.
    """
    try:
        kind = given.kind or _chosen("What kind of project?", KINDS, "--kind")
        places = {
            place: words
            for place, words in PLACES.items()
            if place is not Place.GEMINI or kind is Kind.PYTHON
        }
        place = given.place or _chosen("Where are the models tuned?", places, "--on")
        answers.check_pair(kind, place)
        _refuse_strangers(given, place)
        if place is Place.GEMINI:
            return Answers(kind, place, given.name)
        project, bucket = _named(given, place)
        emulator = (given.emulator or answers.EMULATOR) if place is Place.EMULATOR else ""
        location = given.location or (_location() if place is Place.VERTEX else _LOCATION)
        return Answers(
            kind=kind,
            place=place,
            name=given.name,
            project=project,
            bucket=bucket,
            location=location,
            emulator=emulator,
            base_model=given.base_model or _base_model(),
        )
    except (KeyboardInterrupt, EOFError):
        typer.echo("\nNothing was written.", err=True)
        raise typer.Exit(INTERRUPTED) from None


def is_interactive() -> bool:
    """Return whether somebody can answer."""
    return sys.stdin.isatty()


def _refuse_strangers(given: Given, place: Place) -> None:
    """Refuse options that a place has no use for: what they say would be lost without a word."""
    useless = {
        Place.EMULATOR: (),
        Place.VERTEX: ("emulator",),
        Place.GEMINI: ("project", "bucket", "location", "emulator", "base_model"),
    }[place]
    for name in useless:
        if getattr(given, name) is not None:
            option = name.replace("_", "-")
            raise GoogleTuningError(f"--{option} means nothing with `--on {place.value}`")


def _named(given: Given, place: Place) -> tuple[str, str]:
    """Return project and bucket: any will do on the emulator."""
    if place is Place.EMULATOR:
        return given.project or _EMULATED["project"], given.bucket or _EMULATED["bucket"]
    project = given.project or _asked(
        "Google Cloud project", "--project", lambda said: answers.check_setting("project", said)
    )
    bucket = given.bucket or _asked(
        "Cloud Storage bucket for the training data", "--bucket", answers.check_bucket
    )
    return project, bucket


def _location() -> str:
    return _asked(
        "Location",
        "--location",
        lambda said: answers.check_setting("location", said),
        default=_LOCATION,
    )


def _base_model() -> str:
    models = answers.base_models()
    if not models:
        raise GoogleTuningError(
            "This version's catalogue has no Gemini model that can still be tuned. Install a newer "
            "version of pulumi-google-tuning."
        )
    if not is_interactive():
        return models[0]
    return _chosen("Which base model?", dict.fromkeys(models, ""), "--base-model")


def _chosen(question: str, choices: Mapping[_Choice, str], option: str) -> _Choice:
    """Ask for one of some words, by the word or its number; the first is the default."""
    names = [getattr(choice, "value", choice) for choice in choices]
    _need_terminal(option, f"one of {', '.join(names)}")
    typer.echo(question)
    width = max(map(len, names))
    for number, (name, words) in enumerate(zip(names, choices.values(), strict=True), 1):
        typer.echo(f"  {number}. {name.ljust(width)}  {words}".rstrip())
    keys = list(choices)
    while True:
        said = input(f"Number or name [{names[0]}]: ").strip() or names[0]
        if said in names:
            return keys[names.index(said)]
        if said.isdecimal() and 1 <= int(said) <= len(names):
            return keys[int(said) - 1]
        typer.echo(f"  {safe(said)} is none of these.")


def _asked(
    question: str, option: str, check: Callable[[str], None], default: str | None = None
) -> str:
    """Ask for a text until it is one that can be used."""
    if default is not None and not is_interactive():
        return default
    _need_terminal(option, question)
    shown = f" [{default}]" if default else ""
    while True:
        said = input(f"{question}{shown}: ").strip() or default or ""
        try:
            check(said)
        except GoogleTuningError as error:
            typer.echo(f"  {safe(str(error))}")
        else:
            return said


def _need_terminal(option: str, what: str) -> None:
    if not is_interactive():
        raise GoogleTuningError(
            f"{option} is missing: {what}. Questions are asked only in a terminal."
        )
