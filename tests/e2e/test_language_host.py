"""The stand-in for `pulumi-language-python` with the real engine, on programs of its own.

The tests link the CLI into a folder that holds nothing else, so that the stand-in serves even where
the set-up found an official CLI.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.processes import kill
from support.project import ROOT
from support.waiting import until

from tools.steps import helpers

PROVIDER = """
import pulumi.dynamic

class Provider(pulumi.dynamic.ResourceProvider):
    def create(self, props):
        return pulumi.dynamic.CreateResult("made", props)

class Thing(pulumi.dynamic.Resource):
    def __init__(self, name, value):
        super().__init__(Provider(), name, {"value": value})
"""

PROGRAM = """
import os, sys, pulumi, things

config = pulumi.Config()
print(f"{__name__} {sys.argv} in {os.getcwd()} finds {sys.path[0]}")
thing = things.Thing("thing", config.require("value"))
pulumi.export("value", config.require("value"))
pulumi.export("secret", config.require_secret("secret"))
print("secret keys:", pulumi.runtime.is_config_secret("toy:secret"))
pulumi.export("project", pulumi.get_project() + "/" + pulumi.get_stack())
"""

# Its resource fails while the program itself goes on, as one that waits for something else does.
FAILING = """
import time, pulumi.dynamic

class Provider(pulumi.dynamic.ResourceProvider):
    def create(self, props):
        raise Exception("the disk is full")

thing = type("Thing", (pulumi.dynamic.Resource,), {})(Provider(), "thing", {})
thing.id.apply(lambda _: time.sleep(3600))
"""

# Tells who runs it, and then never ends.
HANGING = """
import os, pathlib, time
pathlib.Path("pids").write_text(f"{os.getpid()} {os.getppid()} ")
while True:
    time.sleep(3600)
"""


class Toy:
    """A project with a program of its own, a stack and a backend, for the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "toy"
        self.folder.mkdir()
        environment = folder / "environment"
        (environment / "bin").mkdir(parents=True)
        python = environment / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
        python.chmod(0o755)
        found = shutil.which("pulumi")
        assert found, "make setup puts a pulumi CLI into .venv/bin"
        alone = folder / "cli" / "pulumi"
        alone.parent.mkdir()
        helpers.place(alone, Path(found).resolve())
        placed = helpers.install(alone, environment, ROOT / "tools", "/nowhere")
        assert helpers.LANGUAGE_HOST in placed
        self.settings = {"name": "toy", "runtime": {"name": "python"}}
        self.configure(str(environment))
        (self.folder / "things.py").write_text(PROVIDER)
        self.variables = {
            **os.environ,
            "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{folder}?metadata=skip",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        self.run("stack", "init", "test")

    def configure(self, virtualenv: str, **more: str) -> None:
        """Write Pulumi.yaml; it is JSON, which every YAML parser reads."""
        runtime = {"name": "python", "options": {"virtualenv": virtualenv}}
        said = {"name": "toy", "runtime": runtime, **more}
        (self.folder / "Pulumi.yaml").write_text(json.dumps(said))

    def program(self, text: str, path: str = "__main__.py") -> None:
        """Write the program."""
        (self.folder / path).write_text(text)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the CLI in a session of its own, as a terminal would."""
        return subprocess.Popen(
            ["pulumi", "--non-interactive", "--color", "never", *words],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, fails: bool = False) -> str:
        """Run the CLI to its end; give what it printed."""
        process = self.start(*words)
        text, _ = process.communicate()
        assert (process.returncode != 0) == fails, text
        return text

    def hang(self) -> tuple[subprocess.Popen[str], list[int]]:
        """Start a program that never ends; give the CLI, and the program's and the host's ids."""
        pids = self.folder / "pids"
        self.program(HANGING)
        process = self.start("up", "--yes", "--skip-preview")
        until(lambda: pids.exists() and pids.read_text().endswith(" "), "the process ids")
        return process, [int(pid) for pid in pids.read_text().split()]


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Toy]:
    """Yield a project; end what a failed test has left running."""
    made = Toy(tmp_path)
    yield made
    pids = made.folder / "pids"
    for pid in pids.read_text().split() if pids.exists() else []:
        if alive(int(pid)):
            kill(int(pid))


@pytest.fixture(scope="module")
def previewing(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """Return one project for tests that write a program, preview it, and leave nothing running."""
    return Toy(tmp_path_factory.mktemp("previewing"))


def alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and waits to be told about doesn't."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def test_a_stacks_life(toy: Toy) -> None:
    """Every command runs, as with Pulumi's own host: config, secrets, output, no warning."""
    toy.program(PROGRAM)
    toy.run("config", "set", "value", "one")
    toy.run("config", "set", "--secret", "secret", "hunter2")
    up = toy.run("up", "--yes")
    folder = toy.folder
    assert f"__main__ ['{folder}/__main__.py'] in {folder} finds {folder}" in up
    assert "secret keys: True" in up
    assert "warning" not in up
    outputs = json.loads(toy.run("stack", "output", "--json", "--show-secrets"))
    assert outputs == {"value": "one", "secret": "hunter2", "project": "toy/test"}
    assert "[secret]" in toy.run("stack", "output", "secret")
    toy.run("preview", "--expect-no-changes")
    toy.run("refresh", "--yes", "--run-program")
    toy.run("up", "--yes", "--refresh", "--run-program", "--expect-no-changes")
    assert "- 2 deleted" in toy.run("destroy", "--yes", "--run-program")


def test_a_program_elsewhere_in_the_project(toy: Toy) -> None:
    """With `main:` the program runs in its own folder, and finds the modules beside it."""
    (toy.folder / "infra").mkdir()
    toy.program("import os, beside\nprint(f'runs in {os.getcwd()}')", "infra/stack.py")
    toy.program("print('found')", "infra/beside.py")
    virtualenv = str(toy.folder.parent / "environment")
    toy.configure(virtualenv, main="infra/stack.py")
    preview = toy.run("preview")
    assert f"runs in {toy.folder}/infra" in preview
    assert "found" in preview


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("def f():\n    raise ValueError('a bug')\nf()", "ValueError: a bug"),
        (
            "import pulumi\npulumi.Output.from_input(1).apply(lambda _: {}['key'])",
            "KeyError: 'key'",
        ),
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
        ("raise = 1", "SyntaxError: invalid syntax"),
        ("import broken", "SyntaxError: invalid syntax"),
    ],
)
def test_a_bug_is_shown_as_the_users_own(previewing: Toy, program: str, said: str) -> None:
    """The traceback is shown once, and begins in the program: no frame of the host's."""
    previewing.program("raise = 1", "broken.py")
    previewing.program(program)
    text = previewing.run("preview", fails=True)
    assert text.count(said) == 1
    assert f'File "{previewing.folder}/__main__.py"' in text
    for inner in ("exit code", "run_program.py", "language_host.py", "runpy", "run_until_complete"):
        assert inner not in text


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import pulumi\nraise pulumi.RunError('no such region')", "error: no such region\n"),
        ("raise SystemExit(3)", "Program exited with exit code 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "exited with signal SIGSEGV"),
    ],
)
def test_a_program_that_gives_up_is_told_without_a_traceback(
    previewing: Toy, program: str, said: str
) -> None:
    """A RunError is its sentence; an exit and a crash of the interpreter fail the run."""
    previewing.program(program)
    text = previewing.run("preview", fails=True)
    assert said in text
    assert "Traceback" not in text


def test_a_project_without_a_program_or_environment(toy: Toy) -> None:
    """What is missing is named, and where it was looked for."""
    text = toy.run("preview", fails=True)
    assert f"no Python program at {toy.folder}/__main__.py" in text
    assert "exit code" not in text
    toy.program("")
    toy.configure("nowhere")
    assert f"{toy.folder}/nowhere/bin/python is not there" in toy.run("preview", fails=True)


def test_about_and_install(toy: Toy) -> None:
    """`pulumi about` lists interpreter and dependencies; `pulumi install` says who installs."""
    about = json.loads(toy.run("about", "--json"))
    assert about["runtime"]["executable"].endswith("/environment/bin/python")
    assert about["runtime"]["version"] == ".".join(map(str, sys.version_info[:3]))
    assert "pulumi-google-tuning" in {dependency["name"] for dependency in about["dependencies"]}
    assert "make setup" in toy.run("install")


def test_ctrl_c_ends_a_program_quietly(toy: Toy) -> None:
    """The first Ctrl-C ends a program that hangs, with no traceback and no process left."""
    process, pids = toy.hang()
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate()
    assert process.returncode != 0
    assert "update canceled" in text
    assert "Traceback" not in text
    assert "KeyboardInterrupt" not in text
    until(lambda: not any(map(alive, pids)), "the processes' end")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_program_has_failed(toy: Toy, number: signal.Signals) -> None:
    """A program that was stopped says nothing, and is never taken for one that declared nothing.

    Else the engine would delete all that it had yet to declare.
    """
    process, pids = toy.hang()
    os.kill(pids[0], number)
    text, _ = process.communicate()
    assert process.returncode != 0
    assert f"Program exited with exit code {128 + number}" in text
    assert "Traceback" not in text


def test_a_failed_resource_is_the_only_error(toy: Toy) -> None:
    """When a resource fails, the program is interrupted without a word of its own."""
    toy.program(FAILING)
    text = toy.run("up", "--yes", "--skip-preview", fails=True)
    assert "the disk is full" in text
    assert "KeyboardInterrupt" not in text
    assert "exit code" not in text


@pytest.mark.parametrize("victims", [("engine",), ("host",), ("engine", "host")])
def test_nothing_outlives_a_kill(toy: Toy, victims: tuple[str, ...]) -> None:
    """When the engine or the host is killed outright, or both, the rest ends by itself."""
    process, pids = toy.hang()
    for victim in victims:
        kill(process.pid if victim == "engine" else pids[1])
    process.communicate()
    until(lambda: not any(map(alive, pids)), "the processes' end")
