"""Workflows of GitHub: the recipes' steps, run by bash as a runner does, and what reads any."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import forks
from support.project import ROOT, Project, Run

RECIPES = ROOT / "recipes"
WORKFLOWS = RECIPES / "github-actions" / ".github" / "workflows"
YAML_WORKFLOW = RECIPES / "pulumi-yaml" / ".github" / "workflows" / "tuning.yml"
GITLAB = RECIPES / "gitlab" / ".gitlab-ci.yml"
# What GitHub runs a step's script with: https://docs.github.com/actions (shell: bash).
_BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
# The first that knows today's runners, macOS on Intel among them.
_ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"


def actionlint(*files: Path) -> str:
    """Return what actionlint finds in workflows; the test is skipped where it isn't to be had."""
    if found := shutil.which("actionlint"):
        command = [found]
    elif go := shutil.which("go"):
        command = [go, "run", _ACTIONLINT]
    else:
        pytest.skip("neither actionlint nor a go to run it with is here")
    done = subprocess.run(
        [*command, "-no-color", *files], capture_output=True, text=True, check=False
    )
    if done.returncode != 0 and not done.stdout:  # its findings go there: it wasn't it that failed
        pytest.skip(f"actionlint isn't to be had here: {done.stderr.splitlines()[-1]}")
    return done.stdout


def validated(schema: str, *files: Path, options: tuple[str, ...] = ()) -> tuple[int, str]:
    """Ask check-jsonschema, which brings the official schemas with it."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *options, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def workflow(name: str) -> dict[str, Any]:
    """Read a workflow."""
    found: dict[str, Any] = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text())
    return found


def step(name: str, step_name: str) -> dict[str, Any]:
    """Return a named step of a workflow's only job."""
    (job,) = workflow(name)["jobs"].values()
    (found,) = [one for one in job["steps"] if one.get("name") == step_name]
    return dict(found)


class Runner:
    """A project as a runner has it checked out, with programs of ours in the place of some."""

    def __init__(self, project: Project) -> None:
        self.project = project
        shutil.copytree(RECIPES / "ci", project.folder / "ci")
        self.bin = project.folder.parent / "bin"
        self.bin.mkdir()
        self.log = project.folder.parent / "calls.txt"
        self.log.touch()
        forked = forks.environment(project.environment)
        self.environment = {
            **forked,
            "PATH": f"{self.bin}{os.pathsep}{forked['PATH']}",
            "STACK": "test",
            "CALLS": str(self.log),
        }

    def stand_in(self, program: str, script: str) -> None:
        """Put a shell script in a program's place; it logs its arguments, one call a line."""
        file = self.bin / program
        file.write_text(f'#!/bin/sh\necho "{program} $*" >>"$CALLS"\n{script}\n')
        file.chmod(0o755)

    def calls(self) -> list[str]:
        """List the calls of stand-ins since the last time it was asked."""
        made = self.log.read_text().splitlines()
        self.log.write_text("")
        return made

    def start(self, script: str, **environment: str) -> subprocess.Popen[str]:
        """Start a step's script in a session of its own; what it prints goes to step.txt."""
        with (self.project.folder / "step.txt").open("w") as output:
            return subprocess.Popen(
                [*_BASH, script],
                cwd=self.project.folder,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def ended(self, process: subprocess.Popen[str]) -> Run:
        """Wait for a script's end."""
        code = process.wait()
        return Run(code, (self.project.folder / "step.txt").read_text())

    def run(self, script: str, **environment: str) -> Run:
        """Run a step's script to its end."""
        return self.ended(self.start(script, **environment))

    def file(self, name: str) -> str:
        """Read what a step has left in the checkout."""
        return (self.project.folder / name).read_text()
