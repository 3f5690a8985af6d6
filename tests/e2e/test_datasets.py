"""Datasets with the real CLI: uploaded once, shared, replaced, retained, and gone in the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from support.doors import both
from support.emulator import Emulator
from support.interruption import Interrupted, finish
from support.project import UNEXPECTED_CHANGES, Project
from support.waiting import until

UPLOAD = "^/upload/storage/"
DATASET = """
data = tuning.TuningDataset("train", source="train.jsonl", bucket="my-data", prefix="sets"{more})
pulumi.export("uri", data.uri)
pulumi.export("rows", data.example_count)
pulumi.export("bytes", data.size_bytes)
"""


def write(project: Project, rows: int = 600, answer: str = "yes") -> str:
    """Write a dataset into the project's folder; give its digest."""
    texts = (
        {
            "contents": [
                {"role": "user", "parts": [{"text": f"a very private question {number}?"}]},
                {"role": "model", "parts": [{"text": answer}]},
            ]
        }
        for number in range(rows)
    )
    file = project.folder / "train.jsonl"
    file.write_text("".join(f"{json.dumps(text)}\n" for text in texts))
    return hashlib.sha256(file.read_bytes()).hexdigest()


def declare(project: Project, more: str = "") -> None:
    """Write a program with one dataset."""
    project.program(DATASET.format(more=f", {more}" if more else ""))


def uris(emulator: Emulator) -> list[str]:
    """List the objects there are."""
    return [f"gs://{one['bucket']}/{one['name']}" for one in emulator.objects()]


def stored(project: Project) -> dict[str, Any]:
    """Return the one dataset in the state."""
    (found,) = project.resources("TuningDataset")
    return found


def agrees(project: Project, emulator: Emulator) -> None:
    """Assert that the state and the one object there is tell the same."""
    found, (there,) = stored(project), emulator.objects()
    uri, _, reference = found["id"].partition("#")
    assert uri == found["outputs"]["uri"] == f"gs://{there['bucket']}/{there['name']}"
    assert found["outputs"]["generation"] == there["generation"]
    assert int(found["outputs"]["sizeBytes"]) == there["size"]
    assert there["metadata"][f"google-tuning-ref-{reference}"] == "train"
    assert not found.get("initErrors")
    project.preview("--refresh", "--expect-no-changes")


@both(native=False)
def test_from_up_to_destroy(project: Project, emulator: Emulator) -> None:
    """Content is uploaded once; up again does nothing; other content is another object."""
    digest = write(project)
    declare(project)
    project.preview()
    assert emulator.requests() == []
    project.up()
    uri = f"gs://my-data/sets/{digest}.jsonl"
    size = (project.folder / "train.jsonl").stat().st_size
    assert project.outputs() == {"uri": uri, "rows": 600, "bytes": size}
    agrees(project, emulator)
    assert "a very" not in json.dumps(project.export())
    assert len(json.dumps(stored(project))) < 16_000

    project.up("--expect-no-changes")
    assert emulator.uploads() == 1

    changed = write(project, answer="no")
    preview = project.preview()
    assert f"recreated: source (sha256 {digest[:8]}… → {changed[:8]}…" in preview.text
    project.up()
    assert uris(emulator) == [f"gs://my-data/sets/{changed}.jsonl"]
    assert emulator.uploads() == 2
    agrees(project, emulator)

    project.destroy()
    assert emulator.objects() == []
    assert project.resources("TuningDataset") == []


@both(native=False)
def test_bad_rows_are_refused_in_preview(project: Project, emulator: Emulator) -> None:
    """A preview names each bad row by its line, with every other mistake, and sends nothing."""
    write(project, rows=3)
    with (project.folder / "train.jsonl").open("a") as file:
        file.write('{"contents": [{"role": "user", "parts": []}]}\n{"contents": \n')
    declare(project, 'deletion_policy="KEEP"')
    refused = project.preview(expect=None)
    assert refused.code != 0
    for words in ("train.jsonl:4:", "train.jsonl:5:", "KEEP"):
        assert words in refused.text
    assert "Traceback" not in refused.text
    assert emulator.requests() == []


@both()
def test_a_forced_replacement_keeps_the_object(project: Project, emulator: Emulator) -> None:
    """`--replace` of the same content refers anew; deleting the old one spares the object."""
    write(project)
    declare(project)
    project.up()
    before = stored(project)
    project.up("--replace", before["urn"])
    after = stored(project)
    assert after["id"] != before["id"]
    assert emulator.uploads() == 1
    agrees(project, emulator)
    project.destroy()
    assert emulator.objects() == []


def test_two_stacks_share_an_object(tmp_path: Path, emulator: Emulator) -> None:
    """The same content of two stacks is one upload; the last one that goes takes it along."""
    mine, hers = (Project(tmp_path / who, emulator.url) for who in ("mine", "hers"))
    for project in (mine, hers):
        write(project)
        declare(project)
        project.up()
    assert emulator.uploads() == 1
    assert "still referenced by train" in mine.destroy().text
    agrees(hers, emulator)
    hers.destroy()
    assert emulator.objects() == []


@both(native=False)
def test_what_is_retained_stays(project: Project, emulator: Emulator) -> None:
    """A policy is stored without an upload, and RETAIN leaves the object after a destroy."""
    digest = write(project)
    declare(project)
    project.up()
    emulator.forget_requests()
    declare(project, 'deletion_policy="RETAIN"')
    project.up()
    assert {request["method"] for request in emulator.requests()} <= {"GET"}
    assert stored(project)["outputs"]["deletionPolicy"] == "RETAIN"
    agrees(project, emulator)
    project.destroy()
    assert uris(emulator) == [f"gs://my-data/sets/{digest}.jsonl"]


@both(native=False)
def test_a_deleted_object_is_seen_and_made_again(project: Project, emulator: Emulator) -> None:
    """An object deleted elsewhere shows as drift, and the next up uploads it again."""
    write(project)
    declare(project)
    project.up()
    (there,) = emulator.objects()
    name = requests.utils.quote(there["name"], safe="")
    url = f"{emulator.url}/storage/v1/b/my-data/o/{name}"
    assert requests.delete(url).ok
    project.preview("--refresh", "--expect-no-changes", expect=UNEXPECTED_CHANGES)
    project.up("--refresh")
    assert emulator.uploads() == 2
    agrees(project, emulator)


def test_a_stack_as_data(project: Project, emulator: Emulator) -> None:
    """A dataset stands in the configuration as well, its rows untouched by references."""
    rows = [
        {
            "contents": [
                {"role": "user", "parts": [{"text": "${a.b.c}"}]},
                {"role": "model", "parts": [{"text": "text"}]},
            ]
        }
    ]
    said = {"datasets": {"train": {"source": rows, "bucket": "gs://my-data"}}}
    project.program(
        f"made = tuning.declare({said!r})\npulumi.export('uri', made['datasets']['train'].uri)\n"
    )
    project.up()
    uri = project.outputs()["uri"]
    assert uris(emulator) == [uri]
    bucket, name = uri.removeprefix("gs://").split("/")
    url = f"{emulator.url}/storage/v1/b/{bucket}/o/{name}"
    assert "${a.b.c}" in requests.get(url, params={"alt": "media"}).text
    project.destroy()
    assert emulator.objects() == []


ENDS: dict[str, Callable[[Interrupted], None]] = {
    "kill engine": Interrupted.kill_engine,
    "kill both": Interrupted.kill_both,
    "Ctrl-C": Interrupted.interrupt,
}


@pytest.mark.parametrize(
    ("end", "fault"),
    [
        pytest.param("kill engine", {"work": True}, marks=pytest.mark.thorough),
        pytest.param("kill engine", {"drop": "before"}, marks=pytest.mark.thorough),
        ("kill both", {"work": True}),
        pytest.param("Ctrl-C", {"work": True}, marks=pytest.mark.thorough),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value),
)
@both(native=False)
def test_an_interrupted_upload_is_one_object(
    project: Project,
    emulator: Emulator,
    start: Callable[[], Interrupted],
    end: str,
    fault: dict[str, Any],
) -> None:
    """Ended while the upload is held, a run is followed by one object and a state that knows it."""
    write(project)
    declare(project)
    emulator.fault(path=UPLOAD, hold=True, **fault)
    run = start()
    until(lambda: any(f["waiting"] for f in emulator.faults()) or run.over, "a held upload")
    assert not run.over, run.text
    ENDS[end](run)
    run.wait()
    emulator.clear_faults()
    assert "Traceback" not in finish(project).text
    assert emulator.uploads() == 1
    agrees(project, emulator)
    project.destroy()
    assert emulator.objects() == []


@both()
def test_a_replacement_that_was_killed(
    project: Project, emulator: Emulator, start: Callable[[], Interrupted]
) -> None:
    """Killed between the new upload and the old one's deletion: the next up ends with the new."""
    write(project)
    declare(project)
    project.up()
    changed = write(project, answer="no")
    emulator.fault(method="DELETE", path="^/storage/", hold=True, work=True)
    run = start()
    until(lambda: any(f["waiting"] for f in emulator.faults()) or run.over, "a held deletion")
    run.kill_both()
    run.wait()
    emulator.clear_faults()
    finish(project)
    assert uris(emulator) == [f"gs://my-data/sets/{changed}.jsonl"]
    assert emulator.uploads() == 2
    agrees(project, emulator)
