"""A page of docs/ as a person follows it: its commands one by one, with what they print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What differs from run to run: digests and ids, times, ports.
_OWN = re.compile(r"[0-9a-f]{10,}|\d[\dm.]* ?s\b|(?<=127\.0\.0\.1:)\d+")
_END = "\x1e"


@dataclass(frozen=True)
class Step:
    """A command of a page, and the lines that the page shows after it."""

    command: str
    shown: tuple[str, ...]


def steps(page: str) -> Iterator[Step]:
    """Yield what stands behind `$ ` in the blocks of a page; a backslash continues a line."""
    for block in _BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            found = re.match(r"((?:.*\\\n)*.*)\n", part)
            assert found is not None, part
            yield Step(found[1], tuple(part[found.end() :].splitlines()))


def missing(shown: tuple[str, ...], said: str) -> list[str]:
    """List the lines that a page shows and the command didn't print, in this order.

    `…` is for lines that are left out.
    """
    printed = iter([_masked(line) for line in said.splitlines()])
    return [
        line
        for line in shown
        if line.strip() not in {"", "…"} and not any(_masked(line) == one for one in printed)
    ]


def _masked(line: str) -> str:
    return _OWN.sub("N", line).strip()


class Shell:
    """One shell, so that `cd` and `export` count for what follows."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[int, str]:
        """Run a command to its end; return its exit code and all that it printed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        script = f"{{ {command}\n}} </dev/null 2>&1\nprintf '\\n{_END}%s\\n' $?\n"
        self._process.stdin.write(script)
        self._process.stdin.flush()
        lines: list[str] = []
        for line in self._process.stdout:
            if line.startswith(_END):
                return int(line[1:]), "".join(lines)
            lines.append(line)
        raise AssertionError(f"the shell ended in {command!r}: {''.join(lines)}")

    def end(self) -> None:
        """End the shell."""
        self._process.communicate()
