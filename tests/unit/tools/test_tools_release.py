"""A release's tag, its versions and its chapter of the changelog have to agree."""

from __future__ import annotations

import importlib.metadata

import pytest

from tools import release

CHANGELOG = """# Changelog

## Unreleased
- Something new.

## 0.2.0-rc.1 (2026-12-01)
- The second door.

## 0.1.0
- The first version.
"""
BOTH = {"pulumi-google-tuning": "0.2.0rc1", "google-tuning-emulator": "0.2.0rc1"}


def test_what_agrees_is_released() -> None:
    """Nothing is in the way, and the notes are the chapter's alone."""
    assert release.problems("v0.2.0-rc.1", BOTH, CHANGELOG) == []
    assert release.notes("v0.2.0-rc.1", CHANGELOG) == "- The second door."
    assert release.notes("v0.1.0", CHANGELOG) == "- The first version."


@pytest.mark.parametrize(
    ("tag", "versions", "word"),
    [
        ("v0.2.0", BOTH, "v0.2.0-rc.1, not v0.2.0"),
        ("0.2.0-rc.1", BOTH, "not 0.2.0-rc.1"),
        ("v0.2.0-rc.1", {**BOTH, "google-tuning-emulator": "0.1.0"}, "google-tuning-emulator"),
        ("v0.3.0", {"pulumi-google-tuning": "0.3.0"}, "`## 0.3.0`"),
    ],
    ids=["another version", "no v", "another emulator", "no chapter"],
)
def test_what_disagrees_is_not(tag: str, versions: dict[str, str], word: str) -> None:
    """The sentence names what to correct."""
    assert any(word in problem for problem in release.problems(tag, versions, CHANGELOG))


def test_both_distributions_have_one_version() -> None:
    """One tag releases both, so the checkout never has two."""
    assert len({importlib.metadata.version(name) for name in release.DISTRIBUTIONS}) == 1


def test_an_unknown_word_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    """The usage, and an exit code that stops a workflow."""
    assert release.main(["publish"]) == 2
    assert "python -m tools.release check TAG" in capsys.readouterr().err
