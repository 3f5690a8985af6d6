"""`make setup`: the interpreter, the half a target needs, the cache and the helpers."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup
from tools.steps import cache, everything, helpers
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


@pytest.mark.parametrize(
    ("targets", "half"),
    [
        ("setup up down preview drift docs schema lock", "-m tools.setup"),
        ("setup-dev test lint bench soak", "-m tools.setup --dev"),
    ],
)
def test_a_target_installs_the_half_that_it_needs(targets: str, half: str) -> None:
    """What uses the product alone asks for no more than the product's half."""
    for target in targets.split():
        told = _output(["make", "--dry-run", "--no-print-directory", target], everything.CHECKOUT)
        assert told.splitlines()[0].endswith(half), target


def test_a_pip_that_outlives_its_setup_is_waited_for(tmp_path: Path) -> None:
    """Killing set-up alone leaves pip at work: the next call doesn't start a second beside it."""
    lock = tmp_path / "lock"
    reading, writing = os.pipe()
    pip = f"import os; print('pip runs', flush=True); os.read({reading}, 1)"
    script = (
        "import sys; from pathlib import Path; from tools.steps import cache, environment\n"
        f"with cache.lock(Path({str(lock)!r}), 'setting up') as held:\n"
        f"    environment.runner([held, {reading}])([sys.executable, '-c', {pip!r}])"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=everything.CHECKOUT,
        stdout=subprocess.PIPE,
        pass_fds=[reading],
        text=True,
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "pip runs\n"
    killed.kill()
    killed.wait()
    with lock.open("w") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.write(writing, b"x")
    # The pipe to the killed process ends when pip, which has it too, has ended.
    assert killed.stdout.read() == ""
    with cache.lock(lock, "setting up"):
        os.close(reading)
        os.close(writing)


def test_a_failure_is_one_line_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the user reads is the sentence, and make sees a failure."""

    def fail(held: int, *, dev: bool) -> None:
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
    """Return a CLI with nothing beside it."""
    path = tmp_path / "cache" / "bin" / "pulumi"
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\necho v3.259.0\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Return an environment whose python says how it was called; with a blank in its path."""
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
