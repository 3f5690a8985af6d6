"""Each wheel in a stranger's project: built, installed in a new environment, used from elsewhere.

The new environment gets no copy from a registry, but links to the files of exactly those locked
distributions that a wheel asks for, and that these ask for in turn. So the test needs no network
and no minute, and yet an import of something that pyproject.toml doesn't name as a dependency
(flask in the provider, say) fails here as it would at the stranger's.
"""

from __future__ import annotations

import email
import importlib.metadata
import json
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from support.project import ROOT

EMULATOR = ROOT / "emulator"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the provider's wheel."""
    return built(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def emulator_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the emulator's wheel."""
    return built(EMULATOR, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def stranger(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the python of a new environment with the provider's wheel and what it asks for."""
    python = environment(tmp_path_factory.mktemp("stranger"), wheel)
    link(asked_for(requirements(wheel, set())), python)
    return python


def built(project: Path, folder: Path, kind: str = "wheel") -> Path:
    """Build a project of the checkout with the locked build backend; return the file."""
    run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", folder, project)
    (file,) = folder.iterdir()
    return file


def environment(folder: Path, *wheels: Path) -> Path:
    """Make an environment with these wheels and nothing that they ask for; return its python."""
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    run(*pip, "--no-deps", "--no-index", *wheels)
    return python


def run(*command: str | Path, folder: Path | None = None) -> str:
    """Run a command that has to succeed, isolated from this environment; give its output."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def requirements(wheel: Path, extras: set[str]) -> list[Requirement]:
    """Give what a wheel's own metadata asks for."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    return list(applicable(metadata.get_all("Requires-Dist", []), extras))


def applicable(said: Iterable[str], extras: set[str]) -> Iterator[Requirement]:
    """Give those requirements that hold here, with these extras."""
    for requirement in map(Requirement, said):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": one}) for one in extras | {""}):
            yield requirement


def asked_for(wanted: list[Requirement]) -> dict[str, importlib.metadata.Distribution]:
    """Give the installed distributions that these come down to, by name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    left = list(wanted)
    seen: set[tuple[str, frozenset[str]]] = set()
    while left:
        requirement = left.pop()
        key = (requirement.name.lower(), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        distribution = importlib.metadata.distribution(requirement.name)
        assert requirement.specifier.contains(distribution.version), requirement
        found[distribution.name] = distribution
        left += applicable(distribution.requires or [], set(requirement.extras))
    return found


def link(distributions: dict[str, importlib.metadata.Distribution], python: Path) -> None:
    """Put links to their files where this python looks; file by file, for `google` has many."""
    site = run(python, "-c", "import site; print(site.getsitepackages()[0])").strip()
    for distribution in distributions.values():
        for file in distribution.files or []:
            # Scripts stand outside, and what is compiled is made anew.
            if ".." in file.parts or "__pycache__" in file.parts:
                continue
            target = Path(site, file)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.symlink_to(Path(str(file.locate())))


def test_the_wheel_holds_what_it_should(wheel: Path) -> None:
    """Every schema as it stands in the checkout, the marker of types, the licence; no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for schema in (ROOT / "schema").glob("*.json"):
            assert archive.read(f"pulumi_google_tuning/schema/{schema.name}") == schema.read_bytes()
        licence = next(name for name in names if name.endswith("dist-info/licenses/LICENSE"))
        assert b"TERMS AND CONDITIONS FOR USE, REPRODUCTION" in archive.read(licence)
    assert "pulumi_google_tuning/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pulumi_google_tuning"}


def test_a_strangers_project_imports_it(stranger: Path, tmp_path: Path) -> None:
    """It is imported from another folder, alone with its dependencies, its schemas with it."""
    program = """
import json, pathlib, sys
import pulumi_google_tuning as tuning
from pulumi_google_tuning.lifecycle.fields import ResourceSchema

schema = ResourceSchema.load("tuned_model")
assert schema.inputs, schema
print(json.dumps([tuning.__file__, sys.prefix, sorted(tuning.__all__)]))
"""
    said = run(stranger, "-I", "-c", program, folder=tmp_path)
    file, prefix, names = json.loads(said.splitlines()[-1])
    assert Path(file).is_relative_to(prefix)
    assert Path(prefix) == stranger.parents[1]
    assert {"TunedModel", "TunedModelPermission"} <= set(names)


def test_the_emulator_is_an_extra(wheel: Path, emulator_wheel: Path) -> None:
    """`[emulator]` asks for the emulator's distribution, and this very version of it fits."""
    plain = requirements(wheel, set())
    (added,) = [one for one in requirements(wheel, {"emulator"}) if one not in plain]
    assert added.name == "google-tuning-emulator"
    assert added.specifier.contains(emulator_wheel.name.split("-")[1])
