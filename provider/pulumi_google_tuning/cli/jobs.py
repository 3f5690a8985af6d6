"""`google-tuning jobs`: the tuning jobs of Vertex AI at one location."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import options, output, settings
from pulumi_google_tuning.cli.shared.completion import complete_row
from pulumi_google_tuning.cli.shared.rows import Finder
from pulumi_google_tuning.cli.shared.text import minute, state_word
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.resources.tuning_job.lookup import COLLECTION

COLUMNS = (
    "NAME",
    "STATE",
    "BASE MODEL",
    "CREATED (UTC)",
    "ENDED (UTC)",
    "DISPLAY NAME",
    "ENDPOINT",
)


# What the columns show.
_FIELDS = (
    "name",
    "state",
    "baseModel",
    "preTunedModel",
    "createTime",
    "endTime",
    "tunedModelDisplayName",
    "tunedModel",
)


def jobs(  # noqa: PLR0913, PLR0917 - one argument an option
    job: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="JOB",
            help="Only these: names of resources of the stack, or Google's names, "
            "projects/P/locations/L/tuningJobs/ID.",
            autocompletion=complete_row,
        ),
    ] = None,
    filter_: Annotated[
        str | None,
        typer.Option("--filter", help="Google's filter, such as labels.team=search."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Only jobs in this state: RUNNING, SUCCEEDED, FAILED. Repeatable.",
        ),
    ] = None,
    api_version: Annotated[
        str | None, typer.Option(help="v1 (the default), or v1beta1, which shows more fields.")
    ] = None,
    json: options.AsJson = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    location: options.Location = None,
    no_stack: options.NoStack = False,
) -> None:
    """List the tuning jobs of a Vertex AI project and location, ended ones too."""
    if job and filter_:
        raise typer.BadParameter("--filter is for the whole list: leave the names out")
    session = settings.session(emulator, project, location, stack, no_stack)
    version = vertex.version_of({"apiVersion": api_version})
    finder = Finder(stack, emulator, no_stack)
    names = [finder.find(one, "vertex").name for one in job or ()]
    listed: Iterable[Mapping[str, Any]]
    if names:
        listed = (vertex.ask(session, "GET", version, name) for name in names)
        empty = "None of these is in that state."
    else:
        url = f"{vertex.parent_of(session, {})}/{COLLECTION}"
        params = {"filter": filter_} if filter_ else None
        fields = () if json else _FIELDS
        listed = vertex.pages(session, version, url, COLLECTION, params, fields)
        empty = f"No tuning job is in {url.removesuffix(f'/{COLLECTION}')}."
    wanted = {state_word(one.upper()) for one in state or ()}
    found = [one for one in listed if not wanted or state_word(one.get("state")) in wanted]
    if json:
        output.print_json(found)
        return
    output.print_rows(COLUMNS, [row(one) for one in found], empty=empty)


def row(job: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a job's cells, of COLUMNS."""
    return (
        str(job.get("name", "")),
        state_word(job.get("state")),
        _base(job),
        minute(job.get("createTime")),
        minute(job.get("endTime")),
        str(job.get("tunedModelDisplayName", "")),
        str((job.get("tunedModel") or {}).get("endpoint", "")),
    )


def _base(job: Mapping[str, Any]) -> str:
    tuned_on = (job.get("preTunedModel") or {}).get("tunedModelName")
    return str(tuned_on or job.get("baseModel", ""))
