"""`google-tuning models`: the tuned models of the Gemini API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import options, output, settings
from pulumi_google_tuning.cli.shared.completion import complete_row
from pulumi_google_tuning.cli.shared.rows import Finder
from pulumi_google_tuning.cli.shared.text import minute
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.resources.tuned_model import loss_curve
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION

COLUMNS = ("NAME", "STATE", "STEP", "LOSS", "BASE MODEL", "CREATED (UTC)", "DISPLAY NAME")
# What the columns show; of a loss curve they show the last step.
_FIELDS = (
    "name",
    "state",
    "baseModel",
    "tunedModelSource",
    "createTime",
    "displayName",
    "tuningTask/snapshots(step,meanLoss)",
)
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state",
        metavar="STATE",
        help="Only models in this state: ACTIVE, CREATING, FAILED. Repeatable.",
    ),
]


def models(  # noqa: PLR0913, PLR0917 - one argument an option
    model: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL",
            help="Only these: names of resources of the stack, or Google's names, tunedModels/ID.",
            autocompletion=complete_row,
        ),
    ] = None,
    filter_: Annotated[
        str | None,
        typer.Option("--filter", help="Google's filter: words of the names, or owner:me."),
    ] = None,
    state: States = None,
    api_version: Annotated[
        str | None, typer.Option(help="v1beta (the default), or v1beta3 for PaLM models.")
    ] = None,
    json: options.AsJson = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    no_stack: options.NoStack = False,
) -> None:
    """List the tuned models of the Gemini API that these credentials see."""
    if model and filter_:
        raise typer.BadParameter("--filter is for the whole list: leave the names out")
    session = settings.session(emulator, project, None, stack, no_stack)
    finder = Finder(stack, emulator, no_stack)
    named = [finder.find(one, "gemini", COLLECTION) for one in model or ()]
    listed: Iterable[Mapping[str, Any]]
    if named:
        urls = [
            gemini.path({"apiVersion": api_version or one.api_version}, one.name) for one in named
        ]
        listed = (session.send("GET", url) for url in urls)
    else:
        url = gemini.path({"apiVersion": api_version}, COLLECTION)
        params = {"filter": filter_} if filter_ else None
        fields = () if json else _FIELDS
        listed = gemini.pages(session, url, COLLECTION, params, fields)
    wanted = {one.upper() for one in state or ()}
    found = [one for one in listed if not wanted or one.get("state") in wanted]
    if json:
        output.print_json(found)
        return
    empty = "None of these models is in that state." if named else "No tuned models found."
    output.print_rows(COLUMNS, [row(one) for one in found], empty=empty)


def row(model: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a model's cells, of COLUMNS."""
    last = loss_curve.last_snapshot(model) or {}
    loss = float("nan") if loss_curve.diverged(model) else last.get("meanLoss")
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
