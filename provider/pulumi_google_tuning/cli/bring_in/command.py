"""`google-tuning import`: write the file with which `pulumi import` takes a project over."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_google_tuning.cli.shared import options, output, pulumi, settings
from pulumi_google_tuning.cli.shared.text import count, safe
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.stack_data.yaml_file import documents, value_of

if TYPE_CHECKING:
    from pulumi_google_tuning.cli.bring_in.selection import Selection

_SUFFIXES = {"python": ".py", "nodejs": ".ts", "go": ".go", "yaml": ".yaml"}
_MOST_NAMED = 5


def import_(  # noqa: PLR0913, PLR0917 - one argument an option
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Only what has this display name, id or last part of an id: a pattern such as "
            "'numbers-*'. Repeatable.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that is ready, without a filter.")
    ] = False,
    label: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Only jobs with this label, or this key. Tuned models have no labels. Repeatable.",
        ),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help="Only what is in this state: ACTIVE, CREATING, SUCCEEDED, RUNNING, FAILED "
            "(default: what is ready). Repeatable.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Only what was created since a day (2026-01-31), or 30d ago."
        ),
    ] = None,
    base_model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only what was tuned from this model, or pattern. Repeatable."
        ),
    ] = None,
    permissions: Annotated[
        bool, typer.Option("--permissions", help="Also the permissions of the tuned models.")
    ] = False,
    datasets: Annotated[
        bool,
        typer.Option(
            "--datasets/--no-datasets", help="Also the .jsonl objects that the jobs name."
        ),
    ] = True,
    output_: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="The file to write (default: stdout)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    location: options.Location = None,
    no_stack: options.NoStack = False,
) -> None:
    """Write the import file for the tuned models and tuning jobs that a project holds.

    `pulumi import --file FILE` then puts them under management. What the stack holds already is
    left out, and so is what can't be imported; both are listed with the reason. Nothing is changed:
    neither on Google's side nor in the stack. The types are those of the native plugin.
    """
    # What finds and reads them takes a quarter of a second to import, and help needs none of it.
    from pulumi_google_tuning.cli.bring_in import candidates, held  # noqa: PLC0415
    from pulumi_google_tuning.cli.bring_in.selection import Selecting  # noqa: PLC0415

    wish = candidates.wish(name or (), label or (), state or (), since, base_model or ())
    if wish.is_empty and not everything:
        raise typer.BadParameter(
            "say what to import: names, a filter such as --since, or --all", param_hint="NAME"
        )
    if output_ is not None and output_.exists() and not force:
        raise GoogleTuningError(f"{output_} exists; nothing was written. To overwrite it: --force")
    session = settings.session(emulator, project, location, stack, no_stack)
    mine = held.read(stack, emulator, no_stack)
    if mine is None:
        output.note("no stack is in use, so what it may hold already is in the file as well")
    found = list(candidates.found(session))
    chosen = [one for one in found if wish.takes(one)]
    selecting = Selecting(session, mine)
    for one in chosen:
        if why := wish.why_not(one):
            selecting.selection.leave_out(one.id, why)
    ready = [one for one in chosen if not wish.why_not(one)]
    selecting.add(ready, permissions=permissions, datasets=datasets)
    _tell_left_out(selecting.selection, len(found) - len(chosen))
    _write(selecting.selection, output_, stack)


def _tell_left_out(selection: Selection, unmatched: int) -> None:
    if unmatched:
        output.note(f"{count(unmatched, 'object')} did not match the filters")
    for why, names in selection.left_out.items():
        more = len(names) - _MOST_NAMED
        listed = ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        output.note(f"left out {listed}: {why}")


def _write(selection: Selection, file: Path | None, stack: str | None) -> None:
    if not selection.resources:
        output.note("nothing to import; no file was written")
        return
    text = json_text.dumps({"resources": selection.resources}, indent=2, ensure_ascii=False)
    if file is None:
        typer.echo(text)
        return
    try:
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise GoogleTuningError(f"{file}: could not write the file: {error.strerror}") from None
    of_stack = f" --stack {stack}" if stack else ""
    typer.echo(
        f"Wrote {safe(str(file))} with {count(len(selection.resources), 'resource')}. Next:\n"
        f"  pulumi import --file {safe(str(file))}{of_stack} --out imported{_suffix()}"
    )


def _suffix() -> str:
    """Return how a program's file ends in the language of the project."""
    folder = pulumi.project_folder()
    if folder is None:
        return _SUFFIXES["yaml"]
    for root in documents(folder / "Pulumi.yaml"):
        runtime = value_of(root, "runtime")
        name = value_of(runtime, "name") or runtime
        return _SUFFIXES.get(str(getattr(name, "value", "")), _SUFFIXES["yaml"])
    return _SUFFIXES["yaml"]
