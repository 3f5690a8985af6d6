"""What `make setup` and `make setup-dev` do with `.venv`: two halves, each from its lock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.steps import environment, halves
from tools.steps.faults import SetupError


class Pip:
    """Stands for python's venv and pip: keeps the commands, fails those that hold a word."""

    def __init__(
        self, checkout: Path, failing: str = "nothing fails", version: str = "3.11.7"
    ) -> None:
        self.version = version
        self.site = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
        self.folder = checkout / ".venv"
        self.failing = failing
        self.commands: list[str] = []

    def __call__(self, command: Sequence[str]) -> int:
        """Pretend to run a command; give its exit code."""
        line = " ".join(command)
        self.commands.append(line)
        if self.failing in line:
            return 1
        if "venv --clear" in line:
            (self.folder / "bin").mkdir(parents=True, exist_ok=True)
            (self.folder / "bin" / "python").touch()
            self.package("pip-23.2.1")
            (self.folder / "pyvenv.cfg").write_text(f"version = {self.version}\n")
        return 0

    def package(self, name: str, *, whole: bool = True) -> Path:
        """Put what pip leaves of a package; without RECORD if pip was killed at it."""
        folder = self.site / f"{name}.dist-info"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "METADATA").touch()
        if whole:
            (folder / "RECORD").touch()
        return folder

    @property
    def installed(self) -> list[str]:
        """Return what was installed: a lock by its name, the projects as `projects`."""
        words = [line.split()[-1] for line in self.commands if " pip install " in line]
        return ["projects" if "--editable=" in word else Path(word).name for word in words]

    @property
    def made(self) -> bool:
        """Say whether the environment was made anew."""
        return any("venv --clear" in line for line in self.commands)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with nothing but what the environment is made from."""
    (tmp_path / "requirements.lock").write_text("pulumi==3.272.0 --hash=sha256:00\n")
    (tmp_path / "requirements-dev.lock").write_text("pytest==9.0.0 --hash=sha256:00\n")
    for folder in halves.PROJECTS:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "pyproject.toml").write_text("[project]\n")
    return tmp_path


PRODUCT = ["requirements.lock", "projects"]
DEV = ["requirements-dev.lock"]


def test_the_environment_is_made_once(checkout: Path) -> None:
    """The first run makes and fills it from hashes alone; the second does nothing."""
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7")
    made, locked, project = pip.commands
    assert "-m venv --clear" in made
    assert "--no-deps --require-hashes -r" in locked
    editable = " ".join(f"--editable={checkout / folder}" for folder in halves.PROJECTS)
    assert f"--no-deps --no-build-isolation {editable}" in project
    assert not environment.ensure(checkout, pip, "3.11.7")
    assert len(pip.commands) == 3


def test_the_whole_is_the_product_and_the_rest(checkout: Path) -> None:
    """Both halves come from hashes alone, into one environment, and the second run does nothing."""
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert pip.installed == PRODUCT + DEV
    assert "--no-deps --require-hashes -r" in pip.commands[-1]
    assert not environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert len(pip.commands) == 4


def test_from_half_to_whole_only_the_rest_is_installed(checkout: Path) -> None:
    """`make test` after `make up` adds to what is there, and installs nothing twice."""
    environment.ensure(checkout, Pip(checkout), "3.11.7")
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert pip.installed == DEV
    assert not pip.made


def test_the_product_after_the_whole_changes_nothing(checkout: Path) -> None:
    """`make up` after `make test` runs no command, and `make test` after it neither."""
    environment.ensure(checkout, Pip(checkout), "3.11.7", dev=True)
    pip = Pip(checkout)
    assert not environment.ensure(checkout, pip, "3.11.7")
    assert not environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert pip.commands == []


@pytest.mark.parametrize(
    ("name", "redone"),
    [
        ("requirements.lock", ["requirements.lock"]),
        ("requirements-dev.lock", DEV),
        ("pyproject.toml", ["projects"]),
        ("emulator/pyproject.toml", ["projects"]),
    ],
)
def test_a_changed_file_is_installed_into_the_same_environment(
    checkout: Path, name: str, redone: list[str]
) -> None:
    """A pull that changes a lock or the project takes one pip install, not a new environment."""
    environment.ensure(checkout, Pip(checkout), "3.11.7", dev=True)
    (checkout / name).write_text("changed")
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert not pip.made
    assert pip.installed == redone


def test_the_other_halfs_lock_is_nothing_to_the_product(checkout: Path) -> None:
    """A pull that changes what tests need costs `make up` nothing; `make test` installs it."""
    environment.ensure(checkout, Pip(checkout), "3.11.7", dev=True)
    (checkout / "requirements-dev.lock").write_text("changed")
    pip = Pip(checkout)
    assert not environment.ensure(checkout, pip, "3.11.7")
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert pip.installed == DEV


def test_another_python_makes_another_environment(checkout: Path) -> None:
    """Packages of one version of Python are never left under another, of neither half."""
    environment.ensure(checkout, Pip(checkout), "3.11.7", dev=True)
    pip = Pip(checkout, version="3.12.1")
    environment.ensure(checkout, pip, "3.12.1")
    assert "venv --clear" in pip.commands[0]
    assert pip.installed == PRODUCT
    environment.ensure(checkout, pip, "3.12.1", dev=True)
    assert pip.installed == PRODUCT + DEV


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        ("venv --clear", "python3-venv"),
        ("requirements.lock", "names .*pip config list.*`make setup` again"),
        ("requirements-dev.lock", "names .*pip config list.*`make setup-dev` again"),
        ("--editable", "correct pyproject.toml"),
    ],
)
def test_a_failed_step_is_done_again(checkout: Path, failing: str, said: str) -> None:
    """Each failure says what to do, and the next run goes on from there."""
    broken = Pip(checkout, failing)
    with pytest.raises(SetupError, match=said):
        environment.ensure(checkout, broken, "3.11.7", dev=True)
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert pip.installed == (PRODUCT + DEV)[max(len(broken.installed) - 1, 0) :]


def test_what_a_killed_pip_left_half_installed_is_installed_again(checkout: Path) -> None:
    """A package without its RECORD would pass for installed: pip never sees it again."""
    pip = Pip(checkout)
    environment.ensure(checkout, pip, "3.11.7")
    whole, half = pip.package("mypy-2.0"), pip.package("ruff-0.16", whole=False)
    (pip.site / "~uff").mkdir()
    (pip.site / "~uff.py").touch()
    pip.package("~uff-0.15", whole=False)
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert whole.exists()
    assert not half.exists()
    assert list(pip.site.glob("~*")) == []


@pytest.mark.parametrize("missing", ["pip", "python"])
def test_a_killed_venv_is_made_again(checkout: Path, missing: str) -> None:
    """An environment whose own pip or python isn't whole is made anew, with both halves."""
    pip = Pip(checkout)
    environment.ensure(checkout, pip, "3.11.7")
    if missing == "pip":
        next(pip.site.glob("pip-*/RECORD")).unlink()
    else:
        (pip.folder / "bin" / "python").unlink()
    pip = Pip(checkout)
    assert environment.ensure(checkout, pip, "3.11.7", dev=True)
    assert pip.made
    assert pip.installed == PRODUCT + DEV
