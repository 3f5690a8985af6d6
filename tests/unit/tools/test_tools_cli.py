"""Which pulumi CLI `make setup` chooses, and what it says when there is none to choose."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools.steps import building, cli
from tools.steps.faults import SetupError
from tools.steps.installer import InstallerError
from tools.steps.versions import BUILDING_GO, OLDEST_CLI, PINNED_CLI, Version, parse

OFFLINE = "https://get.pulumi.com/install.sh could not be reached (no route)"


@dataclass
class Machine:
    """What is on a pretended machine, and what was done to it."""

    programs: dict[str, str] = field(default_factory=dict)
    versions: dict[Path, Version] = field(default_factory=dict)
    online: bool = False
    obstacle: str | None = None
    made: Version = PINNED_CLI
    done: list[str] = field(default_factory=list)

    def ways(self) -> cli.Sources:
        """Return them in the form that the choice is made from."""
        return cli.Sources(
            find=lambda name, path: self.programs.get(name) if path else None,
            version_of=self.versions.get,
            install=self._install,
            why_no_build=lambda go: "there is no go" if go is None else self.obstacle,
            build=lambda go, folder: self._make(f"build with {go}", folder),
        )

    def _install(self, folder: Path) -> None:
        if not self.online:
            raise InstallerError(OFFLINE)
        self._make("install", folder)

    def _make(self, what: str, folder: Path) -> None:
        self.done.append(what)
        (folder / "bin").mkdir()
        (folder / "bin" / "pulumi").write_text("a CLI")
        # It runs from where it is published to, which is the staging folder's name without its dot.
        key = folder.name.removeprefix(".").rpartition(".")[0]
        self.versions[folder.parent / key / "bin" / "pulumi"] = self.made


Choose = Callable[[Machine], Path]


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    """Return the folder of the pinned CLI in an empty cache."""
    return tmp_path / "cache" / "cli" / "v3.259.0-linux-amd64"


@pytest.fixture
def choose(cached: Path, tmp_path: Path) -> Choose:
    """Return the choice on a machine, with an empty cache to begin with."""

    def chosen(machine: Machine) -> Path:
        search = {"PATH": "/usr/bin"}
        return cli.choose(machine.ways(), cached, search, tmp_path / ".venv" / "bin")

    return chosen


def test_the_users_own_cli_serves(choose: Choose) -> None:
    """A recent enough pulumi on PATH is used, and nothing is installed."""
    own = "/usr/bin/pulumi"
    machine = Machine({"pulumi": own}, {Path(own): OLDEST_CLI}, online=True)
    assert choose(machine) == Path(own)
    assert machine.done == []


@pytest.mark.parametrize("version", [(3, 225, 9), (2, 300, 0), None])
def test_a_cli_that_does_not_serve_is_left_alone(
    choose: Choose, cached: Path, capsys: pytest.CaptureFixture[str], version: Version | None
) -> None:
    """One that is too old or doesn't run is named, and another is installed beside it."""
    own = Path("/usr/bin/pulumi")
    machine = Machine({"pulumi": str(own)}, {own: version} if version else {}, online=True)
    assert choose(machine) == cached / "bin" / "pulumi"
    assert machine.done == ["install"]
    assert "/usr/bin/pulumi is " in capsys.readouterr().out


def test_what_an_earlier_run_chose_is_no_cli_of_the_users(tmp_path: Path, cached: Path) -> None:
    """`.venv/bin` on PATH, as in an activated environment, doesn't make its pulumi the user's."""
    ours = tmp_path / ".venv" / "bin"
    machine = Machine({"pulumi": str(ours / "pulumi")}, {ours / "pulumi": PINNED_CLI}, online=True)
    assert cli.choose(machine.ways(), cached, {"PATH": str(ours)}, ours).parent.parent == cached


def test_the_second_checkout_finds_it_in_the_cache(choose: Choose, cached: Path) -> None:
    """What was installed once is neither installed nor built again."""
    machine = Machine(online=True)
    assert choose(machine) == choose(machine) == cached / "bin" / "pulumi"
    assert machine.done == ["install"]


def test_without_the_installer_it_is_built(
    choose: Choose, cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where get.pulumi.com can't be reached, go builds it, and the reason is told."""
    machine = Machine({"go": "/usr/bin/go"})
    assert choose(machine) == cached / "bin" / "pulumi"
    assert machine.done == ["build with /usr/bin/go"]
    assert OFFLINE in capsys.readouterr().out


@pytest.mark.parametrize(
    ("machine", "obstacle"),
    [
        (Machine(), "there is no go"),
        (Machine({"go": "/usr/bin/go"}, obstacle="the go is 1.19.0"), "the go is 1.19.0"),
    ],
)
def test_no_way_left_is_told_in_one_sentence(
    choose: Choose, cached: Path, machine: Machine, obstacle: str
) -> None:
    """The failure names all that was tried and what to install, and leaves no half a cache."""
    with pytest.raises(SetupError) as failure:
        choose(machine)
    said = str(failure.value)
    for part in ("none on PATH", OFFLINE, obstacle, "pulumi.com/docs/install", "go 1.26.8"):
        assert part in said
    assert [path.name for path in cached.parent.iterdir()] == [f"{cached.name}.lock"]


def test_a_cached_cli_that_is_broken_is_replaced(choose: Choose, cached: Path) -> None:
    """A file that doesn't run (a full disk, another libc) is made again."""
    machine = Machine(online=True)
    cli_path = choose(machine)
    del machine.versions[cli_path]
    assert choose(machine) == cli_path
    assert machine.done == ["install", "install"]
    assert cached.is_dir()


def test_a_cli_of_another_version_than_asked_for_is_refused(choose: Choose, cached: Path) -> None:
    """What was made must say that it is what was pinned, or the folder to delete is named."""
    with pytest.raises(SetupError, match=r"should be 3\.259\.0 and says 3\.100\.0: delete ") as e:
        choose(Machine(online=True, made=(3, 100, 0)))
    assert str(cached) in str(e.value)


@pytest.mark.parametrize(
    ("version", "toolchain", "reason"),
    [
        (BUILDING_GO, "local", None),
        ((1, 27, 0), "local", None),
        ((1, 21, 0), "auto", None),
        ((1, 21, 0), "local\n", "GOTOOLCHAIN=local forbids"),
        ((1, 20, 14), "auto", "older than 1.26.8"),
        (None, "", "doesn't report its version"),
    ],
)
def test_which_go_builds(version: Version | None, toolchain: str, reason: str | None) -> None:
    """A go builds when it is new enough, or may fetch the version that go.mod asks for."""
    found = building.why_not("/usr/bin/go", version, toolchain)
    assert found is None if reason is None else reason in str(found)


def test_the_build_asks_for_what_the_lock_pins() -> None:
    """The modules' versions come from go.sum alone, and the one we say is the one they have."""
    command = building.command("go", Path("/cache/pulumi"))
    assert "-mod=readonly" in command
    assert command[-1].startswith("github.com/pulumi/pulumi/pkg/v3/")
    module = Path(__file__).parents[3] / "tools" / "pulumi-cli" / "go.mod"
    pinned = f"v{'.'.join(map(str, PINNED_CLI))}"
    assert f"github.com/pulumi/pulumi/pkg/v3 {pinned}\n" in module.read_text()
    assert any(f"version.Version={pinned}" in word for word in command)
    asked = next(line for line in module.read_text().splitlines() if line.startswith("go "))
    assert parse(asked) == BUILDING_GO


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0\n", (3, 259, 0)),
        ("3.226", (3, 226, 0)),
        ("v3.230.0-alpha.1+dirty", (3, 230, 0)),
        ("go version go1.26.8 linux/amd64", (1, 26, 8)),
        ("no version here", None),
        ("", None),
    ],
)
def test_versions_are_read(text: str, version: Version | None) -> None:
    """A version is found in what pulumi and go print, pre-releases included."""
    assert parse(text) == version


def test_the_wrapper_finds_programs_as_a_shell_would() -> None:
    """The real ways look on the search path they are given, and on no other."""
    ways = cli.sources(Path(), {})
    assert ways.find("sh", "/bin") == shutil.which("sh", path="/bin")
    assert ways.find("sh", "/nowhere") is None
    assert ways.version_of(Path("/nowhere/pulumi")) is None
