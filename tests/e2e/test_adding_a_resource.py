"""The worked example of docs/adding-a-resource.md, built in a copy of the checkout and run."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.emulator import Emulator
from support.interruption import Interrupted, finish
from support.project import ROOT, Project
from support.waiting import until

PAGE = ROOT / "docs" / "adding-a-resource.md"
BLOCK = re.compile(
    r"^`(?P<path>[\w./-]+)`\n```(?P<form>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
COPIED = ("provider", "schema", "docs", "tools")
REGISTRY = "provider/pulumi_google_tuning/resources/registry.py"
# What `make generate` writes.
WRITTEN = {
    "provider/pulumi_google_tuning/__init__.py",
    "schema/package.json",
    "schema/stack.schema.json",
    "docs/README.md",
    "docs/resources/dataset_bucket.md",
    "provider/pulumi_google_tuning/resources/dataset_bucket/typed/__init__.py",
    "provider/pulumi_google_tuning/resources/dataset_bucket/typed/args.py",
    "provider/pulumi_google_tuning/resources/dataset_bucket/typed/base.py",
}


def added_to(text: str, diff: str) -> str:
    """Return a text with a diff's new lines, beside the lines that the diff has from the text."""
    for hunk in diff.split("@@\n"):
        kept = [line[1:] for line in hunk.splitlines() if not line.startswith("+")]
        whole = [line[1:] for line in hunk.splitlines()]
        before, after = "\n".join(kept), "\n".join(whole)
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout with the page's blocks, and with what is written from them."""
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        left = shutil.ignore_patterns("__pycache__", "images")
        shutil.copytree(ROOT / name, folder / name, ignore=left)
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        file = folder / block["path"]
        if block["form"] == "diff":
            file.write_text(added_to(file.read_text(encoding="utf-8"), block["text"]))
        else:
            assert not file.exists(), f"{block['path']} is touched"
            file.parent.mkdir(exist_ok=True)
            file.write_text(block["text"])
    for module in (
        "tools.typed_forms",
        "tools.public_names",
        "tools.stack_schema",
        "tools.package_schema",
        "tools.reference",
    ):
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=folder,
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Return this environment, with the copy's package before the checkout's own."""
    return {**os.environ, "PYTHONPATH": f"{folder / 'provider'}{os.pathsep}{folder}"}


def touched(folder: Path) -> set[str]:
    """Name the files of a copy that the checkout has otherwise, or not at all."""
    files = (
        file.relative_to(folder)
        for name in COPIED
        for file in (folder / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )
    return {
        str(file)
        for file in files
        if not (ROOT / file).exists() or not filecmp.cmp(ROOT / file, folder / file, shallow=False)
    }


def test_a_resource_is_a_folder_a_schema_and_a_row(
    copy: Path, project: Project, emulator: Emulator
) -> None:
    """Nothing else is touched, and the new resource lives: made, read, replaced and destroyed."""
    blocks = {block["path"] for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    assert touched(copy) == blocks | WRITTEN
    new = {path for path in blocks if not (ROOT / path).exists()}
    assert blocks - new == {REGISTRY}

    begin(copy, project, emulator)
    program = 'made = tuning.DatasetBucket("data", location="{}")\npulumi.export("it", made.name)\n'
    project.program(program.format("us-central1"))
    project.up()
    name = project.outputs()["it"]
    assert name.startswith("data-")
    (bucket,) = buckets(emulator)
    assert (bucket["name"], bucket["location"]) == (name, "US-CENTRAL1")
    project.preview("--refresh", "--expect-no-changes")

    project.program(program.format("EU"))
    assert "recreated: location us-central1 → EU" in project.up().text
    (bucket,) = buckets(emulator)
    assert bucket["location"] == "EU"
    project.destroy()
    assert buckets(emulator) == []


def begin(copy: Path, project: Project, emulator: Emulator) -> None:
    """Have a project use the copy, on a Cloud Storage that has no bucket yet."""
    project.environment.update(PYTHONPATH=environment(copy)["PYTHONPATH"])
    project.config("project", "my-project")
    emulator.settings(buckets="declared")


def buckets(emulator: Emulator) -> list[dict[str, str]]:
    """List the buckets that somebody created."""
    answer = emulator.api("GET", "/storage/v1/b", None, {"project": "my-project"})
    found: list[dict[str, str]] = answer.get("items", [])
    return found


@pytest.mark.thorough
def test_a_killed_create_is_found_again(
    copy: Path,
    project: Project,
    emulator: Emulator,
    start: Callable[[], Interrupted],
) -> None:
    """Killed with its accepted POST unanswered, a run is followed by one that takes the bucket up.

    With another location the next run makes another one: it isn't what was asked for.
    """
    begin(copy, project, emulator)
    program = 'tuning.DatasetBucket("data", location="{}")\n'
    project.program(program.format("EU"))

    def kill() -> None:
        emulator.fault(method="POST", path="^/storage/v1/b", hold=True, work=True)
        run = start()
        until(lambda: run.over or any(f["waiting"] for f in emulator.faults()), "a held POST")
        assert not run.over, run.text
        run.kill_both()
        run.wait()
        emulator.clear_faults()

    kill()
    finish(project)
    assert [bucket["location"] for bucket in buckets(emulator)] == ["EU"]
    project.preview("--refresh", "--expect-no-changes")
    project.destroy()

    kill()
    project.program(program.format("US"))
    finish(project)
    assert {bucket["location"] for bucket in buckets(emulator)} == {"EU", "US"}
    project.preview("--refresh", "--expect-no-changes")
