"""The plugin's archive in Pulumi's cache, on a machine that has no Python: YAML from up to destroy.

Building the archive takes half a minute, so these are thorough.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
import yaml
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from support.emulator import ROOT, Emulator
from support.project import OK, RESOURCE_ERROR, Project, Run
from support.vertex import rows
from support.waiting import until
from support.walk import Shell, missing, steps
from support.workflows import YAML_WORKFLOW

from tools.emulator_archive import __main__ as emulator_archive
from tools.plugin_archive import names, smoke
from tools.plugin_archive.__main__ import build
from tools.steps.platforms import platform_name

pytestmark = pytest.mark.thorough

PROGRAM = """\
name: numbers
runtime: yaml
resources:
  numbers:
    type: google-tuning:TunedModel
    properties:
      baseModel: models/gemini-1.5-flash-001-tuning
      trainingData: numbers.csv
      displayName: numbers
  train:
    type: google-tuning:TuningDataset
    properties:
      source: train.jsonl
      bucket: my-data
outputs:
  data: ${train.uri}
  model: ${numbers.name}
  state: ${numbers.state}
"""
ROWS = "text_input,output\n" + "".join(f"{number},{number + 1}\n" for number in range(20))
AGAIN = PROGRAM.replace("displayName: numbers", 'displayName: numbers\n      revision: "2"')
PROVIDER = "urn:pulumi:test::numbers::pulumi:providers:google-tuning::default"
MODEL = "urn:pulumi:test::numbers::google-tuning:index:TunedModel::numbers"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of this checkout."""
    return build(tmp_path_factory.mktemp("dist"))


def pulumi_alone(folder: Path) -> None:
    """Put `pulumi` and its host for YAML into a folder, as Pulumi's own installation has them."""
    for name in ("pulumi", "pulumi-language-yaml"):
        found = shutil.which(name)
        assert found, f"{name} is missing: run `make setup-dev`"
        # Not linked: the engine also looks beside the file that a link leads to.
        shutil.copy2(found, folder / name)


class Machine:
    """A machine with `pulumi` and its host for YAML, and nothing else on PATH."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.bin = project.folder.parent / "bin"
        self.bin.mkdir()
        pulumi_alone(self.bin)
        project.environment["PATH"] = str(self.bin)
        (project.folder / "Pulumi.yaml").write_text(PROGRAM)
        (project.folder / "numbers.csv").write_text(ROWS)
        (project.folder / "train.jsonl").write_text(rows())

    def run(self, *words: str, expect: tuple[int, ...] = OK) -> Run:
        """Run `pulumi`, without a fork of anything."""
        process = self.project.start(*words)
        text = process.communicate()[0]
        assert process.returncode in expect, text
        return Run(process.returncode, text)


@pytest.fixture
def machine(project: Project) -> Machine:
    """Return a machine with a YAML project."""
    return Machine(project)


def test_yaml_runs_without_python(machine: Machine, archive: Path, emulator: Emulator) -> None:
    """Installed from a file, with no word about plugins in the project; every operation works."""
    assert "plugins" not in PROGRAM
    assert not [name for name in ("python", "python3") if shutil.which(name, path=str(machine.bin))]
    version = archive.name.removeprefix(f"{names.EXECUTABLE}-v").partition("-")[0]
    machine.run("plugin", "install", "resource", names.PACKAGE, version, "--file", str(archive))

    assert "trains" in machine.run("preview").text
    assert emulator.requests() == []
    # A failure that leaves a model behind is told in the engine's own form for that.
    emulator.fail_trainings("numbers", "The dataset is too small.")
    failed = machine.run("up", "--yes", "--skip-preview", expect=RESOURCE_ERROR)
    assert 'Google said: "The dataset is too small."' in failed.text
    assert len(machine.project.resources()) == 1
    emulator.settings(failTrainings=[])
    (project := machine.project).folder.joinpath("Pulumi.yaml").write_text(AGAIN)
    machine.run("up", "--yes", "--skip-preview")
    (first,) = emulator.models()
    said = project.outputs()
    assert (said["model"], said["state"]) == (first["name"], "ACTIVE")
    (stored,) = emulator.objects()
    assert said["data"] == f"gs://my-data/{stored['name']}"
    machine.run("preview", "--refresh", "--expect-no-changes")
    machine.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    # What is replaced by force gets another id only where the state could be read.
    machine.run("up", "--yes", "--skip-preview", "--replace", MODEL)
    (second,) = emulator.models()
    assert second["name"] != first["name"]
    assert len(emulator.trainings()) == 3

    machine.run("destroy", "--yes", "--skip-preview")
    assert emulator.models() == []
    assert emulator.objects() == []


def test_the_recipe_installs_it(machine: Machine, archive: Path) -> None:
    """The step of recipes/pulumi-yaml, with a stand-in for `gh`: the plugin is in the cache."""
    (job,) = yaml.safe_load(YAML_WORKFLOW.read_text())["jobs"].values()
    (script,) = [one["run"] for one in job["steps"] if one.get("name") == "install"]
    script = script.replace("linux-amd64", platform_name())
    version = archive.name.removeprefix(f"{names.EXECUTABLE}-v").partition("-")[0]
    gh = machine.bin / "gh"
    gh.write_text(f'#!/bin/sh\n[ "$1" = attestation ] || exec /bin/cp {archive.parent}/"$7" "$9"\n')
    gh.chmod(0o755)
    own = {"PLUGIN_VERSION": version, "PLUGIN_REPOSITORY": "a/b"}
    temporary = machine.project.folder.parent
    subprocess.run(
        ["/bin/bash", "-eo", "pipefail", "-c", script],
        env={**machine.project.environment, **own, "RUNNER_TEMP": str(temporary)},
        check=True,
    )
    assert (temporary / archive.name).exists()
    assert re.search(rf"google-tuning +resource +{version}", machine.run("plugin", "ls").text)


@pytest.fixture
def unpacked(archive: Path, tmp_path: Path) -> Path:
    """Return a folder with what the archive holds."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    shutil.unpack_archive(archive, folder, filter="data")
    return folder


def test_the_archive_starts_by_itself(archive: Path) -> None:
    """The smoke test that a release runs passes on what this checkout builds."""
    assert smoke.check(archive).endswith("4 resources")


def test_what_it_starts_has_its_own_libraries(unpacked: Path, tmp_path: Path) -> None:
    """`pulumi`, asked for the state, gets the environment as the engine gave it to the plugin."""
    seen = tmp_path / "environment"
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "pulumi").write_text(
        f"#!/bin/sh\n/usr/bin/env >{seen}.new; /bin/mv {seen}.new {seen}\n"
    )
    (tools / "pulumi").chmod(0o755)
    given = {"PATH": str(tools), "LD_LIBRARY_PATH": "/opt/theirs", "HOME": str(tmp_path)}
    with (
        smoke.started(unpacked, given) as port,
        grpc.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        plugin = provider_pb2_grpc.ResourceProviderStub(channel)
        settings = struct_pb2.Struct()
        settings.update({"emulator": "http://127.0.0.1:9"})
        plugin.Configure(provider_pb2.ConfigureRequest(args=settings, urn=PROVIDER, id="lineage-1"))
        news = struct_pb2.Struct()
        news.update({"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": "x.csv"})
        plugin.Check(provider_pb2.CheckRequest(urn=MODEL, news=news))
        until(seen.exists, "the state was asked for")
    lines = [line.partition("=") for line in seen.read_text().splitlines()]
    inherited = {name: value for name, _, value in lines}
    assert inherited["LD_LIBRARY_PATH"] == "/opt/theirs"
    assert not [name for name in inherited if name.startswith("_PYI_") or name.endswith("_ORIG")]


class Fresh:
    """A machine with the files that the page copies to it; PATH has a few commands, no Python."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self.home, self.bin = folder / "home", folder / "bin"
        files = self.home / "pulumi-google-tuning"
        # As scp copies: what a link leads to.
        shutil.copytree(ROOT / "templates", files / "templates")
        (files / "dist").mkdir()
        shutil.copy2(archive, files / "dist")
        emulator_archive.build(files / "dist")
        self.bin.mkdir()
        pulumi_alone(self.bin)
        for name in ("cat", "gzip", "mkdir", "sed", "sh", "tar"):
            found = shutil.which(name)
            assert found, name
            (self.bin / name).symlink_to(found)
        self.environment = {
            "HOME": str(self.home),
            "PATH": str(self.bin),
            # Pulumi asks the system for the user's folder, and not HOME.
            "PULUMI_HOME": str(self.home / ".pulumi"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        self.shell = Shell(self.home, self.environment)
        self.emulator: subprocess.Popen[str] | None = None

    def start_emulator(self, command: str) -> str:
        """Start it in a terminal of its own, on any free port; return what it says at once."""
        self.emulator = subprocess.Popen(
            ["/bin/sh", "-c", f"{command.replace('./', 'exec ./')} --port 0"],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.emulator.stdout is not None
        return self.emulator.stdout.readline()

    def end(self) -> None:
        """End what was started."""
        self.shell.end()
        if self.emulator is not None:
            self.emulator.terminate()
            self.emulator.communicate()


@pytest.fixture
def fresh(tmp_path: Path, archive: Path) -> Iterator[Fresh]:
    """Return a fresh machine."""
    made = Fresh(tmp_path, archive)
    yield made
    made.end()


def test_the_page_without_python_is_followed(fresh: Fresh) -> None:
    """docs/getting-started-yaml.md as it is written, but port and login: each command ends well.

    It leads to the endpoint's answer, a change, a refresh and a destroy, and what the page shows
    of the output is what the commands print.
    """
    assert not [one for one in ("python", "python3") if shutil.which(one, path=str(fresh.bin))]
    page = (ROOT / "docs" / "getting-started-yaml.md").read_text()
    page = page.replace("linux-amd64", platform_name())
    page = page.replace("login --local", f"login file://{fresh.home}")
    done, url = [], ""
    for step in steps(page):
        if step.command.endswith("./google-tuning-emulator"):
            code, said = 0, fresh.start_emulator(step.command)
            url = re.findall(r"http://\S+", said)[0]
        else:
            code, said = fresh.shell.run(step.command.replace("http://127.0.0.1:8085", url))
        assert code == 0, said
        assert missing(step.shown, said) == [], said
        done.append(step.command.partition(" -")[0])
    wanted = ["pulumi new", "pulumi up", "pulumi stack output answer", "sed", "pulumi up"]
    wanted += ["pulumi refresh", "pulumi destroy"]
    followed = iter(done)
    assert all(any(one.startswith(want) for one in followed) for want in wanted), done
