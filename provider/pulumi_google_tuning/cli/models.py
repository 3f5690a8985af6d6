"""`google-tuning models`: the tuned models of the Gemini API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import output, settings
from pulumi_google_tuning.cli.shared.text import minute
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.resources.tuned_model import steps
from pulumi_google_tuning.resources.tuned_model.kind import COLLECTION

COLUMNS = ("NAME", "STATE", "STEP", "LOSS", "BASE MODEL", "CREATED (UTC)", "DISPLAY NAME")
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state", metavar="STATE", help="Only in this state: ACTIVE, CREATING, FAILED. Repeatable."
    ),
]


def models(
    filter_: Annotated[
        str | None,
        typer.Option("--filter", help="Google's own filter: words of the names, owner:me."),
    ] = None,
    state: States = None,
    api_version: Annotated[
        str | None, typer.Option(help="v1beta (the default), or v1beta3 for PaLM models.")
    ] = None,
    json: settings.AsJson = False,
    stack: settings.Stack = None,
    emulator: settings.Emulator = None,
    project: settings.Project = None,
    no_stack: settings.NoStack = False,
) -> None:
    """List the tuned models of the Gemini API that these credentials see."""
    session = settings.session(emulator, project, None, stack, no_stack)
    url = gemini.path({"apiVersion": api_version}, COLLECTION)
    listed = gemini.pages(session, url, COLLECTION, {"filter": filter_} if filter_ else None)
    wanted = {one.upper() for one in state or ()}
    found = [model for model in listed if not wanted or model.get("state") in wanted]
    if json:
        output.print_json(found)
        return
    output.print_rows(COLUMNS, [row(model) for model in found], empty="No tuned model is there.")


def row(model: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a model's cells, of COLUMNS."""
    last = (steps.snapshots(model) or [{}])[-1]
    loss = float("nan") if steps.diverged(model) else last.get("meanLoss")
    return (
        str(model.get("name", "")),
        str(model.get("state", "")),
        str(last.get("step", "")),
        "" if loss is None else f"{loss:.4g}",
        _base(model),
        minute(model.get("createTime")),
        str(model.get("displayName", "")),
    )


def _base(model: Mapping[str, Any]) -> str:
    tuned = at_path(model, ("tunedModelSource", "tunedModel"))
    return str(tuned or model.get("baseModel", ""))
