"""A sweep over hyperparameters as one program: 24 models from a grid, ranked by final loss.

    python sweep.py                       train the grid, and rank it
    python sweep.py --keep 3              the same, and delete all but the best three
    python sweep.py --report sweep.html   with all loss curves on one page
    python sweep.py --stack mine --destroy

It drives Pulumi through its Automation API, so the state is where `pulumi` keeps it. If it is
killed at any time and run again, it continues: no point of the grid is ever trained twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import pulumi
import pulumi.automation as auto
import typer
from grid import BASE_MODEL, GRID, Point
from ranking import chart, ranked
from rich.console import Console

import pulumi_google_tuning as tuning

HERE = Path(__file__).resolve().parent
PROJECT = "sweep"
# Kept in the stack's own configuration, so that the next run declares what this one has left.
KEPT = f"{PROJECT}:kept"


def told(line: str) -> None:
    """Write pulumi's output to stderr, line by line; stdout is for the ranking."""
    sys.stderr.write(f"{line}\n")


def declare(points: Iterable[Point]) -> None:
    """Declare a model per point; the Pulumi program."""
    for point in points:
        model = tuning.TunedModel(
            point.name,
            base_model=BASE_MODEL,
            training_data=str(HERE / "train.jsonl"),
            hyperparameters=tuning.Hyperparameters(
                epoch_count=point.epochs, batch_size=point.batch, learning_rate=point.rate
            ),
            display_name=f"sweep {point.name}",
        )
        pulumi.export(point.name, {"model": model.name, "loss": model.final_loss})


def selected(stack: str, emulator: str | None) -> auto.Stack:
    """Select the stack, or create it; its settings are in Pulumi.STACK.yaml beside this file."""
    chosen = auto.create_or_select_stack(
        stack_name=stack,
        project_name=PROJECT,
        program=lambda: None,
        opts=auto.LocalWorkspaceOptions(work_dir=str(HERE)),
    )
    if emulator:
        chosen.set_config("google-tuning:emulator", auto.ConfigValue(emulator))
    return chosen


def unlocked(stack: auto.Stack, points: Iterable[Point]) -> dict[str, Any]:
    """Converge the stack on these points, and return its outputs.

    A killed run leaves the stack locked. The sweep assumes that nobody else uses the stack, so it
    removes the lock once. If a team shares the stack, leave that to `pulumi cancel`.
    """
    declared = list(points)

    def run() -> dict[str, Any]:
        done = stack.up(
            program=lambda: declare(declared),
            parallel=len(GRID) + 8,
            on_output=told,
        )
        return {name: output.value for name, output in done.outputs.items()}

    try:
        return run()
    except auto.ConcurrentUpdateError:
        stack.cancel()
        return run()


def points_of(stack: auto.Stack) -> list[Point]:
    """Return the points that the stack is to have: the grid, or what an earlier run has kept."""
    kept = stack.get_all_config().get(KEPT)
    names = set(json.loads(kept.value)) if kept else {point.name for point in GRID}
    return [point for point in GRID if point.name in names]


def main(
    stack: Annotated[str, typer.Option(help="The stack.")] = "dev",
    keep: Annotated[
        int | None, typer.Option(min=1, help="Delete all but the best N models.")
    ] = None,
    emulator: Annotated[
        str | None, typer.Option(help="The emulator's address; stored in the stack.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write an HTML page with all loss curves, before deletion.")
    ] = None,
    destroy: Annotated[bool, typer.Option("--destroy", help="Delete all models.")] = False,
) -> None:
    """Train a model for each point of the grid, and rank them by final loss."""
    chosen = selected(stack, emulator)
    if destroy:
        chosen.remove_config(KEPT)
        chosen.destroy(on_output=told)
        return
    points = points_of(chosen)
    results = ranked(GRID, unlocked(chosen, points))
    # In a pipe nothing is wrapped: one line per model.
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(chart(results, keep or 0))
    if report is not None:
        command = [Path(sys.executable).with_name("google-tuning"), "report", "--stack", stack]
        subprocess.run(  # noqa: S603 - our own command, without a shell
            [*command, "--output", report.absolute()], cwd=HERE, check=True
        )
    if keep is not None and keep < len(results):
        best = [one.point for one in results[:keep]]
        # The names to keep come first, then the deletion: after a kill in between, a run continues.
        chosen.set_config(KEPT, auto.ConfigValue(json.dumps([point.name for point in best])))
        unlocked(chosen, best)
        console.print(f"kept {keep} of {len(results)}: {', '.join(one.name for one in best)}")


if __name__ == "__main__":
    typer.run(main)
