"""`google-tuning watch`: show running trainings until all have finished."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_google_tuning.cli.shared import options, output, settings
from pulumi_google_tuning.cli.shared.completion import complete_row
from pulumi_google_tuning.cli.shared.rows import Finder
from pulumi_google_tuning.cli.watch.pace import Pace
from pulumi_google_tuning.cli.watch.trainings import OfKind, OfNames, Source, Training
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

_COLLECTION = "tunedModels"

if TYPE_CHECKING:
    from pulumi_google_tuning.cli.watch.view import View
    from pulumi_google_tuning.google.session import Session


class Api(str, Enum):
    """Which API's trainings."""

    GEMINI = "gemini"
    VERTEX = "vertex"


def watch(
    training: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="Only these trainings: names of resources of the stack, or Google's names. "
            "All that run by default.",
            autocompletion=complete_row,
        ),
    ] = None,
    api: Annotated[
        Api | None, typer.Option(help="Only trainings of this API (default: both).")
    ] = None,
    interval: Annotated[float, typer.Option(min=0.05, help="Seconds between two requests.")] = 5.0,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    location: options.Location = None,
    no_stack: options.NoStack = False,
) -> None:
    """Show running trainings and their progress until all have finished.

    The time left is estimated from the pace of the steps seen so far.

    The exit code is 0 if all trainings succeeded and 1 if one failed. Ctrl-C exits with 130; the
    trainings continue.
    """
    from pulumi_google_tuning.cli.watch.view import LineView, TableView  # noqa: PLC0415 - rich

    session = settings.session(emulator, project, location, stack, no_stack)
    finder = Finder(stack, emulator, no_stack)
    names = [
        finder.find(one, api.value if api else None, _COLLECTION if api is Api.GEMINI else None)
        for one in training or ()
    ]
    sources = _sources(session, api, [one.name for one in names])
    view = TableView() if output.is_terminal() else LineView()
    patient = api is None and not names
    seen = follow(sources, view, lambda: time.sleep(interval), patient=patient)
    if not seen:
        typer.echo("No trainings are running.")
    failed = [one for one in seen.values() if one.phase is Phase.FAILED]
    if failed:
        raise typer.Exit(1)


def _sources(session: Session, api: Api | None, names: list[str]) -> dict[str, Source]:
    """Open the APIs to watch: Vertex AI only where a project says where to look.

    names: Google's names of the only trainings that are wanted.
    """
    from pulumi_google_tuning.resources.registry import RESOURCES  # noqa: PLC0415 - not for --help

    sources: dict[str, Source] = {}
    for watched in (entry.watched for entry in RESOURCES if entry.watched):
        mine = [name for name in names if _api_of(name) is Api(watched.api)]
        if (api is not None and watched.api != api.value) or (names and not mine):
            continue
        try:
            source: Source = OfKind(watched.open(session))
            sources[watched.title] = OfNames(source, mine) if mine else source
        except ConfigError as error:
            if api is not None or mine:
                raise
            output.note(f"not watching {watched.title}: {error}")
    return sources


def _api_of(name: str) -> Api:
    return Api.VERTEX if name.startswith("projects/") else Api.GEMINI


def follow(
    sources: Mapping[str, Source], view: View, wait: Callable[[], object], *, patient: bool
) -> dict[str, Training]:
    """Show running trainings until all have finished, and return them as they ended.

    wait: called between two looks. patient: an API that refuses the first look is left out with a
    note, as long as another one answers.
    """
    left = dict(sources)
    seen: dict[str, dict[str, Training]] = {title: {} for title in sources}
    pace = Pace()
    first = True
    try:
        while True:
            for title, source in list(left.items()):
                try:
                    seen[title] = _gone_on(seen[title], source, source.look())
                except GoogleTuningError as error:
                    if first and patient and len(left) > 1:
                        del left[title]
                        output.note(f"not watching {title}: {error}")
                    elif first or not RETRY_POLICY.is_retryable(error):
                        raise
                    else:
                        output.note(str(error))
            first = False
            shown = {name: one for trainings in seen.values() for name, one in trainings.items()}
            view.show([pace.told(one) for one in shown.values()])
            if all(one.phase is not Phase.WORKING for one in shown.values()):
                return shown
            wait()
    finally:
        view.close()


def _gone_on(
    seen: Mapping[str, Training], source: Source, now: Mapping[str, Training]
) -> dict[str, Training]:
    """Add the running trainings, and update those seen before."""
    found: dict[str, Training] = {}
    for name, before in seen.items():
        listed = now.get(name)
        if before.phase is Phase.WORKING and (listed is None or listed.phase is not Phase.WORKING):
            found[name] = source.ended(before)
        else:
            found[name] = before
    wanted = {
        name: one
        for name, one in now.items()
        if one.phase is Phase.WORKING or (source.shows_ended and name not in found)
    }
    return found | wanted
