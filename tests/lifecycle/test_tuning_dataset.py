"""A dataset's steps over gRPC: checked, uploaded once, found again, referred to, deleted."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from support.plugin import UNKNOWN, Failed, Plugin
from support.waiting import in_background, until
from support.world import World

UPLOAD = "^/upload/storage/"
BUCKET = "my-data"


def row(question: str, answer: str = "yes") -> dict[str, Any]:
    """Return a row in Gemini's chat form."""
    return {
        "contents": [
            {"role": "user", "parts": [{"text": question}]},
            {"role": "model", "parts": [{"text": answer}]},
        ]
    }


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    """Write rows as JSON Lines; give the file's digest."""
    path.write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    return hashlib.sha256(path.read_bytes()).hexdigest()


ROWS = [row(f"a very secret question {number}?") for number in range(30)]
MANY = [row("x" * 500_000 + str(number)) for number in range(36)]
"""18 MB: three chunks."""


@pytest.fixture
def plugin(world: World) -> Plugin:
    """Return a plugin process."""
    return world.plugin("TuningDataset")


def checked(plugin: Plugin, source: Any, **more: Any) -> dict[str, Any]:
    """Check a dataset of that source."""
    inputs, failures = plugin.check("train", {"source": source, "bucket": BUCKET, **more})
    assert failures == []
    return inputs


def somebody(world: World, method: str, uri: str, **more: Any) -> requests.Response:
    """Do what somebody else does to an object."""
    bucket, name = uri.removeprefix("gs://").split("/", 1)
    url = f"{world.emulator.url}/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
    done = requests.request(method, url, **more)
    assert done.ok, done.text
    return done


def overwrite(world: World, uri: str, content: bytes, metadata: dict[str, str]) -> None:
    """Put another content under an object's name, as somebody else would."""
    bucket, name = uri.removeprefix("gs://").split("/", 1)
    url = f"{world.emulator.url}/upload/storage/v1/b/{bucket}/o"
    params = {"uploadType": "media", "name": name}
    done = requests.post(url, data=content, params=params)
    assert done.ok, done.text
    somebody(world, "PATCH", uri, json={"metadata": metadata})


def references(world: World) -> list[str]:
    """Name who refers to the one object there is."""
    (found,) = world.emulator.objects()
    return sorted(v for k, v in found["metadata"].items() if k.startswith("google-tuning-ref-"))


def writes(world: World) -> list[str]:
    """List what was sent that isn't a read."""
    return [r["method"] for r in world.emulator.requests() if r["method"] != "GET"]


@pytest.mark.essential
def test_from_file_to_nothing(world: World, plugin: Plugin) -> None:
    """A file is uploaded byte for byte under its digest, read without drift, and deleted."""
    file = world.folder / "train.jsonl"
    digest = write(file, ROWS)
    inputs = checked(plugin, "train.jsonl", prefix="sets/train")
    source = {
        "path": "train.jsonl",
        "sha256": digest,
        "exampleCount": 30,
        "sizeBytes": file.stat().st_size,
        # What the rows' hashes add up to; its own tests say what it is good for.
        "__sketch": inputs["source"]["__sketch"],
        # Which rules they were good by, and their characters.
        "__checked": inputs["source"]["__checked"],
    }
    assert inputs == {"source": source, "bucket": "gs://my-data", "prefix": "sets/train"}
    object_id, outputs = plugin.create("train", inputs)

    uri = f"gs://my-data/sets/train/{digest}.jsonl"
    (found,) = world.emulator.objects()
    assert object_id.startswith(f"{uri}#")
    assert outputs == {
        **inputs,
        "source": {key: value for key, value in source.items() if not key.startswith("__")},
        "uri": uri,
        "sha256": digest,
        "exampleCount": 30,
        "sizeBytes": file.stat().st_size,
        "generation": found["generation"],
        "place": {"server": world.emulator.url},
    }
    assert somebody(world, "GET", uri, params={"alt": "media"}).content == file.read_bytes()
    assert plugin.read("train", object_id, outputs, inputs) == (object_id, outputs, inputs)

    plugin.delete("train", object_id, outputs)
    plugin.delete("train", object_id, outputs)
    assert world.emulator.objects() == []
    assert plugin.read("train", object_id, outputs, inputs)[0] == ""


def test_a_list_is_uploaded(world: World, plugin: Plugin) -> None:
    """A list becomes JSON Lines; neither inputs nor outputs hold a row of it."""
    inputs = checked(plugin, ROWS)
    _, outputs = plugin.create("train", inputs)
    sent = somebody(world, "GET", outputs["uri"], params={"alt": "media"}).text
    assert [json.loads(line) for line in sent.splitlines()] == ROWS
    assert "secret" not in str(inputs) + str(outputs)
    assert outputs["uri"] == f"gs://my-data/{hashlib.sha256(sent.encode()).hexdigest()}.jsonl"
    assert not plugin.engine.said("Google recommends"), "it may be validation data"


def test_bad_rows_fail_in_the_check(world: World, plugin: Plugin) -> None:
    """Every bad row is named by file and line, all at once, and nothing is sent."""
    write(world.folder / "train.jsonl", [*ROWS, {"contents": []}, *ROWS, row(""), {"rows": 1}])
    _, failures = plugin.check("train", {"source": "train.jsonl", "bucket": "My_Data/x"})
    assert [path for path, _ in failures] == ["bucket", "source"]
    for line in ("train.jsonl:31:", "train.jsonl:62:", "train.jsonl:63:"):
        assert line in failures[1][1]
    assert world.emulator.requests() == []


def test_unknown_values_pass(world: World, plugin: Plugin) -> None:
    """A bucket that another resource will make is no failure in a preview."""
    inputs, failures = plugin.check("train", {"source": ROWS, "bucket": UNKNOWN})
    assert failures == []
    assert inputs["bucket"] == UNKNOWN
    assert world.emulator.requests() == []


def test_an_api_key_fails_in_the_check(world: World) -> None:
    """Who has only an API key is told before anything is sent."""
    plugin = world.plugin("TuningDataset", emulator="", apiKey="AIza-key")
    _, failures = plugin.check("train", {"source": ROWS, "bucket": BUCKET})
    assert [path for path, _ in failures] == ["bucket"]
    assert "An API key can't write to Cloud Storage" in failures[0][1]


def test_a_file_that_changed_is_not_uploaded(world: World, plugin: Plugin) -> None:
    """What was checked is what is uploaded: a file that changed since ends with both digests."""
    before = write(world.folder / "train.jsonl", ROWS)
    inputs = checked(plugin, "train.jsonl")
    after = write(world.folder / "train.jsonl", [*ROWS[:-1], row("one more")])
    with pytest.raises(Failed, match=f"sha256 {before} then, {after} now"):
        plugin.create("train", inputs)
    assert world.emulator.uploads() == 0


@pytest.mark.parametrize("data", [ROWS, MANY], ids=["in one", "in chunks"])
def test_a_change_that_no_stamp_shows_is_found(
    world: World, plugin: Plugin, data: list[dict[str, Any]]
) -> None:
    """A file of the same size, inode and time stamp with another row: the digest counts."""
    file = world.folder / "train.jsonl"
    before = write(file, data)
    inputs = checked(plugin, "train.jsonl")
    status = file.stat()
    after = write(file, [*data[:-1], row("z" + data[-1]["contents"][0]["parts"][0]["text"][1:])])
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(Failed, match=f"sha256 {before} then, {after} now"):
        plugin.create("train", inputs)
    assert world.emulator.uploads() == 0
    assert world.emulator.objects() == []


def test_a_new_file_is_read_for_its_check_and_its_upload(world: World, plugin: Plugin) -> None:
    """No third time: its checksum is the check's, unless the file looks as if it was written to."""
    file = world.folder / "train.jsonl"
    write(file, ROWS)
    inputs = checked(plugin, "train.jsonl")
    plugin.create("train", inputs)
    assert not plugin.engine.said("reading train.jsonl")
    os.utime(file, ns=(1, 1))
    plugin.create("train", {**inputs, "prefix": "another"})
    assert plugin.engine.said("reading train.jsonl")
    assert world.emulator.uploads() == 2


def test_a_missing_bucket_is_named(world: World, plugin: Plugin) -> None:
    """A bucket that isn't there ends with the command that makes it, in one line."""
    world.emulator.settings(buckets="declared")
    with pytest.raises(Failed, match="gcloud storage buckets create gs://my-data") as refused:
        plugin.create("train", checked(plugin, ROWS))
    assert "\n" not in str(refused.value)


# -- once --------------------------------------------------------------------------------------


@pytest.mark.essential
def test_a_killed_run_is_taken_up(world: World, plugin: Plugin) -> None:
    """What an earlier run uploaded and the state doesn't have is found, not sent again."""
    object_id, _ = plugin.create("train", checked(plugin, ROWS))
    later = world.plugin("TuningDataset")
    again, outputs = later.create("train", checked(later, ROWS))
    assert again == object_id
    assert world.emulator.uploads() == 1
    # Another run: one never deletes what it has taken over itself.
    world.plugin("TuningDataset").delete("train", again, outputs)
    assert world.emulator.objects() == []


@pytest.mark.essential
def test_a_forced_replacement_keeps_the_object(world: World, plugin: Plugin) -> None:
    """Making the same content again refers anew; deleting the old one leaves what the new has."""
    inputs = checked(plugin, ROWS)
    old, outputs = plugin.create("train", inputs)
    world.state({plugin.urn("train"): old})
    later = world.plugin("TuningDataset")
    new, later_outputs = later.create("train", checked(later, ROWS))
    assert new != old
    assert later_outputs["uri"] == outputs["uri"]
    later.delete("train", old, outputs)
    assert references(world) == ["train"]
    assert later.read("train", new, later_outputs, inputs)[0] == new
    assert world.emulator.uploads() == 1
    later.delete("train", new, later_outputs)
    assert world.emulator.objects() == []


@pytest.mark.essential
def test_two_states_share_an_object(world: World, plugin: Plugin) -> None:
    """The same content of another state is the same object, and goes with the last of both."""
    mine, outputs = plugin.create("train", checked(plugin, ROWS))
    world.state({}, lineage="lineage-2")
    other = world.plugin("TuningDataset")
    hers, _ = other.create("train", checked(other, ROWS))
    assert mine != hers
    assert world.emulator.uploads() == 1
    other.delete("train", hers, outputs)
    assert references(world) == ["train"]
    assert other.engine.said(f"{outputs['uri']} is kept, because it is still referenced by train")
    plugin.delete("train", mine, outputs)
    assert world.emulator.objects() == []


def test_without_a_state_nothing_is_uploaded_twice(world: World) -> None:
    """Where the state can't be read the content still tells what is there."""
    world.state({}, lineage=None)
    ids = []
    for _ in range(2):
        plugin = world.plugin("TuningDataset")
        ids.append(plugin.create("train", checked(plugin, ROWS))[0])
    assert len(set(ids)) == 2
    assert world.emulator.uploads() == 1


# The requests of MANY are: begin, three chunks.
BEGIN, CHUNK, LAST = 0, 1, 3
FAULTS: list[dict[str, Any]] = [
    {"after": BEGIN, "drop": "after"},
    {"after": CHUNK, "drop": "after"},
    {"after": CHUNK, "status": 503},
    {"after": LAST, "drop": "after"},
    {"after": LAST, "drop": "before"},
    {"after": LAST, "status": 503},
    {"after": LAST, "status": 503, "work": True},
    {"after": LAST, "status": 429, "headers": {"Retry-After": "1"}},
]


@pytest.mark.parametrize("fault", FAULTS, ids=[str(fault) for fault in FAULTS])
def test_a_fault_is_not_a_second_upload(
    world: World, plugin: Plugin, fault: dict[str, Any]
) -> None:
    """Lost answers, broken connections and busy servers end with one object of all the bytes."""
    digest = write(world.folder / "train.jsonl", MANY)
    inputs = checked(plugin, "train.jsonl")
    world.emulator.fault(path=UPLOAD, **fault)
    _, outputs = plugin.create("train", inputs)
    assert world.emulator.faults()[0]["hits"] == 1
    assert world.emulator.uploads() == 1
    sent = somebody(world, "GET", outputs["uri"], params={"alt": "media"}).content
    assert hashlib.sha256(sent).hexdigest() == digest
    assert references(world) == ["train"]


@pytest.mark.essential
@pytest.mark.parametrize("work", [True, False])
@pytest.mark.parametrize("data", [ROWS, MANY], ids=["in one", "in chunks"])
def test_a_killed_plugin_leaves_nothing_or_all(
    world: World, plugin: Plugin, data: list[dict[str, Any]], work: bool
) -> None:
    """Killed while an upload's last answer is held: the next run ends with one whole object."""
    digest = write(world.folder / "train.jsonl", data)
    inputs = checked(plugin, "train.jsonl")
    last = BEGIN if data is ROWS else LAST
    fault: dict[str, Any] = {"work": True} if work else {"drop": "before"}
    world.emulator.fault(path=UPLOAD, after=last, hold=True, **fault)
    in_background(plugin.create, "train", inputs)
    until(lambda: world.emulator.faults()[0]["waiting"], "the held upload")
    if data is MANY:
        until(lambda: plugin.engine.said("MB of 18 MB)"), "a row that tells of the upload")
    plugin.process.kill()
    world.emulator.clear_faults()
    later = world.plugin("TuningDataset")
    _, outputs = later.create("train", checked(later, "train.jsonl"))
    assert world.emulator.uploads() == 1
    sent = somebody(world, "GET", outputs["uri"], params={"alt": "media"}).content
    assert hashlib.sha256(sent).hexdigest() == digest
    assert references(world) == ["train"]


@pytest.mark.essential
@pytest.mark.parametrize("work", [True, False])
def test_ctrl_c_ends_an_upload(world: World, plugin: Plugin, work: bool) -> None:
    """A cancel ends an upload whose answer doesn't come, with a sentence; the next run goes on."""
    inputs = checked(plugin, ROWS)
    fault: dict[str, Any] = {"work": True} if work else {"drop": "before"}
    world.emulator.fault(path=UPLOAD, hold=True, **fault)
    creating = in_background(plugin.create, "train", inputs)
    until(lambda: world.emulator.faults()[0]["waiting"], "the held upload")
    plugin.cancel()
    with pytest.raises(Failed, match=r"the upload was interrupted\. To see whether it arrived"):
        creating.result()
    world.emulator.clear_faults()
    later = world.plugin("TuningDataset")
    later.create("train", checked(later, ROWS))
    assert references(world) == ["train"]
    assert world.emulator.uploads() == 1


# -- changes and drift -------------------------------------------------------------------------


def test_a_policy_is_stored_without_a_call(world: World, plugin: Plugin) -> None:
    """Another deletion policy or form of rows is the state's alone, and counts at the deletion."""
    inputs = checked(plugin, ROWS)
    object_id, outputs = plugin.create("train", inputs)
    world.emulator.forget_requests()
    news = checked(plugin, ROWS, deletionPolicy="RETAIN")
    change = plugin.diff("train", object_id, outputs, inputs, news)
    assert (change.changes, list(change.replaces)) == (change.DIFF_SOME, [])
    later = plugin.update("train", object_id, outputs, inputs, news)
    assert later == {**outputs, "deletionPolicy": "RETAIN"}
    assert writes(world) == []
    plugin.delete("train", object_id, later)
    assert references(world) == []
    assert len(world.emulator.objects()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": ROWS[:-1]}, "source"),
        ({"bucket": "another"}, "bucket"),
        ({"prefix": "sets"}, "prefix"),
    ],
)
def test_another_place_is_another_object(
    world: World, plugin: Plugin, change: dict[str, Any], field: str
) -> None:
    """Content and place replace, the new object first; preview says which field it is."""
    inputs = checked(plugin, ROWS)
    object_id, outputs = plugin.create("train", inputs)
    news, _ = plugin.check("train", {"source": ROWS, "bucket": BUCKET, **change})
    found = plugin.diff("train", object_id, outputs, inputs, news)
    assert list(found.replaces) == [field]
    assert not found.deleteBeforeReplace
    assert plugin.engine.said(f"recreated: {field}")
    new, later = plugin.create("train", news)
    plugin.delete("train", object_id, outputs)
    assert [f"gs://{o['bucket']}/{o['name']}" for o in world.emulator.objects()] == [later["uri"]]
    assert new.startswith(later["uri"])


def test_the_same_rows_elsewhere_are_no_change(world: World, plugin: Plugin) -> None:
    """A file of another name with the same bytes, and a bucket with gs://, change nothing."""
    write(world.folder / "one.jsonl", ROWS)
    write(world.folder / "two.jsonl", ROWS)
    inputs = checked(plugin, "one.jsonl")
    object_id, outputs = plugin.create("train", inputs)
    news = checked(plugin, "two.jsonl", bucket="gs://my-data")
    change = plugin.diff("train", object_id, outputs, inputs, news)
    assert change.changes == change.DIFF_NONE


def test_what_was_deleted_elsewhere_is_gone(world: World, plugin: Plugin) -> None:
    """A deleted object, or one without our reference, counts as gone and is made again."""
    inputs = checked(plugin, ROWS)
    object_id, outputs = plugin.create("train", inputs)
    somebody(world, "DELETE", outputs["uri"])
    assert plugin.read("train", object_id, outputs, inputs)[0] == ""
    again, _ = plugin.create("train", inputs)
    assert again == object_id
    (found,) = world.emulator.objects()
    nothing = dict.fromkeys(found["metadata"])
    somebody(world, "PATCH", outputs["uri"], json={"metadata": nothing})
    assert plugin.read("train", object_id, outputs, inputs)[0] == ""


def test_what_was_overwritten_is_told(world: World, plugin: Plugin) -> None:
    """Another content under our name is no dataset of ours: told, not trained on, not deleted."""
    inputs = checked(plugin, ROWS)
    object_id, outputs = plugin.create("train", inputs)
    (found,) = world.emulator.objects()
    overwrite(world, outputs["uri"], b"another", found["metadata"])
    assert plugin.read("train", object_id, outputs, inputs)[0] == ""
    assert plugin.engine.said("its content does not match its name")
    with pytest.raises(Failed, match="exists, but its content does not match its name"):
        plugin.create("train", inputs)
    plugin.delete("train", object_id, outputs)
    assert len(world.emulator.objects()) == 1
    assert plugin.engine.said("it was overwritten")


@pytest.mark.essential
def test_a_list_is_uploaded_as_it_is(world: World, plugin: Plugin) -> None:
    """What is null in a row, and a key that looks like Pulumi's own, are the row's."""
    arguments = {"city": None, "__typename": "City", "streets": [None, {"__ref": None}]}
    call = {"role": "model", "parts": [{"functionCall": {"name": "find", "args": arguments}}]}
    rows = [{"contents": [row("where?")["contents"][0], call]}] * 30
    _, outputs = plugin.create("train", checked(plugin, rows))
    sent = somebody(world, "GET", outputs["uri"], params={"alt": "media"}).text
    assert [json.loads(line) for line in sent.splitlines()] == rows
