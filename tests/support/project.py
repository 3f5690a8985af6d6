"""A Pulumi project in a folder of its own, driven by the real CLI on a file backend."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from support import doors, forks, vault
from support.emulator import ROOT
from support.waiting import waiting_for

VENV = Path(sys.prefix)
OK = (0,)
# The CLI's list of exit codes has 4 for a resource that failed, but 3.259 still answers 1.
RESOURCE_ERROR = (1, 4)
UNEXPECTED_CHANGES = (7,)


@dataclass(frozen=True)
class Run:
    """What a command ended with; `text` is both of its outputs."""

    code: int
    text: str


def _declared(name: str, door: str = doors.DYNAMIC) -> str:
    runtime = f"runtime:\n  name: python\n  options:\n    virtualenv: {VENV}\n"
    return f"name: {name}\n{runtime}{doors.plugins(door)}"


def _environment(folder: Path) -> dict[str, str]:
    return {
        **forks.real(os.environ),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}?metadata=skip",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PARALLEL": "64",
        "NO_PROXY": "127.0.0.1,localhost",
    }


@functools.cache
def _new_stack(name: str) -> tuple[tuple[str, str], ...]:
    """Return the files of a new stack `test`, as (path from the folder of all, text): CLI's own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / name).mkdir()
        (folder / "backend").mkdir()
        (folder / name / "Pulumi.yaml").write_text(_declared(name))
        command = ["pulumi", "--non-interactive", "stack", "init", "test", *vault.init_options()]
        subprocess.run(
            command, cwd=folder / name, env=_environment(folder), capture_output=True, check=True
        )
        files = [*(folder / "backend").rglob("*"), folder / name / "Pulumi.test.yaml"]
        return tuple(
            (str(file.relative_to(folder)), file.read_text()) for file in files if file.is_file()
        )


class Project:
    """A stack `test` of a project, with its backend, its home and its program."""

    def __init__(
        self, folder: Path, emulator_url: str, name: str = "numbers", door: str = doors.DYNAMIC
    ) -> None:
        self.folder = folder / name
        self.folder.mkdir(parents=True)
        (folder / "backend").mkdir(exist_ok=True)
        self.enter(door)
        self.environment = _environment(folder)
        self._init()
        self.config("emulator", emulator_url)
        self.config("pollSeconds", "0.1")

    def _init(self) -> None:
        """Have a new stack `test`, selected: from what `pulumi stack init` left the first time.

        A CLI call costs half a second of a processor, and each test has a project or two. What is
        told of the selected stack is named after the project's file:
        https://github.com/pulumi/pulumi/blob/master/sdk/go/common/workspace/workspace.go
        """
        for name, text in _new_stack(self.folder.name):
            (self.folder.parent / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder.parent / name).write_text(text)
        digest = hashlib.sha1(str(self.folder / "Pulumi.yaml").encode()).hexdigest()
        selected = {self.environment["PULUMI_BACKEND_URL"]: f"organization/{self.folder.name}/test"}
        home = self.folder.parent / "home" / "workspaces"
        home.mkdir(parents=True, exist_ok=True)
        file = home / f"{self.folder.name}-{digest}-workspace.json"
        file.write_text(json.dumps({"stacks": selected}))

    def enter(self, door: str) -> None:
        """Reach the life cycle through this door from now on."""
        self.door = door
        (self.folder / "Pulumi.yaml").write_text(_declared(self.folder.name, door))

    def program(self, text: str) -> None:
        """Write the program; it starts with the imports it always needs."""
        (self.folder / "__main__.py").write_text(doors.head(self.door) + text)

    def config(self, key: str, value: str | None) -> None:
        """Set a `google-tuning:` key, in the file that `pulumi config set` would write it to.

        None takes the key away.
        """
        stack = self.folder / "Pulumi.test.yaml"
        settings = yaml.safe_load(stack.read_text())
        settings.setdefault("config", {})[f"google-tuning:{key}"] = value
        if value is None:
            del settings["config"][f"google-tuning:{key}"]
        # The configuration last, two spaces deep: as the CLI leaves it, for tests that add lines.
        config = settings.pop("config")
        text = yaml.safe_dump(settings) + yaml.safe_dump({"config": config})
        stack.write_text(text)

    def command(self, *words: str) -> list[str]:
        """Return the command line of a CLI call."""
        return ["pulumi", "--non-interactive", "--color", "never", *words]

    def _options(self, environment: dict[str, str]) -> dict[str, Any]:
        """Return how every CLI call is started: in the project, without input, one stream out."""
        return {
            "cwd": self.folder,
            "env": {**self.environment, **environment},
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }

    def run(self, *words: str, expect: tuple[int, ...] | None = None, **environment: str) -> Run:
        """Run the CLI to its end; its helpers and its program are forked where they can be."""
        options = self._options(environment)
        options["env"] = forks.environment(options["env"])
        with waiting_for(f"`pulumi {' '.join(words)}`"):
            done = subprocess.run(self.command(*words), **options, check=False)
        run = Run(done.returncode, done.stdout)
        assert expect is None or run.code in expect, f"{words} ended {run.code}\n{run.text}"
        return run

    def start(self, *words: str, forked: bool = False, **environment: str) -> subprocess.Popen[str]:
        """Start the CLI in a process group of its own and let it run."""
        options = self._options(environment)
        if forked:
            options["env"] = forks.environment(options["env"])
        return subprocess.Popen(self.command(*words), **options, start_new_session=True)

    def up(self, *words: str, expect: tuple[int, ...] | None = OK, **environment: str) -> Run:
        """Run `pulumi up`."""
        return self.run("up", "--yes", "--skip-preview", *words, expect=expect, **environment)

    def preview(self, *words: str, expect: tuple[int, ...] | None = OK, **environment: str) -> Run:
        """Run `pulumi preview`."""
        return self.run("preview", *words, expect=expect, **environment)

    def destroy(self, expect: tuple[int, ...] | None = OK) -> Run:
        """Run `pulumi destroy`."""
        return self.run("destroy", "--yes", "--skip-preview", expect=expect)

    def outputs(self) -> dict[str, Any]:
        """Return the stack's outputs."""
        found: dict[str, Any] = json.loads(self.run("stack", "output", "--json", expect=OK).text)
        return found

    def export(self) -> dict[str, Any]:
        """Return the deployment as it is stored."""
        found: dict[str, Any] = json.loads(self.run("stack", "export", expect=OK).text)
        return found

    def deployment(self) -> dict[str, Any]:
        """Read what the backend's file has, without a CLI call, which would cost half a second."""
        if not self.environment["PULUMI_BACKEND_URL"].startswith("file:"):
            elsewhere: dict[str, Any] = self.export()["deployment"]
            return elsewhere
        (file,) = (self.folder.parent / "backend").rglob(f"stacks/{self.folder.name}/test.json")
        stored: dict[str, Any] = json.loads(file.read_text())["checkpoint"]["latest"]
        return stored

    def resources(self, kind: str = "TunedModel") -> list[dict[str, Any]]:
        """Return the stored resources of a type."""
        deployment = self.deployment()
        return [r for r in deployment.get("resources", []) if r["type"].endswith(f":{kind}")]


__all__ = ["ROOT", "Project", "Run"]
