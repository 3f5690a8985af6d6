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
import re
import subprocess
import sys
import tarfile
import urllib.request
import venv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trove_classifiers
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from support.project import ROOT

EMULATOR = ROOT / "emulator"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the provider's wheel."""
    return built(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def emulator_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the emulator's wheel."""
    return built(EMULATOR, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def emulator_alone(emulator_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the python of a new environment with the emulator's wheel and what it asks for."""
    python = environment(tmp_path_factory.mktemp("alone"), emulator_wheel)
    link(asked_for(requirements(emulator_wheel, set())), python)
    return python


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return the python of a new environment with nothing in it."""
    return environment(tmp_path)


@pytest.fixture(scope="module")
def stranger(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the python of a new environment with the provider's wheel and what it asks for."""
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
    if wheels:
        install(python, *wheels)
    return python


def install(python: Path, *wheels: Path) -> None:
    """Install wheels into an environment, and nothing that they ask for."""
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    run(*pip, "--no-deps", "--no-index", *wheels)


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
    """Return what a wheel's own metadata asks for."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    return list(applicable(metadata.get_all("Requires-Dist", []), extras))


def applicable(said: Iterable[str], extras: set[str]) -> Iterator[Requirement]:
    """Yield those requirements that hold here, with these extras."""
    for requirement in map(Requirement, said):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": one}) for one in extras | {""}):
            yield requirement


def asked_for(wanted: list[Requirement]) -> dict[str, importlib.metadata.Distribution]:
    """Return the installed distributions that these come down to, by name."""
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


def tops(names: Iterable[str]) -> set[str]:
    """Return what a wheel puts into everybody's site-packages."""
    return {name.split("/")[0] for name in names if ".dist-info/" not in name}


def files(project: Path, package: Path) -> set[str]:
    """Return the files of a package of the checkout, as git knows them, as a wheel names them."""
    said = run("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = [ROOT / name for name in said.split("\0")]
    return {
        str(path.relative_to(project))
        for path in paths
        if path.is_relative_to(package) and path.exists()
    }


def holds_licence(archive: zipfile.ZipFile) -> None:
    """Check that a wheel has the licence's whole text."""
    (name,) = [one for one in archive.namelist() if one.endswith("dist-info/licenses/LICENSE")]
    assert archive.read(name) == (ROOT / "LICENSE").read_bytes()


def test_the_wheel_holds_what_it_should(wheel: Path) -> None:
    """Every schema as it stands in the checkout, the marker of types, the licence; no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for schema in (ROOT / "schema").glob("*.json"):
            assert archive.read(f"pulumi_google_tuning/schema/{schema.name}") == schema.read_bytes()
        holds_licence(archive)
        licence = next(name for name in names if name.endswith("dist-info/licenses/LICENSE"))
        assert b"TERMS AND CONDITIONS FOR USE, REPRODUCTION" in archive.read(licence)
    assert "pulumi_google_tuning/py.typed" in names
    # The .pth answers an import, in which no other code of ours is loaded.
    assert tops(names) == {"pulumi_google_tuning", "pulumi_google_tuning_host.pth"}


def test_the_emulators_wheel_holds_what_it_should(emulator_wheel: Path) -> None:
    """The package as it stands in the checkout, tables and marker of types with it; the licence."""
    with zipfile.ZipFile(emulator_wheel) as archive:
        names = set(archive.namelist())
        holds_licence(archive)
    assert tops(names) == {"google_tuning_emulator"}
    packaged = {name for name in names if ".dist-info/" not in name}
    assert packaged == files(EMULATOR, EMULATOR / "google_tuning_emulator")
    assert {name for name in packaged if name.endswith((".json", "py.typed"))} == {
        "google_tuning_emulator/py.typed",
        "google_tuning_emulator/vertex/tables/v1.json",
        "google_tuning_emulator/vertex/tables/base_models.json",
        "google_tuning_emulator/vertex/tables/v1beta1.json",
    }


@pytest.mark.parametrize("project", [ROOT, EMULATOR], ids=["provider", "emulator"])
def test_a_wheel_can_be_built_from_the_sdist(project: Path, tmp_path: Path) -> None:
    """Whoever builds from the sdist, as distributions do, gets the wheel that is built from git."""
    sdist = built(project, tmp_path / "sdist", "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    found = []
    for number, place in enumerate((project, source)):
        with zipfile.ZipFile(built(place, tmp_path / f"dist{number}")) as archive:
            found.append({name: archive.read(name) for name in archive.namelist()})
    assert found[0] == found[1]


def test_a_strangers_project_imports_it(stranger: Path, tmp_path: Path) -> None:
    """It is imported from another folder, alone with its dependencies, its schemas with it."""
    program = """
import json, pathlib, sys
import pulumi_google_tuning as tuning
from pulumi_google_tuning.fields.resource_schema import ResourceSchema

schema = ResourceSchema.load("tuned_model")
assert schema.inputs, schema
print(json.dumps([tuning.__file__, sys.prefix, sorted(tuning.__all__)]))
"""
    said = run(stranger, "-I", "-c", program, folder=tmp_path)
    file, prefix, names = json.loads(said.splitlines()[-1])
    assert Path(file).is_relative_to(prefix)
    assert Path(prefix) == stranger.parents[1]
    assert {"TunedModel", "TunedModelPermission"} <= set(names)


def test_a_stranger_begins_a_project(stranger: Path, wheel: Path, tmp_path: Path) -> None:
    """The installed wheel has the templates, and the repository that it begins has the wheel."""
    words = ("--kind", "gitops", "--on", "vertex", "--project", "acme-ml", "--bucket", "acme")
    run(stranger.with_name("google-tuning"), "init", "mine", *words, folder=tmp_path)
    mine = tmp_path / "mine"
    made = {str(path.relative_to(mine)) for path in mine.rglob("*") if path.is_file()}
    template = ROOT / "templates" / "gitops"
    said = run("git", "-C", template, "ls-files", "--cached", "--others", "--exclude-standard")
    assert made == {*said.splitlines(), f"wheels/{wheel.name}"}
    assert (mine / "requirements.txt").read_text() == f"./wheels/{wheel.name}\n"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", stranger, "install"]
    run(*pip, "--no-deps", "--no-index", "--dry-run", "-r", "requirements.txt", folder=mine)


@pytest.mark.parametrize("name", ["wheel", "emulator_wheel"])
def test_its_page_reads_well_by_itself(name: str, request: pytest.FixtureRequest) -> None:
    """Valid metadata, known classifiers, and only links that lead from an index to a file here."""
    with zipfile.ZipFile(request.getfixturevalue(name)) as archive:
        (file,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        said = Metadata.from_email(archive.read(file), validate=True)
    assert (said.license_expression, str(said.requires_python)) == ("Apache-2.0", ">=3.10")
    assert set(said.classifiers or ()) <= trove_classifiers.classifiers
    assert said.description_content_type == "text/markdown"
    urls = said.project_urls or {}
    base = urls["Homepage"] + "/"
    links = [*re.findall(r"\]\(([^)\s]+)\)", said.description or ""), *urls.values()]
    assert [link for link in links if not link.startswith("https://")] == []
    for link in links:
        if link.startswith(base):
            assert (ROOT / link.removeprefix(base).partition("#")[0]).exists(), link


def test_the_templates_ask_for_this_version(wheel: Path) -> None:
    """What `pulumi new` installs is this version, from an index or a folder that has it."""
    (line,) = (ROOT / "templates" / "python" / "requirements.txt").read_text().splitlines()
    wanted = Requirement(line)
    assert wanted.name == "pulumi-google-tuning"
    assert wanted.specifier.contains(wheel.name.split("-")[1])


def test_the_emulator_is_an_extra(wheel: Path, emulator_wheel: Path) -> None:
    """`[emulator]` asks for the emulator's distribution, and this very version of it fits."""
    plain = requirements(wheel, set())
    (added,) = [one for one in requirements(wheel, {"emulator"}) if one not in plain]
    assert added.name == "google-tuning-emulator"
    assert added.specifier.contains(emulator_wheel.name.split("-")[1])


def answer_of(command: list[str | Path], folder: Path) -> Any:
    """Start an emulator on a free port, in a folder; return what it answers, and end it."""
    process = subprocess.Popen(
        [str(word) for word in (*command, "--port", "0")],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        url = re.search(r"http://\S+", said)
        assert url, said + process.stdout.read()
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{url.group()}/v1beta/tunedModels") as answer:
            return json.load(answer)
    finally:
        process.terminate()
        process.communicate()


def test_the_emulator_runs_alone(emulator_alone: Path, tmp_path: Path) -> None:
    """Without Pulumi and the provider its command and its module answer, from another folder."""
    for absent in ("pulumi", "pulumi_google_tuning"):
        missing = f"import importlib.util; print(importlib.util.find_spec('{absent}'))"
        assert run(emulator_alone, "-c", missing, folder=tmp_path) == "None\n"
    command = emulator_alone.with_name("google-tuning-emulator")
    assert answer_of([command], tmp_path) == {}
    assert answer_of([emulator_alone, "-m", "google_tuning_emulator"], tmp_path) == {}


def test_the_emulator_tells_its_version(emulator_alone: Path, emulator_wheel: Path) -> None:
    """`--version` is the version of the wheel: it stands in one place."""
    said = run(emulator_alone.with_name("google-tuning-emulator"), "--version")
    assert said == f"google-tuning-emulator {emulator_wheel.name.split('-')[1]}\n"


def test_a_bare_checkout_runs_the_emulator(bare: Path, emulator_wheel: Path) -> None:
    """`python -m emulator` needs what the emulator asks for, and no installation of it."""
    link(asked_for(requirements(emulator_wheel, set())), bare)
    assert answer_of([bare, "-m", "emulator"], ROOT) == {}


def ended(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run an emulator in the checkout that is expected to end by itself."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", ["flask", "google_crc32c"])
def test_the_emulator_says_what_it_lacks(bare: Path, emulator_wheel: Path, missing: str) -> None:
    """Installed with `--no-deps`, or in a checkout, it says in one sentence what to install."""
    wanted = requirements(emulator_wheel, set())
    kept = [one for one in wanted if one.name != missing.replace("_", "-")]
    assert len(kept) == len(wanted) - 1
    link(asked_for(kept), bare)
    in_a_checkout = ended([bare, "-m", "emulator"])
    install(bare, emulator_wheel)
    installed = ended([bare.with_name("google-tuning-emulator")])
    for done in (in_a_checkout, installed):
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert f"the Python module {missing} isn't installed" in line
        names = " ".join(one.name for one in wanted)
        assert f"`{bare} -m pip install {names}`" in line
