"""`python -m tools.stack up|down|drift|preview|env [--stack NAME] [pulumi's own options]`.

What the Makefile's targets of those names do. Runs in `.venv`, after `tools.setup`. Pulumi asks
before it changes anything, but on the embedded stack.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import stack_environment
from tools.emulator_process import Background, named_by
from tools.stack_environment import StackEnvironment
from tools.steps.faults import SetupError

CHECKOUT = Path(__file__).resolve().parents[1]

_COMMANDS = {
    "up": ["up"],
    "down": ["destroy"],
    "preview": ["preview"],
    "drift": ["preview", "--refresh", "--expect-no-changes"],
}
_ASKED = ("up", "down")
# With one of these pulumi may work on another stack, or on another server, than the one looked at.
_ELSEWHERE = re.compile(r"-[^-]*[sCc]|--(stack|cwd|config|config-file|config-path|remote)(=|$|-)")


class Stack:
    """A stack of the root program, with its backend and, where it uses one, its emulator."""

    def __init__(self, name: str, checkout: Path, environment: StackEnvironment) -> None:
        self._name = name
        self._checkout = checkout
        self._environment = environment
        self._emulator = Background(checkout)
        self._emulator_url = named_by(checkout / f"Pulumi.{name.replace('/', '-')}.yaml")

    def run(self, command: str, options: Sequence[str]) -> int:
        """Run one of the commands, with all that it needs running; give pulumi's exit code."""
        if self._environment.backend is not None:
            self._environment.backend.mkdir(parents=True, exist_ok=True)
        if self._emulator_url is not None and self._emulator.start(self._emulator_url):
            print(f"the emulator answers at {self._emulator_url} (log: {self._emulator.log})")
        self._select()
        sure = ["--yes"] if command in _ASKED and self._costs_nothing(options) else []
        code = self._pulumi(*_COMMANDS[command], *sure, "--stack", self._name, *options)
        if command == "down" and code == 0 and self._emulator.stop():
            print("the emulator has ended; what it held stays in .state/emulator.sqlite3")
        return code

    def _costs_nothing(self, options: Sequence[str]) -> bool:
        """Return whether it is surely the embedded stack on the embedded emulator: nobody is asked.

        A `dev` whose emulator was taken away is on Google, and so may be what the options name.
        """
        return (
            self._environment.backend is not None
            and self._emulator_url is not None
            and not any(map(_ELSEWHERE.match, options))
        )

    def _select(self) -> None:
        """Make the stack, where the backend hasn't got it. Its own words are shown only if not."""
        done = subprocess.run(
            ["pulumi", "stack", "select", "--create", self._name, "--non-interactive"],
            cwd=self._checkout,
            env=self._environment.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SetupError(
                f"Stack {self._name} could not be selected. Pulumi said: {done.stdout.strip()}"
            )

    def _pulumi(self, *words: str) -> int:
        """Run pulumi on this terminal. Ctrl-C is its own to answer: it saves what it has."""
        sys.stdout.flush()
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return subprocess.run(
                ["pulumi", *words],
                cwd=self._checkout,
                env=self._environment.variables,
                check=False,
            ).returncode
        finally:
            signal.signal(signal.SIGINT, before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; give the exit code."""
    parser = argparse.ArgumentParser(prog="tools.stack", description=__doc__, add_help=False)
    parser.add_argument("command", choices=[*_COMMANDS, "env"])
    parser.add_argument("--stack", default=stack_environment.EMBEDDED_STACK)
    known, options = parser.parse_known_args(arguments)
    environment = stack_environment.of(known.stack, CHECKOUT, os.environ)
    if known.command == "env":
        for name, value in sorted(stack_environment.changes(environment, os.environ).items()):
            print(f"export {name}={shlex.quote(value)}")
        return 0
    try:
        return Stack(known.stack, CHECKOUT, environment).run(known.command, options)
    except SetupError as error:
        print(f"{known.command} failed: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
