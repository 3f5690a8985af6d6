"""A dataset that is known to be good is not checked again: by its content, and by nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from pulumi_google_tuning.data.datasets import rules, scan
from pulumi_google_tuning.data.datasets.lines import Block
from pulumi_google_tuning.data.sketch import difference, sketch_in
from pulumi_google_tuning.data.watch import Watch
from pulumi_google_tuning.doors.shared.previewed import Previewed
from pulumi_google_tuning.fields.values import DataFile
from pulumi_google_tuning.lifecycle.check import Checked, check
from pulumi_google_tuning.lifecycle.data_check import DataCheck
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind

SCHEMA = TuningDatasetKind.schema
Source = Mapping[str, Any]


def row(text: str) -> dict[str, Any]:
    """Return a row with an image, whose tokens are a range."""
    image = {"fileData": {"mimeType": "image/png", "fileUri": "gs://b/a.png"}}
    return {
        "contents": [
            {"role": "user", "parts": [{"text": text}, image]},
            {"role": "model", "parts": [{"text": "yes"}]},
        ]
    }


def lines(count: int, last: str = "the last") -> str:
    """Return so many rows as text; some 1.2 kB each."""
    one = json.dumps(row("x" * 1000))
    return f"{one}\n" * (count - 1) + f"{json.dumps(row(last))}\n"


class Reads:
    """Counts how often a file of rows is opened, and how many of its rows are checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opens = self.rows = 0
        opened, iterate = scan.opened, scan.Lines.__iter__

        def counting(path: str) -> BinaryIO:
            self.opens += 1
            return opened(path)

        def counted(lines: scan.Lines) -> Iterator[Block]:
            for block in iterate(lines):
                self.rows += 1 if isinstance(block, int) else len(block)
                yield block

        monkeypatch.setattr(scan, "opened", counting)
        monkeypatch.setattr(scan.Lines, "__iter__", counted)

    def taken(self) -> tuple[int, int]:
        """Return both, and begin again."""
        seen = self.opens, self.rows
        self.opens = self.rows = 0
        return seen


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Count what is read."""
    return Reads(monkeypatch)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Engine:
    """A run of the engine: its processes share a folder, and nothing else."""

    def __init__(self, folder: Path, name: str = "notes") -> None:
        self._folder = folder / name

    def process(self) -> Run:
        """Return what a new process of the run knows."""
        run = Run()
        run.contents.keep_in(Previewed(self._folder))
        return run

    def notes(self) -> list[Path]:
        """Return what was noted of rows."""
        return sorted(self._folder.glob("rows-*")) if self._folder.is_dir() else []


def look(
    run: Run,
    source: Any = "train.jsonl",
    old: Source | None = None,
    *,
    old_format: str | None = None,
    secret: bool = False,
    **more: Any,
) -> tuple[Checked, DataCheck]:
    """Check a dataset; `old` is its source in the state."""
    olds: dict[str, Any] = {"source": old, "bucket": "gs://my-data"} if old is not None else {}
    olds |= {"format": old_format} if old_format else {}
    hidden = frozenset({"source"} if secret else ())
    reading = DataCheck(run.contents, Watch(), olds, hidden)
    return check(SCHEMA, {"source": source, "bucket": "my-data", **more}, reading=reading), reading


def seen(run: Run, *args: Any, **more: Any) -> Source:
    """Check a dataset that is good; return its source."""
    checked, _ = look(run, *args, **more)
    assert checked.failures == []
    source: Source = checked.inputs["source"]
    return source


ROWS = 1000


def test_how_often_a_file_is_read(here: Path, reads: Reads) -> None:
    """Of a new file each row is checked once in preview and `up` together; of the same one, none.

    The engine checks a replacement twice, without old inputs the second time.
    """
    path = here / "train.jsonl"
    path.write_text(lines(ROWS))
    engine = Engine(here)
    stored = seen(engine.process())
    assert reads.taken() == (1, ROWS), "preview, new"
    assert seen(engine.process()) == stored
    assert reads.taken() == (1, 0), "up, new"

    engine = Engine(here, "next")
    for what in ("preview", "up"):
        assert seen(engine.process(), old=stored) == stored
        assert reads.taken() == (1, 0), f"{what}, unchanged"

    path.write_text(lines(ROWS, last="another last"))
    preview = (engine := Engine(here, "last")).process()
    changed = seen(preview, old=stored)
    assert reads.taken() == (1, ROWS), "preview, changed"
    assert seen(preview) == changed != stored
    assert reads.taken() == (1, 0), "preview, the replacement"
    update = engine.process()
    assert seen(update, old=stored) == seen(update) == changed
    assert reads.taken() == (2, 0), "up, changed"


def test_two_datasets_on_one_file(here: Path, reads: Reads) -> None:
    """The second one, and one on a copy under another name, check no row."""
    for name in ("train.jsonl", "copy.jsonl"):
        (here / name).write_text(lines(ROWS))
    run = Engine(here).process()
    one, other = seen(run), seen(run, "copy.jsonl")
    assert reads.taken() == (2, ROWS)
    assert {**one, "path": "copy.jsonl"} == other


def test_what_is_known_says_as_much_as_what_is_checked(here: Path) -> None:
    """Sketch, size and tokens are there as after a check: no preview has fewer words."""
    (here / "train.jsonl").write_text(lines(ROWS))
    (here / "later.jsonl").write_text(lines(ROWS, last="another last"))
    fresh, _ = look(Run())
    known, _ = look(Run(), old=fresh.inputs["source"])
    assert fresh.data is not None
    assert known.data is not None
    assert known.inputs == fresh.inputs
    one, other = Run(), Run()
    one.sizes.note(fresh.data)
    other.sizes.note(known.data)
    uri = f"gs://b/{fresh.data.sha256}.jsonl"
    for model in (None, "gemini-2.5-flash", "gemini-3-pro"):
        assert one.sizes.tokens_at(uri, model) == other.sizes.tokens_at(uri, model) is not None
    assert one.sizes.rows_at(uri) == other.sizes.rows_at(uri) == ROWS
    assert one.sizes.forms_at(uri) == other.sizes.forms_at(uri) == {"gemini"}
    later = seen(Run(), "later.jsonl")
    changed = difference(sketch_in(known.inputs["source"]), sketch_in(later))
    assert changed is not None
    assert changed.added + changed.changed == 1


@pytest.mark.parametrize(
    "give",
    [
        lambda: [row("a"), row("b")],
        lambda: DataFile("train.jsonl"),
        lambda: scan.DataText(lines(2)),
    ],
)
def test_each_way_to_give_rows(here: Path, reads: Reads, give: Callable[[], Any]) -> None:
    """A list and a text are digested first as well, and keep their content for the create."""
    (here / "train.jsonl").write_text(lines(2))
    stored = seen(Run(), give())
    reads.taken()
    again, _ = look(Run(), give(), stored)
    assert again.inputs["source"] == stored
    assert reads.taken()[1] == 0
    assert again.data is not None
    with again.data.open() as content:  # type: ignore[union-attr]
        assert len(content.read()) == stored["sizeBytes"]


def test_content_alone_is_the_key(here: Path, reads: Reads) -> None:
    """A file of the same size and time stamp with another row is checked; a touched one isn't."""
    path = here / "train.jsonl"
    path.write_text(lines(ROWS, last="one"))
    status = path.stat()
    stored = seen(Run())
    path.write_text(lines(ROWS, last="two"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    reads.taken()
    assert seen(Run(), old=stored)["sha256"] != stored["sha256"]
    assert reads.taken() == (1, ROWS)
    path.write_text(lines(ROWS, last="one"))
    assert seen(Run(), old=stored) == stored
    assert reads.taken() == (1, 0)


def test_another_form_is_checked(here: Path, reads: Reads) -> None:
    """What is good in one form may be bad in another: the same file is checked by that."""
    (here / "train.jsonl").write_text(lines(ROWS))
    stored = seen(Run())
    reads.taken()
    assert seen(Run(), old=stored, old_format="prompts") == stored
    assert reads.taken() == (1, ROWS)
    assert look(Run(), old=stored, format="prompts")[0].failures


def test_a_name_is_looked_at_all_the_same(here: Path) -> None:
    """Good content under a name that Vertex AI doesn't take is refused as before."""
    (here / "train.jsonl").write_text(lines(2))
    (here / "train.txt").write_text(lines(2))
    stored = seen(Run())
    checked, _ = look(Run(), "train.txt", stored)
    assert "isn't a .jsonl file" in checked.failures[0].reason


# -- other rules ---------------------------------------------------------------------------------


def test_other_rules_check_again_and_say_so(
    here: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade the same rows are checked by the new rules, once, and the row says it."""
    (here / "train.jsonl").write_text(lines(ROWS))
    stored = seen(Run())
    monkeypatch.setattr(rules, "CODE", rules.CODE + 1)
    engine = Engine(here)
    reads.taken()
    checked, reading = look(engine.process(), old=stored)
    assert reads.taken() == (1, ROWS)
    (note,) = reading.notes
    assert note.startswith("train.jsonl is unchanged, but its rows were checked again: ")
    assert checked.inputs["source"]["__checked"] != stored["__checked"]
    again, reading = look(engine.process(), old=stored)
    assert again.inputs == checked.inputs
    assert (reads.taken(), reading.notes) == ((1, 0), [])


@pytest.mark.parametrize("secret", [False, True])
def test_rows_that_new_rules_refuse_stay(
    here: Path, monkeypatch: pytest.MonkeyPatch, secret: bool
) -> None:
    """Nothing is sent of what is uploaded already: a warning. What would be sent is refused."""
    (here / "train.jsonl").write_text(lines(3))
    stored = seen(Run())
    schema = scan.dataset_schema("gemini")
    monkeypatch.setattr(schema, "limits", {**schema.limits, "images": 0})
    monkeypatch.setattr(rules, "CODE", rules.CODE + 1)
    checked, reading = look(Run(), old=stored, secret=secret)
    assert checked.failures == []
    assert checked.inputs["source"] == stored
    (warning,) = reading.warnings
    assert warning.startswith("train.jsonl is unchanged and stays as it is, but this version's")
    assert ("train.jsonl:1: has 1 images" in warning) is not secret
    refused, _ = look(Run())
    assert "train.jsonl:1: has 1 images" in refused.failures[0].reason


def test_a_state_without_rules_is_checked_as_before(
    here: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier version's state says nothing of rules: no note, and bad rows are refused."""
    (here / "train.jsonl").write_text(lines(ROWS))
    stored = {key: value for key, value in seen(Run()).items() if key != "__checked"}
    reads.taken()
    checked, reading = look(Run(), old=stored)
    assert (checked.failures, reading.notes, reads.taken()) == ([], [], (1, ROWS))
    schema = scan.dataset_schema("gemini")
    monkeypatch.setattr(schema, "limits", {**schema.limits, "images": 0})
    assert look(Run(), old=stored)[0].failures


# -- what others may have written ----------------------------------------------------------------

WRONG: list[dict[str, Any]] = [
    {"__checked": None},
    {"__checked": 5},
    {"__checked": "1-0123456789ab"},
    {"__checked": "1-0123456789ab 10"},
    {"__checked": "{rules} 10 NO_SUCH_LEVEL=1"},
    {"__checked": "{rules} 10 UNSPECIFIED=1 more"},
    {"__checked": "{rules} -1"},
    {"__sketch": None},
    {"__sketch": "\ud800"},
    {"exampleCount": 10**12},
    {"exampleCount": "5"},
    {"exampleCount": True},
    {"exampleCount": -5},
    {"sizeBytes": None},
    {"sha256": "a" * 63},
    {"sha256": None},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_says_too_little_is_checked(here: Path, reads: Reads, wrong: dict[str, Any]) -> None:
    """A state that somebody edited, or another version wrote, is not believed by halves."""
    (here / "train.jsonl").write_text(lines(ROWS))
    stored = dict(seen(Run()))
    by = stored["__checked"].split()[0]
    edited = {k: v.format(rules=by) if isinstance(v, str) else v for k, v in wrong.items()}
    reads.taken()
    assert seen(Run(), old={**stored, **edited}) == stored
    assert reads.taken() == (1, ROWS)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"sha256": "a"}', "\x00"])
def test_a_note_that_is_none_is_checked(here: Path, reads: Reads, text: str) -> None:
    """So is what is left of a note whose writer was killed."""
    (here / "train.jsonl").write_text(lines(ROWS))
    engine = Engine(here)
    stored = seen(engine.process())
    (note,) = engine.notes()
    note.write_text(text)
    reads.taken()
    assert seen(engine.process()) == stored
    assert reads.taken() == (1, ROWS)


def test_a_note_with_impossible_figures_is_checked(here: Path, reads: Reads) -> None:
    """A number that no answer to the engine can hold, or text that isn't Unicode, ends nothing."""
    (here / "train.jsonl").write_text(lines(ROWS))
    engine = Engine(here)
    stored = seen(engine.process())
    (note,) = engine.notes()
    noted = json.loads(note.read_text())
    for wrong in ({"exampleCount": 10**400}, {"__sketch": "\ud800"}):
        note.write_text(json.dumps({**noted, **wrong}))
        reads.taken()
        assert seen(engine.process()) == stored
        assert reads.taken() == (1, ROWS)


def test_a_note_of_another_content_is_not_believed(here: Path, reads: Reads) -> None:
    """A note says whose it is; one that was copied under another name is no answer."""
    path = here / "train.jsonl"
    engine = Engine(here)
    path.write_text(lines(ROWS, last="one"))
    one = seen(engine.process())
    (note,) = engine.notes()
    path.write_text(lines(ROWS, last="two"))
    two = seen(Run())
    note.rename(note.with_name(note.name.replace(one["sha256"], two["sha256"])))
    reads.taken()
    assert seen(engine.process()) == two
    assert reads.taken() == (1, ROWS)


def test_notes_have_no_row_and_nothing_secret(here: Path) -> None:
    """A note has figures and sums of hashes; of secret rows, and of few, there is none at all."""
    (here / "train.jsonl").write_text(lines(ROWS, last="a private matter"))
    engine = Engine(here)
    seen(engine.process(), secret=True)
    assert engine.notes() == []
    seen(engine.process(), [row("a private matter")])
    assert engine.notes() == []
    listed = [row(f"{number} {'x' * 1000}") for number in range(ROWS)]
    stored = seen(engine.process(), listed)
    seen(engine.process(), listed, stored)
    seen(engine.process(), scan.DataText(lines(ROWS)))
    assert engine.notes() == [], "not each door says whether the program's rows are secret"
    seen(engine.process())
    (note,) = engine.notes()
    assert note.name.startswith("rows-gemini-")
    text = note.read_text()
    assert set(json.loads(text)) == {
        *("sha256", "exampleCount", "sizeBytes", "__sketch", "__checked"),
    }
    assert "private" not in text
    assert "train" not in text


def test_no_note_where_others_could_write(here: Path, reads: Reads) -> None:
    """In a folder that isn't the user's alone nothing is noted, and nothing believed."""
    (here / "train.jsonl").write_text(lines(ROWS))
    engine = Engine(here)
    seen(engine.process())
    (note,) = engine.notes()
    note.parent.chmod(0o777)
    reads.taken()
    seen(engine.process())
    assert reads.taken() == (1, ROWS)
