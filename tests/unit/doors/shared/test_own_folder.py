"""The folder for notes among everyone's temporary files: nobody else's, and no link's end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pulumi_google_tuning.doors.shared.own_folder import forget_old, is_own, own_folder

OLD = time.time() - 10 * 86_400
NOTES = "12345-0123456789ab"
NOTE = "a" * 64
STAMP = "next-sweep"


def aged(path: Path) -> Path:
    """Have a path last written ten days ago."""
    os.utime(path, (OLD, OLD), follow_symlinks=False)
    return path


def ours(tmp_path: Path) -> Path:
    """Return the user's own folder."""
    folder = own_folder(tmp_path)
    assert folder is not None
    return folder


def test_it_is_closed_to_others(tmp_path: Path) -> None:
    """The folder is made for the user alone, and found again."""
    folder = ours(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert own_folder(tmp_path) == folder


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    """Whoever made a link under the name leads nobody anywhere, and no file is removed there."""
    victim = tmp_path / "victim"
    (victim / NOTES).mkdir(parents=True)
    (tmp_path / f"pulumi-google-tuning-{os.getuid()}").symlink_to(victim)
    assert own_folder(tmp_path) is None


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_a_folder_that_others_could_read_is_closed(tmp_path: Path, mode: int) -> None:
    """The user's folder of an earlier release, or of another umask, is used and closed."""
    folder = tmp_path / f"pulumi-google-tuning-{os.getuid()}"
    folder.mkdir()
    folder.chmod(mode)
    assert ours(tmp_path).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_write_to_is_not_used(tmp_path: Path, mode: int) -> None:
    """What others may write to may hold what they put there."""
    folder = tmp_path / f"pulumi-google-tuning-{os.getuid()}"
    folder.mkdir()
    folder.chmod(mode)
    assert own_folder(tmp_path) is None


def test_a_file_in_its_place_is_no_folder(tmp_path: Path) -> None:
    """A file under the name is left as it is."""
    (tmp_path / f"pulumi-google-tuning-{os.getuid()}").write_text("mine")
    assert own_folder(tmp_path) is None


def test_old_notes_go(tmp_path: Path) -> None:
    """Notes of an engine that has long ended are removed, those of today stay."""
    root = ours(tmp_path)
    for name in (NOTES, "777-0123456789ab"):
        (root / name).mkdir(mode=0o700)
        (root / name / NOTE).write_text("digest")
    aged(root / NOTES)
    forget_old(root)
    assert {entry.name for entry in root.iterdir()} == {"777-0123456789ab", STAMP}


def old_notes(root: Path, count: int) -> None:
    """Leave the notes of so many engines that have long ended."""
    for number in range(count):
        (root / f"{number}-0123456789ab").mkdir(mode=0o700)
        (root / f"{number}-0123456789ab" / NOTE).write_text("digest")
        aged(root / f"{number}-0123456789ab")


def left(root: Path) -> int:
    """Count the engines that have notes."""
    return sum(entry.is_dir() for entry in root.iterdir())


def an_hour_later(root: Path) -> None:
    """Have the stamp say what it says an hour from now."""
    stamp = root / STAMP
    due = stamp.lstat().st_mtime - 3600
    os.utime(stamp, (due, due))


def test_it_is_done_once_a_day(tmp_path: Path) -> None:
    """A plugin that starts later on that day looks at nothing but the stamp."""
    root = ours(tmp_path)
    forget_old(root)
    old_notes(root, 3)
    for _ in range(23):
        forget_old(root)
        an_hour_later(root)
    assert left(root) == 3
    an_hour_later(root)
    forget_old(root)
    assert left(root) == 0


def test_of_thousands_some_hundreds_go_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work of one start is bounded, and what it leaves is continued in an hour."""
    monkeypatch.setattr("pulumi_google_tuning.doors.shared.own_folder._MOST_A_SWEEP", 10)
    root = ours(tmp_path)
    old_notes(root, 25)
    for expected in (15, 5, 0):
        for _ in range(2):
            forget_old(root)
            assert left(root) == expected
        an_hour_later(root)


def test_a_stamp_of_the_future_stops_nothing(tmp_path: Path) -> None:
    """A clock that was put back, or a stamp that was not ours, is no reason to keep all notes."""
    root = ours(tmp_path)
    old_notes(root, 1)
    (root / STAMP).touch()
    late = time.time() + 30 * 86_400
    os.utime(root / STAMP, (late, late))
    forget_old(root)
    assert left(root) == 0


def test_two_sweeps_at_once_end_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other one has removed meanwhile is done, and the rest is removed all the same."""
    root = ours(tmp_path)
    old_notes(root, 2)
    (root / "0-0123456789ab" / ("b" * 64)).write_text("digest")
    aged(root / "0-0123456789ab")
    unlink = Path.unlink

    def both(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == NOTE:
            unlink(path)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", both)
    forget_old(root)
    assert left(root) == 0


def test_what_has_not_our_form_stays(tmp_path: Path) -> None:
    """No folder of another name, no link and nothing behind one, and no other file is removed."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / NOTE).write_text("theirs")
    root = ours(tmp_path)
    (root / "photos").mkdir(mode=0o700)
    (root / NOTES).symlink_to(victim)
    mixed = root / "9-0123456789ab"
    mixed.mkdir(mode=0o700)
    (mixed / "thesis.txt").write_text("theirs")
    for entry in (victim, root / "photos", root / NOTES, mixed):
        aged(entry)
    forget_old(root)
    assert (victim / NOTE).read_text() == "theirs"
    assert (mixed / "thesis.txt").read_text() == "theirs"
    assert {entry.name for entry in root.iterdir()} == {"photos", NOTES, mixed.name, STAMP}
    assert not is_own(root / NOTES)
