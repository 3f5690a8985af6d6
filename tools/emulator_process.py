"""The embedded emulator in the background, for the stacks whose configuration names it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import yaml  # type: ignore[import-untyped]

from tools.steps.faults import SetupError

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.1
_ANSWER_SECONDS = 5.0
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}

# No proxy between this machine and itself, whatever the environment says.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def named_by(config: Path) -> str | None:
    """Return the loopback emulator that a stack's configuration names, or None.

    Raises SetupError when the file can't be read as YAML.
    """
    try:
        said = yaml.safe_load(config.read_text())
    except FileNotFoundError:
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        text = " ".join(str(error).split())
        raise SetupError(f"{config} is not valid YAML ({text}): correct it.") from error
    settings = said.get("config") if isinstance(said, dict) else None
    url = settings.get("google-tuning:emulator") if isinstance(settings, dict) else None
    if not isinstance(url, str) or urlsplit(url).hostname not in _LOOPBACK:
        return None
    return url.rstrip("/")


def answers(url: str) -> bool:
    """Return whether the emulator answers there.

    Raises SetupError when something else does.
    """
    try:
        with _opener.open(f"{url}/_emulator/health", timeout=_ANSWER_SECONDS) as answer:
            healthy = bool(json.load(answer).get("ok"))
    except urllib.error.HTTPError as error:
        raise SetupError(_something_else(url, f"HTTP {error.code}")) from error
    except ValueError as error:
        raise SetupError(_something_else(url, "no JSON")) from error
    except OSError:
        return False
    if not healthy:
        raise SetupError(_something_else(url, "not ok"))
    return True


def _something_else(url: str, answer: str) -> str:
    return (
        f"Something that is not the emulator answers at {url} ({answer} for /_emulator/health): "
        f"stop it, or give the emulator another port in google-tuning:emulator."
    )


class Background:
    """The emulator that a checkout has started: its process, its data and its log in `.state`."""

    def __init__(
        self,
        checkout: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._checkout = checkout
        self._state = checkout / ".state"
        self._pid_file = self._state / "emulator.pid"
        self._clock = clock
        self._sleep = sleep
        self.database = self._state / "emulator.sqlite3"
        self.log = self._state / "emulator.log"
        self._lock_file = self._state / "emulator.lock"

    def start(self, url: str) -> bool:
        """Start it unless it answers already; return when it answers. Tell whether it was started.

        Two that start it at once start one. Raises SetupError.
        """
        if answers(url):
            return False
        self._state.mkdir(exist_ok=True)
        with self._lock_file.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return not answers(url) and self._start(url)

    def _start(self, url: str) -> bool:
        # The one that this checkout started for another address has the same data.
        self.stop()
        port = urlsplit(url).port or 80
        command = [sys.executable, "-m", "emulator", "--port", str(port)]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--db", str(self.database)],
                cwd=self._checkout,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in `make up` is for pulumi
            )
        self._pid_file.write_text(f"{process.pid}\n")
        began = self._clock()
        while not answers(url):
            if process.poll() is not None:
                raise SetupError(
                    f"The emulator ended at once, with exit code {process.returncode}: "
                    f"{self._last_line()} (all of it in {self.log})."
                )
            if self._clock() - began > _START_SECONDS:
                self.stop()
                raise SetupError(
                    f"The emulator did not answer at {url} within {_START_SECONDS:.0f} s: "
                    f"{self.log} says what it did."
                )
            self._sleep(_POLL_SECONDS)
        return True

    def stop(self) -> bool:
        """End the one that `start` started, if it still runs; tell whether it did."""
        pid = self._running()
        self._pid_file.unlink(missing_ok=True)
        if pid is None:
            return False
        os.kill(pid, signal.SIGTERM)
        began = self._clock()
        while self._is_ours(pid):
            if self._clock() - began > _STOP_SECONDS:
                os.kill(pid, signal.SIGKILL)
                break
            self._sleep(_POLL_SECONDS)
        return True

    def _running(self) -> int | None:
        try:
            pid = int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        """Return whether a process id still is this emulator: ids are used again after a while."""
        # A process that has ended, and that nobody has waited for, has no command line left.
        return str(self.database) in _command_line(pid)

    def _last_line(self) -> str:
        lines = self.log.read_text(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it said nothing").strip()


def _command_line(pid: int) -> str:
    """Return a process's command line: from /proc, and with `ps` where there is none (macOS)."""
    listing = Path("/proc")
    if (listing / "self").exists():
        try:
            return (listing / str(pid) / "cmdline").read_text(errors="replace")
        except OSError:
            return ""
    command = ["ps", "-o", "args=", "-ww", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
