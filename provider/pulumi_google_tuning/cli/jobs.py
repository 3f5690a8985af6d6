"""`google-tuning jobs`: the tuning jobs of Vertex AI at one location."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import output, settings
from pulumi_google_tuning.cli.shared.text import minute, state_word
from pulumi_google_tuning.google import vertex

COLUMNS = (
    "NAME",
    "STATE",
    "BASE MODEL",
    "CREATED (UTC)",
    "ENDED (UTC)",
    "DISPLAY NAME",
    "ENDPOINT",
)


def jobs(  # noqa: PLR0913, PLR0917 - one argument an option
    filter_: Annotated[
        str | None,
        typer.Option("--filter", help="Google's own filter, such as labels.team=search."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Only in this state: RUNNING, SUCCEEDED, FAILED. Repeatable.",
        ),
    ] = None,
    api_version: Annotated[
        str | None, typer.Option(help="v1 (the default), or v1beta1, which shows more fields.")
    ] = None,
    json: settings.AsJson = False,
    stack: settings.Stack = None,
    emulator: settings.Emulator = None,
    project: settings.Project = None,
    location: settings.Location = None,
    no_stack: settings.NoStack = False,
) -> None:
    """List the tuning jobs of a Vertex AI project and location, ended ones too."""
    session = settings.session(emulator, project, location, stack, no_stack)
    version = vertex.version_of({"apiVersion": api_version})
    url = f"{vertex.parent_of(session, {})}/tuningJobs"
    params = {"filter": filter_} if filter_ else None
    wanted = {state_word(one.upper()) for one in state or ()}
    found = [
        job
        for job in vertex.pages(session, version, url, "tuningJobs", params)
        if not wanted or state_word(job.get("state")) in wanted
    ]
    if json:
        output.print_json(found)
        return
    empty = f"No tuning job is in {url.removesuffix('/tuningJobs')}."
    output.print_rows(COLUMNS, [row(job) for job in found], empty=empty)


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
