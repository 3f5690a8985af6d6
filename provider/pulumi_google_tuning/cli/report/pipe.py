"""A headless Chromium that is spoken to over two pipes, in its DevTools protocol.

Pipes need no port, no library and nobody else can reach them. Chromium reads file descriptor 3 and
writes 4, one JSON message each, ended by NUL:
https://chromedevtools.github.io/devtools-protocol/ and `--remote-debugging-pipe`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pulumi_google_tuning.errors import GoogleTuningError

_SECONDS = 60.0
_ABOVE_THE_PIPES = 10
_OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # a container's /dev/shm is small
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
)


class BrowserError(GoogleTuningError):
    """The browser didn't start, ended or refused: its words and what to do."""


class Pipe:
    """A running browser. Use it in a `with`; at its end the browser and its profile are gone."""

    def __init__(self, executable: str, *, seconds: float = _SECONDS) -> None:
        self.events: list[dict[str, Any]] = []
        self._executable = executable
        self._seconds = seconds
        self._profile = Path(tempfile.mkdtemp(prefix="google-tuning-browser-"))
        self._buffer = b""
        self._last_id = 0
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        try:
            self._process = self._spawn(theirs_in, theirs_out)
        except OSError as error:
            self._put_away()
            raise BrowserError(f"could not start {executable}: {error.strerror}") from None
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def _spawn(self, theirs_in: int, theirs_out: int) -> int:
        try:
            import fcntl  # noqa: PLC0415 - Windows has none, and all other commands
        except ImportError:
            raise BrowserError(
                "--png works only on Linux and macOS. Write the report without --png"
            ) from None
        # Out of the way first: one of them may be 3 or 4 itself.
        source = fcntl.fcntl(theirs_in, fcntl.F_DUPFD_CLOEXEC, _ABOVE_THE_PIPES)
        sink = fcntl.fcntl(theirs_out, fcntl.F_DUPFD_CLOEXEC, _ABOVE_THE_PIPES)
        options = list(_OPTIONS)
        if os.geteuid() == 0:
            # Chromium refuses to run as root otherwise. The page is our own: it runs no script.
            options.append("--no-sandbox")
        words = [self._executable, *options, f"--user-data-dir={self._profile}", "about:blank"]
        log = str(self._profile / "stderr")
        try:
            return os.posix_spawn(
                self._executable,
                words,
                os.environ,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 2, log, os.O_WRONLY | os.O_CREAT, 0o600),
                    (os.POSIX_SPAWN_DUP2, source, 3),
                    (os.POSIX_SPAWN_DUP2, sink, 4),
                ],
                setpgroup=0,  # so that its helpers end with it, and Ctrl-C is ours
            )
        finally:
            os.close(source)
            os.close(sink)

    def __enter__(self) -> Pipe:  # noqa: PYI034 - Self is Python 3.11's
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self._process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self._process, 0)
        self._put_away()

    def _put_away(self) -> None:
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Call a method and give its result. Raises BrowserError with the browser's words."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        try:
            self._write(json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise self._ended() from None
        while True:
            answer = self._read()
            if answer.get("id") == self._last_id:
                break
            self.events.append(answer)
        if "error" in answer:
            raise BrowserError(f"the browser rejected {method}: {answer['error'].get('message')}")
        return dict(answer.get("result", {}))

    def wait_for(self, method: str) -> None:
        """Wait until an event has come; one that came before counts too."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._read())

    def _write(self, message: bytes) -> None:
        while message:
            message = message[os.write(self._to, message) :]

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + self._seconds
        while b"\0" not in self._buffer:
            if not select.select([self._from], [], [], max(0.0, end - time.monotonic()))[0]:
                raise BrowserError(
                    f"{self._executable} did not answer within {self._seconds:.0f} "
                    f"s{self._read_last_error()}"
                )
            chunk = os.read(self._from, 1 << 16)
            if not chunk:
                raise self._ended()
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    def _ended(self) -> BrowserError:
        hint = "" if sys.platform == "darwin" else ". Check that it starts on its own"
        return BrowserError(f"{self._executable} ended at once{self._read_last_error()}{hint}")

    def _read_last_error(self) -> str:
        """Return the last line of what the browser wrote to stderr."""
        with contextlib.suppress(OSError):
            lines = (self._profile / "stderr").read_text(errors="replace").split("\n")
            written = [line.strip() for line in lines if line.strip()]
            if written:
                return f' ("{written[-1][:300]}")'
        return ""
