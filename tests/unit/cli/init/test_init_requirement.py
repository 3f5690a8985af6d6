"""What requirements.txt says: the version that runs, from where it was installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from pulumi_google_tuning.cli.init import requirement

WHEEL = "pulumi_google_tuning-0.1.0-py3-none-any.whl"
COMMIT = "0" * 40


class Installed:
    """A distribution as pip has noted it."""

    version = "0.1.0"

    def __init__(self, origin: dict[str, Any] | None) -> None:
        self._origin = origin

    def read_text(self, name: str) -> str | None:
        """Return what pip noted of where it came from."""
        assert name == "direct_url.json"
        return None if self._origin is None else json.dumps(self._origin)


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        (None, "pulumi-google-tuning==0.1.0"),
        (
            {"url": f"file:///a%20b/{WHEEL}", "archive_info": {}},
            f"pulumi-google-tuning @ file:///a%20b/{WHEEL}",
        ),
        ({"url": "file:///src", "dir_info": {}}, "pulumi-google-tuning @ file:///src"),
        ({"url": "file:///src", "dir_info": {"editable": True}}, "--editable file:///src"),
        (
            {
                "url": "https://git.example.com/x",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
                "subdirectory": "provider",
            },
            f"pulumi-google-tuning @ git+https://git.example.com/x@{COMMIT}#subdirectory=provider",
        ),
    ],
)
def test_it_names_where_this_one_came_from(
    monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any] | None, wanted: str
) -> None:
    """An index gives its version; a wheel, a folder, a repository gives itself."""
    monkeypatch.setattr(requirement, "installed", lambda _: Installed(origin))
    found = requirement.requirements(emulator=False, portable=False)
    assert found.text == f"{wanted}\n"
    if not wanted.startswith("--"):
        Requirement(wanted)


def test_a_wheel_of_this_machine_goes_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A repository that another machine installs has the wheel in it."""
    wheel = tmp_path / WHEEL
    wheel.write_bytes(b"wheel")
    origin = {"url": wheel.as_uri(), "archive_info": {}}
    monkeypatch.setattr(requirement, "installed", lambda _: Installed(origin))
    found = requirement.requirements(emulator=False, portable=True)
    assert (found.text, found.wheels) == (f"./wheels/{WHEEL}\n", {f"wheels/{WHEEL}": b"wheel"})


def test_a_folder_of_this_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout can't go along, so whoever writes a repository hears of it."""
    origin = {"url": "file:///a%20b", "dir_info": {}}
    monkeypatch.setattr(requirement, "installed", lambda _: Installed(origin))
    assert requirement.requirements(emulator=False, portable=True).folders == ("/a b",)


def test_the_emulator_is_named_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A project on the emulator asks for it too, but not for one that isn't to be had."""
    there = {requirement.PROVIDER: Installed(None), requirement.EMULATOR: Installed(None)}
    monkeypatch.setattr(requirement, "installed", there.get)
    both = requirement.requirements(emulator=True, portable=False).text
    assert both == "pulumi-google-tuning==0.1.0\ngoogle-tuning-emulator==0.1.0\n"
    del there[requirement.EMULATOR]
    alone = requirement.requirements(emulator=True, portable=False).text
    assert alone == "pulumi-google-tuning==0.1.0\n"
