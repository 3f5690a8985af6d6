"""`google-tuning operations`: the trainings of the Gemini API as its long-running operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import options, output, settings
from pulumi_google_tuning.cli.shared.completion import complete_row
from pulumi_google_tuning.cli.shared.rows import Finder
from pulumi_google_tuning.fields.foreign import foreign
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION
from pulumi_google_tuning.resources.tuned_model.operations import operations_of

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

COLUMNS = ("OPERATION", "STATE", "STEPS", "PERCENT", "ERROR")
_AT_ONCE = 8


def operations(  # noqa: PLR0913, PLR0917 - one argument an option
    model: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL",
            help="Only operations of these tuned models: resource names of the stack, or "
            "Google's names.",
            autocompletion=complete_row,
        ),
    ] = None,
    running: Annotated[bool, typer.Option("--running", help="Only running operations.")] = False,
    done: Annotated[bool, typer.Option("--done", help="Only succeeded operations.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Only failed operations.")] = False,
    json: options.AsJson = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    no_stack: options.NoStack = False,
) -> None:
    """List the operations of tuned models: how far each training is, and why it failed."""
    session = settings.session(emulator, project, None, stack, no_stack)
    finder = Finder(stack, emulator, no_stack)
    names = [finder.find(one, "gemini", COLLECTION).name for one in model or ()]
    wanted = {
        name for name, asked in (("RUNNING", running), ("DONE", done), ("FAILED", failed)) if asked
    }
    found = [one for one in _listed(session, names) if not wanted or state(one) in wanted]
    if json:
        output.print_json(found)
        return
    output.print_rows(COLUMNS, [row(one) for one in found], empty="No operations found.")


def _listed(session: Session, names: list[str]) -> Iterator[dict[str, Any]]:
    if names:
        for name in names:
            yield from operations_of(session, name)
        return
    url = gemini.path({}, COLLECTION)
    seen = [
        str(model["name"]) for model in gemini.pages(session, url, COLLECTION, fields=("name",))
    ]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for found in pool.map(lambda name: _of_listed(session, name), seen):
            yield from found


def _of_listed(session: Session, name: str) -> list[dict[str, Any]]:
    try:
        return operations_of(session, name)
    except ApiError as error:
        # Deleted since the list, or shared with us for questions alone: no reason to hide the rest.
        output.note(f"could not read the operations of {name}: {error}")
        return []


def state(operation: Mapping[str, Any]) -> str:
    """Return RUNNING, DONE or FAILED."""
    if "error" in operation:
        return "FAILED"
    return "DONE" if operation.get("done") else "RUNNING"


def row(operation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an operation's cells, of COLUMNS."""
    metadata = operation.get("metadata") or {}
    total = metadata.get("totalSteps")
    percent = metadata.get("completedPercent")
    error = operation.get("error") or {}
    return (
        str(operation.get("name", "")),
        state(operation),
        f"{metadata.get('completedSteps', 0)}/{total}" if total else "",
        "" if percent is None else f"{float(percent):.0f}%",
        f"{foreign(str(error.get('message', '')))} (code {error.get('code', 'unknown')})"
        if error
        else "",
    )
