"""`google-tuning orphans`: objects that no stack owns, and deleting them on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulumi_google_tuning.cli.orphans import judgement
from pulumi_google_tuning.cli.orphans import states as _states
from pulumi_google_tuning.cli.orphans.judgement import Orphan
from pulumi_google_tuning.cli.orphans.states import GivenState
from pulumi_google_tuning.cli.shared import options, output, pulumi, settings
from pulumi_google_tuning.cli.shared.text import count, minute, safe, state_word
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.instants import same_instant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError, ConfigError
from pulumi_google_tuning.lifecycle.call import Call

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.resources.entry import Leftovers

COLUMNS = ("NAME", "STATE", "CREATED (UTC)", "OWNER", "REASON KEPT")


def orphans(  # noqa: PLR0913, PLR0917 - one argument an option
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="With --delete: delete only these."),
    ] = None,
    stack: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STACK",
            help="A stack's name, or the file of an exported state (default: every stack of "
            "this project). Repeatable.",
        ),
    ] = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete the orphans, after a prompt that lists them.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the prompt.")] = False,
    json: options.AsJson = False,
    emulator: options.Emulator = None,
    project: options.Project = None,
    location: options.Location = None,
    no_stack: options.NoStack = False,
) -> None:
    """Find models and jobs that this provider created and that no given stack owns.

    A tuned model shows its maker only by the form of its id, so it "may be" this provider's; a
    tuning job by a label. Neither says that nobody needs it: its stack may not have been given, or
    it was left on purpose. So --delete alone deletes only what is certain: what a given stack's
    own identity proves to be its leftover, and is older than what the stack has now. Anything else
    has to be named.
    """
    if (name or yes) and not delete:
        raise typer.BadParameter("names and --yes need --delete", param_hint="--delete")
    if json and delete:
        raise typer.BadParameter("--json and --delete can't be combined", param_hint="--json")
    given = list(stack) if stack else _all_stacks(no_stack=no_stack)
    session = settings.session(
        emulator, project, location, _configured(stack or [], no_stack or bool(emulator)), no_stack
    )
    found = _find(session, given)
    if json:
        output.print_json([_as_json(one) for one in found])
        return
    _print(found, given)
    if delete:
        _delete(session, found, name or [], given, ask=not yes)
    elif any(one.keep for one in found):
        output.note("to delete what has a reason to be kept, add `--delete NAME`")


def _all_stacks(*, no_stack: bool) -> list[str]:
    folder = None if no_stack else pulumi.project_folder()
    return pulumi.stack_names(folder) if folder else []


def _configured(given: Sequence[str], none: bool) -> str | None:
    """Choose whose configuration says where Google is: of the first stack that was named."""
    return None if none else next(iter(_states.stack_names(given)), None)


def _find(session: Session, given: Sequence[str]) -> list[Orphan]:
    """List first, and read the states then: what is stored in between is no orphan."""
    from pulumi_google_tuning.resources.registry import RESOURCES  # noqa: PLC0415 - not for --help

    listed: list[tuple[Leftovers, Mapping[str, Json]]] = []
    for leftovers in (entry.leftovers for entry in RESOURCES if entry.leftovers):
        try:
            place = leftovers.place(session)
            listed.append((leftovers, leftovers.listed(session)))
        except ConfigError as error:  # no project
            output.note(f"skipping {leftovers.plural}: {error}")
            continue
        if place:
            output.note(f"searching for {leftovers.plural} only in {place} (--project, --location)")
    states = _states.read(given)
    return [
        orphan
        for leftovers, objects in listed
        for orphan in judgement.orphans(objects, leftovers, states)
        if leftovers.remains(session, orphan.name, orphan.obj)
    ]


def _print(found: Sequence[Orphan], given: Sequence[str]) -> None:
    if not given:
        output.note(
            "no stack was given, so the list holds everything that this provider may have created"
        )
    output.print_rows(
        COLUMNS,
        [(one.name, _state(one), _created(one), one.ownership, one.keep or "") for one in found],
        empty=f"No orphans found for {count(len(given), 'stack')}." if given else "Nothing.",
    )


def _delete(
    session: Session,
    found: Sequence[Orphan],
    names: Sequence[str],
    given: Sequence[str],
    *,
    ask: bool,
) -> None:
    if not given:
        raise GoogleTuningError(
            "nothing was deleted, because no stack is known. With --stack, name every stack "
            "that may need one of these objects"
        )
    chosen = _chosen(found, names)
    if not chosen:
        typer.echo(
            "None of these is certain to be an orphan. To delete one anyway, run the same command "
            "with `--delete NAME`"
        )
        return
    listing = "\n".join(f"  {safe(one.name)}  {_created(one)}  {one.ownership}" for one in chosen)
    typer.echo(f"To delete permanently:\n{listing}")
    if ask:
        typer.confirm(f"Delete {count(len(chosen), 'object')}?", abort=True)
    states = _states.read(given)  # again: a run may have stored one of them while we asked
    failed = [one for one in chosen if not _deleted(session, one, states, bool(names))]
    if failed:
        raise GoogleTuningError(
            f"{len(failed)} of {count(len(chosen), 'object')} could not be deleted"
        )


def _chosen(found: Sequence[Orphan], names: Sequence[str]) -> list[Orphan]:
    if not names:
        return [one for one in found if one.keep is None]
    by_name = {one.name: one for one in found}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise GoogleTuningError(
            f"{', '.join(unknown)}: not in the list of orphans; nothing was deleted. Write "
            "each name exactly as in the list"
        )
    return [by_name[name] for name in dict.fromkeys(names)]


def _deleted(session: Session, one: Orphan, states: Sequence[GivenState], named: bool) -> bool:
    """Delete one, unless it is needed by now; say what came of it."""
    again = next(judgement.orphans({one.name: one.obj}, one.leftovers, states), None)
    if again is None:
        typer.echo(f"kept {safe(one.name)}: a stack owns it by now")
        return True
    if again.keep and not named:
        typer.echo(f"kept {safe(one.name)}: {safe(again.keep)}")
        return True
    now = one.leftovers.kind.get(session, one.name, {})
    listed, found = one.obj.get("createTime"), (now or one.obj).get("createTime")
    if found != listed and not same_instant(found, listed):
        typer.echo(f"kept {safe(one.name)}: someone recreated it")
        return True
    try:
        one.leftovers.kind.delete(session, one.name, dict(now or one.obj), Call())
    except GoogleTuningError as error:
        if not (isinstance(error, ApiError) and error.gone):
            typer.echo(
                f"google-tuning: could not delete {safe(one.name)}: {safe(str(error))}", err=True
            )
            return False
    typer.echo(f"deleted {safe(one.name)}")
    return True


def _state(one: Orphan) -> str:
    return state_word(one.obj.get("state"))


def _created(one: Orphan) -> str:
    return minute(one.obj.get("createTime"))


def _as_json(one: Orphan) -> dict[str, Any]:
    """Return an orphan: Google's own fields of it, and under `orphan` what we know."""
    said: dict[str, Any] = {
        "certainty": one.sure.value,
        "owner": one.ownership,
        "keepReason": one.keep,
    }
    if one.owner:
        said |= {"stack": one.owner.stack, "resource": one.owner.resource}
    kept = ("name", "state", "createTime", "displayName", "tunedModelDisplayName", "labels")
    return {**{key: one.obj[key] for key in kept if key in one.obj}, "orphan": said}
