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
    assert [folder.name for folder in root.iterdir()] == ["777-0123456789ab"]


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
    assert {entry.name for entry in root.iterdir()} == {"photos", NOTES, mixed.name}
    assert not is_own(root / NOTES)
