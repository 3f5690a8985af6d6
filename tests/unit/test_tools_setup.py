"""`make setup`: the interpreter, the environment, the cache and the helpers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import setup
from tools.steps import cache, environment, everything, helpers
from tools.steps.faults import SetupError


def test_an_old_python3_gives_way_to_a_newer_one() -> None:
    """The newest interpreter on PATH that runs is taken; a shim that doesn't is passed over."""
    on_path = {"python3.14": "/shims/python3.14", "python3.12": "/usr/bin/python3.12"}
    runs = {"/usr/bin/python3.12"}
    assert setup.newer_python((3, 8), on_path.get, runs.__contains__) == "/usr/bin/python3.12"
    assert setup.newer_python((3, 10), on_path.get, runs.__contains__) is None


def test_no_python_to_go_on_with_is_told() -> None:
    """Without one, the process ends with what is needed and how to name it."""
    with pytest.raises(SystemExit) as end:
        setup.newer_python((3, 9), lambda _: None)
    assert "Python 3.10 or later is needed, and python3 is 3.9" in str(end.value)
    assert "make PYTHON=" in str(end.value)


class Pip:
    """Stands for python's venv and pip: keeps the commands, fails those that hold a word."""

    def __init__(self, checkout: Path, failing: str = "nothing fails") -> None:
        self.checkout = checkout
        self.failing = failing
        self.commands: list[str] = []

    def __call__(self, command: Sequence[str]) -> int:
        """Pretend to run a command; give its exit code."""
        line = " ".join(command)
        self.commands.append(line)
        if self.failing in line:
            return 1
        if "venv --clear" in line:
            folder = self.checkout / ".venv"
            (folder / "bin").mkdir(parents=True, exist_ok=True)
            (folder / "bin" / "python").touch()
            (folder / "lib" / "python3.11" / "site-packages" / "pip").mkdir(
                parents=True, exist_ok=True
            )
            (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
        return 0


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a checkout with nothing but what the environment is made from."""
    (tmp_path / "requirements.lock").write_text("pulumi==3.272.0 --hash=sha256:00\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "emulator").mkdir()
    (tmp_path / "emulator" / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def test_the_environment_is_made_once(checkout: Path) -> None:
    """The first run makes and fills it from hashes alone; the second does nothing."""
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7")
    made, locked, project = pip.commands
    assert "-m venv --clear" in made
    assert "--require-hashes -r" in locked
    assert "--no-deps --no-build-isolation --editable" in project
    assert project.endswith(f"--editable {checkout} --editable {checkout / 'emulator'}")
    assert not environment.ensure(checkout, pip, "3.11.7")
    assert len(pip.commands) == 3


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "emulator/pyproject.toml"])
def test_a_changed_lock_is_installed_into_the_same_environment(checkout: Path, name: str) -> None:
    """A pull that changes the dependencies takes a pip install, not a new environment."""
    environment.ensure(checkout, Pip(checkout), "3.11.7")
    (checkout / name).write_text("changed")
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7")
    assert [line for line in pip.commands if "venv --clear" in line] == []
    assert len(pip.commands) == 2


def test_another_python_makes_another_environment(checkout: Path) -> None:
    """Packages of one version of Python are never left under another."""
    environment.ensure(checkout, Pip(checkout), "3.11.7")
    pip = Pip(checkout)
    environment.ensure(checkout, pip, "3.12.1")
    assert "venv --clear" in pip.commands[0]


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        ("venv --clear", "python3-venv"),
        ("--require-hashes", "pip config list"),
        ("--editable", "correct pyproject.toml"),
    ],
)
def test_a_failed_step_is_done_again(checkout: Path, failing: str, said: str) -> None:
    """Each failure says what to do, and the next run goes on from there."""
    with pytest.raises(SetupError, match=said):
        environment.ensure(checkout, Pip(checkout, failing), "3.11.7")
    assert environment.ensure(checkout, Pip(checkout), "3.11.7")


def test_a_failure_is_one_line_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the user reads is the sentence, and make sees a failure."""

    def fail() -> None:
        raise SetupError("The thing is missing: install it.")

    monkeypatch.setattr(everything, "CHECKOUT", tmp_path)
    monkeypatch.setattr(everything, "_steps", fail)
    assert everything.main() == 1
    assert capsys.readouterr().err == "setup failed: The thing is missing: install it.\n"


def test_the_cache_is_the_users_own() -> None:
    """It follows XDG_CACHE_HOME, else it is ~/.cache, and a key says version and machine."""
    assert cache.root({"XDG_CACHE_HOME": "/x", "HOME": "/h"}) == Path("/x/pulumi-google-tuning")
    assert cache.root({"HOME": "/h"}) == Path("/h/.cache/pulumi-google-tuning")
    assert cache.cli_key((3, 259, 0), "Linux", "x86_64") == "v3.259.0-linux-amd64"
    assert cache.cli_key((3, 259, 0), "Darwin", "arm64") == "v3.259.0-darwin-arm64"


def test_a_half_made_folder_is_never_seen(tmp_path: Path) -> None:
    """What fails leaves nothing, what a killed process left is removed, what is done appears."""
    folder = tmp_path / "cli" / "v1"
    (folder.parent / ".v1.killed").mkdir(parents=True)

    def fail(staging: Path) -> None:
        (staging / "half").touch()
        raise SetupError("no")

    with pytest.raises(SetupError, match="no"):
        cache.publish(folder, fail)
    assert list(folder.parent.iterdir()) == []
    cache.publish(folder, lambda staging: (staging / "whole").touch())
    assert [path.name for path in folder.iterdir()] == ["whole"]
    assert list(folder.parent.iterdir()) == [folder]


def test_two_checkouts_take_turns(tmp_path: Path) -> None:
    """While one process holds the lock another waits, says so, and goes on when that is done."""
    lock, done = tmp_path / "lock", tmp_path / "done"
    other = (
        "from pathlib import Path; from tools.steps import cache\n"
        f"with cache.lock(Path({str(lock)!r}), 'building'):\n"
        f"    print('went on when it was done:', Path({str(done)!r}).exists())"
    )
    with cache.lock(lock, "building"):
        process = subprocess.Popen(
            [sys.executable, "-c", other],
            cwd=everything.CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert "another process is building" in process.stdout.readline()
        done.touch()
    assert process.communicate()[0] == "went on when it was done: True\n"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Give a CLI with nothing beside it."""
    path = tmp_path / "cache" / "bin" / "pulumi"
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\necho v3.259.0\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Give an environment whose python says how it was called; with a blank in its path."""
    folder = tmp_path / "my venv"
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$0" "$@"\n')
    python.chmod(0o755)
    return folder


def test_a_built_cli_gets_its_helpers_beside_it(built: Path, venv: Path) -> None:
    """Both helpers stand beside the very file the engine runs as, so it doesn't warn of them."""
    for _ in range(2):
        placed = helpers.install(built, venv, Path("/checkout/tools"), "/nowhere")
        assert placed == ["pulumi", helpers.LANGUAGE_HOST, helpers.DYNAMIC_HOST]
    ours = venv / "bin" / "pulumi"
    assert ours.samefile(built)
    assert not ours.is_symlink()
    assert sorted(path.name for path in (venv / "bin").iterdir()) == [
        "pulumi",
        helpers.LANGUAGE_HOST,
        helpers.DYNAMIC_HOST,
        "python",
    ]
    said = _output([str(venv / "bin" / helpers.LANGUAGE_HOST), "127.0.0.1:1"])
    assert said == f"{venv}/bin/python -u /checkout/tools/language_host.py 127.0.0.1:1\n"


def test_a_dynamic_provider_runs_in_the_projects_environment(built: Path, venv: Path) -> None:
    """The helper takes Pulumi.yaml's virtual environment, relative to the project, else ours."""
    helpers.install(built, venv, Path("/checkout/tools"), "/nowhere")
    helper = str(venv / "bin" / helpers.DYNAMIC_HOST)
    wanted = "bin/python -u -m pulumi.dynamic --flag 127.0.0.1:1\n"
    assert _output([helper, "--flag", "127.0.0.1:1"]) == f"{venv}/{wanted}"
    # The runtime's option is a path relative to the project, which is the working directory.
    told = {"PULUMI_RUNTIME_VIRTUALENV": f"{venv.name}/"}
    assert _output([helper, "--flag", "127.0.0.1:1"], venv.parent, told) == f"{venv.name}/{wanted}"


def test_an_official_cli_keeps_its_own_helpers(built: Path, venv: Path) -> None:
    """Where the archive's helpers are there, ours of an earlier choice are taken away."""
    helpers.install(built, venv, Path("/checkout/tools"), "/nowhere")
    for name in (helpers.LANGUAGE_HOST, helpers.DYNAMIC_HOST):
        (built.parent / name).write_text("#!/bin/sh\n")
        (built.parent / name).chmod(0o755)
    placed = helpers.install(built, venv, Path("/checkout/tools"), str(venv / "bin"))
    assert placed == ["pulumi"]
    # A symbolic link: the engine resolves it, and looks for its helpers there.
    assert (venv / "bin" / "pulumi").resolve() == built.resolve()
    assert not (venv / "bin" / helpers.LANGUAGE_HOST).exists()
    assert not (venv / "bin" / helpers.DYNAMIC_HOST).exists()


def test_our_own_helpers_are_not_taken_for_the_clis(built: Path, venv: Path) -> None:
    """`.venv/bin` on PATH holds what set-up put there: it says nothing of what the CLI has."""
    helpers.install(built, venv, Path("/checkout/tools"), "/nowhere")
    path = str(venv / "bin")
    assert not helpers.has_its_helpers(built, path, apart_from=venv / "bin")


def _output(
    command: list[str], folder: Path | None = None, more: dict[str, str] | None = None
) -> str:
    variables = {k: v for k, v in os.environ.items() if k != "PULUMI_RUNTIME_VIRTUALENV"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**variables, **(more or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
