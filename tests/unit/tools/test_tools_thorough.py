"""The record of the thorough tests: of which files it is, and when it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import thorough


@pytest.mark.parametrize("pattern", [*thorough.FILES, *thorough.BUT])
def test_each_pattern_finds_files(pattern: str) -> None:
    """A folder that was moved is noticed: a pattern that finds nothing would watch nothing."""
    assert any(thorough.ROOT.glob(pattern)), f"correct {pattern} in tools/thorough.py"


def test_the_thorough_tests_are_of_them() -> None:
    """Each file that marks a test thorough is one of those whose change runs them again."""
    here = {
        file
        for file in (thorough.ROOT / "tests" / "e2e").glob("*.py")
        if any(mark in file.read_text() for mark in ("pytest.mark.thorough", "native=False"))
    }
    assert len(here) >= 38, "the mark is written otherwise"
    assert here <= set(thorough.files())
    # There it is a whole door that is, by its conftest.py.
    assert set((thorough.ROOT / "tests" / "lifecycle").glob("*.py")) <= set(thorough.files())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with a file of the life cycle and one of the command line."""
    for name in ("lifecycle/adoption.py", "cli/ask.py"):
        file = tmp_path / "provider/pulumi_google_tuning" / name
        file.parent.mkdir(parents=True)
        file.write_text("pass\n")
    (tmp_path / "tests").mkdir()
    return tmp_path


def test_a_record_is_of_the_files_as_they_are(tree: Path) -> None:
    """Recorded files pass; a change or another name of one doesn't; other files don't count."""
    assert not thorough.passed(tree), "nothing was recorded yet"
    assert thorough.record(thorough.digest(tree), tree) is None
    assert thorough.passed(tree)
    (tree / "provider/pulumi_google_tuning/cli/ask.py").write_text("raise\n")
    assert thorough.passed(tree)
    adoption = tree / "provider/pulumi_google_tuning/lifecycle/adoption.py"
    adoption.write_text("raise\n")
    assert not thorough.passed(tree)
    adoption.write_text("pass\n")
    assert thorough.passed(tree)
    adoption.rename(adoption.with_name("maker.py"))
    assert not thorough.passed(tree)


def test_what_changed_meanwhile_is_not_recorded(tree: Path) -> None:
    """Files that changed while the tests ran weren't tested."""
    before = thorough.digest(tree)
    (tree / "provider/pulumi_google_tuning/lifecycle/diff.py").touch()
    assert thorough.record(before, tree) == (
        "files changed while the tests ran: run `make test-all` again"
    )
    assert not thorough.passed(tree)
