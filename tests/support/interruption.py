"""A run of `pulumi up` that is stopped at an instant, and what must be true after the next one."""

from __future__ import annotations

import signal
import subprocess
import time

from support import forks
from support.cloud import CONFLICT
from support.emulator import Emulator
from support.jumping_clock import JumpingClock
from support.processes import cut_power, kill, plugins_of, processes_of, send
from support.project import OK, Project, Run
from support.trainings import MODEL, Models, Trainings
from support.trainings import MODEL_PROGRAM as PROGRAM
from support.waiting import until, waiting_for

LONG = 3600
_UPS = 2
LOOKS = "its list may lag"
"""What a row says while a job is looked for."""


class Interrupted:
    """A run in the background, whose output goes to a file, so that it never blocks.

    But where it may not be `forked`, the engine's helpers and the program are, if they can be; each
    is a process that is killed and stopped as a real one is.
    """

    def __init__(
        self, project: Project, emulator: Emulator, *words: str, forked: bool = True
    ) -> None:
        self.project = project
        self.emulator = emulator
        number = time.monotonic_ns()
        self._output = project.folder / f"run-{number}.txt"
        self._clock = JumpingClock(project.folder / f"time-has-passed-{number}")
        variables = forks.environment(self._clock.forked(project.environment))
        if not forked or forks.VARIABLE not in variables:
            variables = self._clock.environment(project.environment)
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                project.command("up", "--yes", "--skip-preview", *words),
                cwd=project.folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        """What it has said so far."""
        return self._output.read_text()

    @property
    def over(self) -> bool:
        """Whether the engine has ended."""
        return self.process.poll() is not None

    def plugins(self) -> list[int]:
        """Return the plugin processes of the run."""
        return plugins_of(self.process.pid)

    def wait(self, *, list_lags: bool = True) -> int:
        """Wait for the engine's end and then for its plugins'; give the engine's exit code.

        Where no `list_lags`, the minutes pass at once in which one is waited for.
        """
        if not list_lags:
            until(lambda: self.over or LOOKS in self.text, "a look at a list, or the run's end")
            self.let_two_hours_pass()
        with waiting_for(lambda: f"the end of a run that has said\n{self.text}"):
            code = self.process.wait()
        until(lambda: not self.plugins(), lambda: f"the plugins' end after\n{self.text}")
        return code

    def cleanup(self) -> None:
        """Leave no process behind, whatever happened."""
        cut_power(self.process.pid)
        self.process.wait()

    # -- ends ----------------------------------------------------------------------------------

    def kill_engine(self) -> None:
        """Kill -9 the engine alone: what else runs has to notice by itself."""
        self.process.kill()

    def kill_plugin(self) -> None:
        """Kill -9 the plugin alone."""
        for pid in self.plugins():
            kill(pid)

    def kill_both(self) -> None:
        """Kill -9 engine and plugin at one instant, and what else runs, as a power cut does."""
        cut_power(self.process.pid)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def interrupt_twice(self) -> None:
        """Press Ctrl-C, and again once the first was taken, if there is still a run then."""
        self.interrupt()
        self.thaw_engine()
        until(lambda: self.over or "cancelling" in self.text, "the first Ctrl-C's answer")
        if not self.over:
            self.interrupt()

    def terminate(self) -> None:
        """Send SIGTERM, as a CI runner does."""
        self.process.send_signal(signal.SIGTERM)

    def terminate_all(self) -> None:
        """Send SIGTERM to every process, as a service manager does; the engine's comes last."""
        for process in reversed(processes_of(self.process.pid)):
            send(process.pid, signal.SIGTERM)

    def lose_network(self) -> None:
        """Take the server away, break its connections, and bring it back."""
        self.emulator.kill()
        self.emulator.start()

    def let_two_hours_pass(self) -> None:
        """Have the plugins see two hours pass now, and with them any shorter deadline."""
        self._clock.let_two_hours_pass()

    def freeze_engine(self) -> None:
        """Stop the engine, so that what a plugin returns isn't taken."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw_engine(self) -> None:
        """Let it go on, if it is still there."""
        if not self.over:
            self.process.send_signal(signal.SIGCONT)


def kill_while_it_trains(
    project: Project, emulator: Emulator, *, of: Trainings | None = None
) -> None:
    """Run `up`, and kill -9 it once its training was accepted; that goes on for ever.

    Of models, where nothing else is said.
    """
    judged = of or Models(emulator)
    emulator.settings(trainingSeconds=LONG)
    run = Interrupted(project, emulator)
    try:
        until(lambda: judged.accepted() or run.over, "an accepted training")
        assert not run.over, run.text
        run.kill_both()
        run.wait()
    finally:
        run.cleanup()


def finish(project: Project, emulator: Emulator | None = None) -> Run:
    """Run `up` as a person would until it ends well: at most twice, unlocking where asked to.

    With an emulator, whose lists don't lag, the minutes pass at once in which one is waited for.
    """
    run = Run(-1, "")
    for _ in range(_UPS):
        run = _up(project, emulator)
        if "pulumi cancel" in run.text or f"[409] {CONFLICT}" in run.text:
            project.run("cancel", "--yes", expect=OK)
            run = _up(project, emulator)
        if run.code == 0:
            return run
    raise AssertionError(f"two ups didn't end well, the last with {run.code}\n{run.text}")


def _up(project: Project, emulator: Emulator | None) -> Run:
    if emulator is None:
        return project.up(expect=None)
    run = Interrupted(project, emulator)
    try:
        return Run(run.wait(list_lags=False), run.text)
    finally:
        run.cleanup()


def settled(
    project: Project, emulator: Emulator, *, trainings: int, of: Trainings | None = None
) -> None:
    """Assert one that is ready, a state that knows it, and so many trainings ever accepted.

    Of models, where nothing else is said.
    """
    judged = of or Models(emulator)
    accepted = judged.accepted()
    assert len(accepted) == trainings, accepted
    judged.assert_alone(accepted[-1])
    resources = project.deployment()["resources"]
    stored = [r for r in resources if r["type"].endswith(f":{judged.type_name}")]
    assert [r["id"] for r in stored] == [accepted[-1]], stored
    assert not stored[0].get("initErrors")
    assert not stored[0].get("delete")
    project.preview("--refresh", "--expect-no-changes")


__all__ = ["LONG", "MODEL", "PROGRAM", "Interrupted", "finish", "kill_while_it_trains", "settled"]
