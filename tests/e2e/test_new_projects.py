"""A new project: by `google-tuning init` and by `pulumi new`, previewed by the real CLI."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import forks
from support.emulator import ROOT, Emulator
from support.project import VENV, Project

from pulumi_google_tuning.fields.versions import semantic
from tools.plugin_archive.contents import DISTRIBUTION
from tools.plugin_archive.names import EXECUTABLE, PACKAGE

ANSWERS = {
    "python": ("--kind", "python", "--on", "emulator"),
    "pulumi-yaml": ("--kind", "pulumi-yaml", "--on", "emulator"),
    "yaml": ("--kind", "yaml", "--on", "emulator"),
    "gitops": ("--kind", "gitops", "--on", "emulator"),
    "gemini-api": ("--kind", "python", "--on", "gemini"),
}
# What the two write differently: the requirement of what is installed, the stack's own key.
OWN = {"requirements.txt", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"}


def ran(project: Project, folder: Path, *words: str | Path) -> str:
    """Run a command in a folder, in the environment of a project; it has to succeed.

    A folder's own .venv is another interpreter's, of which nothing can be forked.
    """
    is_own = (folder / ".venv").exists()
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=project.environment if is_own else forks.environment(project.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def init(project: Project, *words: str) -> str:
    """Run `google-tuning init` beside a project."""
    command = (sys.executable, "-m", "pulumi_google_tuning.cli", "init")
    return ran(project, project.folder.parent, *command, *words)


def install_plugin(project: Project) -> None:
    """Have the plugin in the cache of a project's CLI, where `pulumi new` looks for its version."""
    cached = f"resource-{PACKAGE}-v{semantic(version(DISTRIBUTION))}"
    folder = project.folder.parent / "home" / "plugins" / cached
    folder.mkdir(parents=True)
    (folder / EXECUTABLE).symlink_to(VENV / "bin" / EXECUTABLE)


def preview(project: Project, folder: Path) -> str:
    """Preview the selected stack of a folder."""
    return ran(project, folder, "pulumi", "preview", "--non-interactive", "--color", "never")


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, with what they hold; a script has to be one that may be run."""
    found = {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in OWN and not {".venv", "__pycache__"} & {*path.parts}
    }
    for path, content in found.items():
        assert not content.startswith(b"#!") or path.stat().st_mode & 0o100, path
    return {str(path.relative_to(folder)): content for path, content in found.items()}


def settings(folder: Path, stack: str) -> dict[str, Any]:
    """Return the configuration of a stack's file, as data."""
    text = (folder / f"Pulumi.{stack}.yaml").read_text()
    found: dict[str, Any] = yaml.safe_load(text).get("config") or {}
    return found


def test_what_init_writes_previews_at_once(project: Project, emulator: Emulator) -> None:
    """Options, no terminal: three resources to create, and a second run that changes nothing."""
    said = init(project, "mine", *ANSWERS["yaml"], "--emulator", emulator.url)
    mine = project.folder.parent / "mine"
    (mine / ".venv").symlink_to(VENV)
    ran(project, mine, "pulumi", "--non-interactive", "stack", "init", "dev")
    assert "pulumi stack init dev\n  pulumi preview\n" in said
    assert "+ 3 to create" in preview(project, mine)
    before = files(mine)
    command = (sys.executable, "-m", "pulumi_google_tuning.cli", "init", "mine")
    again = subprocess.run(
        command, cwd=mine.parent, env=project.environment, capture_output=True, check=False
    )
    assert (again.returncode, files(mine)) == (1, before)


@pytest.mark.parametrize(
    ("template", "stack", "wanted"),
    [
        ("python", "dev", "+ 3 to create"),
        ("pulumi-yaml", "dev", "+ 3 to create"),
        ("gitops", "prod", "+ 3 to create"),
        ("gemini-api", "dev", "+ 1 to create"),
    ],
)
def test_pulumi_new_writes_the_same(
    project: Project, emulator: Emulator, template: str, stack: str, wanted: str
) -> None:
    """`pulumi new` with a template previews as it is, and init writes the same project."""
    new, mine = project.folder.parent / "new", project.folder.parent / "mine"
    new.mkdir()
    given = {"google-tuning:emulator": emulator.url, "google-tuning:project": "my-project"}
    if template in {"python", "pulumi-yaml"}:
        given["bucket"] = "my-tuning-data"
    values = [word for key, value in given.items() for word in ("-c", f"{key}={value}")]
    options = ("--yes", "--non-interactive", "--name", "one", "--stack", stack)
    is_python = template != "pulumi-yaml"
    environment = ("--runtime-options", f"virtualenv={VENV}") if is_python else ()
    if not is_python:
        install_plugin(project)
    command = ("pulumi", "new", ROOT / "templates" / template, *options)
    ran(project, new, *command, *environment, *values)
    assert wanted in preview(project, new)
    own = () if template == "gemini-api" else ("--emulator", emulator.url)
    init(project, "mine", *ANSWERS[template], "--name", "one", *own)
    assert files(mine) == files(new)
    theirs = yaml.safe_load((new / "Pulumi.yaml").read_text())
    del theirs["config"]["pulumi:tags"]  # which template it was
    if is_python:
        assert theirs.pop("config") == {}
        theirs["runtime"]["options"]["virtualenv"] = ".venv"
    assert yaml.safe_load((mine / "Pulumi.yaml").read_text()) == theirs
    if template != "gemini-api":
        assert settings(mine, stack) == settings(new, stack)


def test_yaml_and_gitops_are_one(project: Project) -> None:
    """The GitOps project is the stack as data with pipelines: `ci` and the workflows."""
    for name in ("yaml", "gitops"):
        init(project, name, *ANSWERS[name], "--name", "one")
    data, repository = (files(project.folder.parent / name) for name in ("yaml", "gitops"))
    more = {path for path in repository if path not in data}
    assert {path.split("/")[0] for path in more} == {".github", "ci"}
    assert data.items() <= repository.items()
    recipes = {
        **files(ROOT / "recipes" / "github-actions" / ".github"),
        **files(ROOT / "recipes" / "ci"),
    }
    assert {path.partition("/")[2]: repository[path] for path in more} == recipes


def test_pulumi_new_generates_alone(project: Project) -> None:
    """`--generate-only`, which makes no stack and asks nothing, takes every template."""
    for template in ANSWERS:
        words = ("--generate-only", "--yes", "--name", "one", "--dir", template)
        ran(project, project.folder.parent, "pulumi", "new", ROOT / "templates" / template, *words)
        made = yaml.safe_load((project.folder.parent / template / "Pulumi.yaml").read_text())
        assert (made["name"], "template" in made) == ("one", False)
