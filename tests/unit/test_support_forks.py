"""A forked process is a process: its streams, its folder, its variables, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from support import forks
from support.processes import kill, plugins_of
from support.waiting import until

from tools.steps.helpers import DYNAMIC_HOST

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="forks are for Linux"),
]
_FREE_PORT = ("--port", "0")


@pytest.fixture(autouse=True)
def served(forked: None) -> None:
    """Have a server; without one (a CLI with helpers of its own) there is nothing to test."""
    if forks.VARIABLE not in os.environ:
        pytest.skip("everything is real here")


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[forks.Forked]:
    """Yield a forked emulator."""
    process = forks.start("emulator", _FREE_PORT, tmp_path, {}, errors=True)
    assert process is not None
    yield process
    process.kill()
    process.wait()


def _address(emulator: forks.Forked) -> str:
    return emulator.stdout.readline().split()[-1]


def test_it_runs_until_a_signal(emulator: forks.Forked) -> None:
    """It answers, handles a signal as its program says, and its exit code is told."""
    assert requests.get(f"{_address(emulator)}/_emulator/faults", timeout=60).ok
    assert emulator.poll() is None
    emulator.terminate()
    assert emulator.wait() == 0
    assert emulator.poll() == 0


def test_a_killed_one_is_gone_when_its_end_is_told(emulator: forks.Forked, tmp_path: Path) -> None:
    """Its port is free for the next one, as the tests of a lost network need it."""
    port = _address(emulator).rpartition(":")[2]
    emulator.kill()
    assert emulator.wait() == -signal.SIGKILL
    again = forks.start("emulator", ("--port", port), tmp_path, {})
    assert again is not None
    assert again.stdout.readline().strip().endswith(f":{port}")
    again.kill()
    again.wait()


def test_a_failure_is_told(tmp_path: Path) -> None:
    """An exit code other than 0 and the words on stderr arrive."""
    process = forks.start("emulator", ("--port", "none"), tmp_path, {}, errors=True)
    assert process is not None
    _, said = process.communicate()
    assert process.returncode == 2
    assert "invalid int value: 'none'" in said


@pytest.fixture
def plugin() -> Iterator[subprocess.Popen[str]]:
    """Yield the helper that the engine starts for a dynamic provider."""
    process = subprocess.Popen(
        [str(Path(os.environ[forks.VARIABLE]) / DYNAMIC_HOST), "127.0.0.1:9"],
        env=forks.environment({**os.environ, "PATH": f"{sys.prefix}/bin"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.communicate()


def _port(plugin: subprocess.Popen[str]) -> int:
    assert plugin.stdout is not None
    return int(plugin.stdout.readline())


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def test_a_signal_reaches_what_the_helper_stands_for(plugin: subprocess.Popen[str]) -> None:
    """The plugin ends as it does by itself, and so does the helper: by that signal."""
    port = _port(plugin)
    assert _listens(port)
    plugin.terminate()
    assert plugin.wait() == -signal.SIGTERM
    assert not _listens(port)


def test_a_killed_helper_takes_its_process_along(plugin: subprocess.Popen[str]) -> None:
    """The engine ends its plugins by killing what it started."""
    port = _port(plugin)
    plugin.kill()
    until(lambda: not _listens(port), "the plugin's end")


def test_what_is_killed_is_the_process_and_not_its_helper(plugin: subprocess.Popen[str]) -> None:
    """A run's list of processes has the plugin itself; the engine is told how that one ended."""
    port = _port(plugin)
    (forked,) = plugins_of(plugin.pid)
    assert forked != plugin.pid
    kill(forked)
    _, said = plugin.communicate()
    assert (plugin.returncode, said) == (-signal.SIGKILL, "")
    assert not _listens(port)
    assert plugins_of(plugin.pid) == []


def test_who_puts_something_on_path_gets_real_processes(tmp_path: Path) -> None:
    """A test's own `pulumi`, or another path of modules, isn't passed by."""
    own = forks.environment({"PATH": f"{tmp_path}{os.pathsep}{sys.prefix}/bin"})
    assert own == {"PATH": f"{tmp_path}{os.pathsep}{sys.prefix}/bin"}
    assert forks.start("emulator", _FREE_PORT, tmp_path, {"PYTHONPATH": str(tmp_path)}) is None
