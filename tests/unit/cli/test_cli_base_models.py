"""`base-models`: what can be tuned, from the catalogue, on the day that it is."""

from __future__ import annotations

import json
from datetime import date

import pytest
from support.cli_world import run

from pulumi_google_tuning.fields import instants


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instants, "today", lambda: date(2026, 11, 28))


def test_what_can_be_tuned_is_listed() -> None:
    """A line has name, state, methods, places, adapter sizes and price; nothing retired is in."""
    lines = run("base-models").stdout.splitlines()
    flash = next(line for line in lines if line.startswith("gemini-3.5-flash "))
    assert [cell.strip() for cell in flash.split("  ") if cell.strip()] == [
        "gemini-3.5-flash",
        "can be tuned",
        "supervised, reinforcement",
        "us-central1, europe-west4",
        "us, eu",
        "1 2 4 8 16",
        "10 (supervised)",
    ]
    assert not [line for line in lines if line.startswith(("gemini-2", "gemini-3.6", "models/"))]
    assert any("0.28 to 9.06, depending on the model" in line for line in lines)


def test_all_has_what_was() -> None:
    """With --all what Google retired, ended or never tuned is listed too, in words."""
    text = run("base-models", "--all").stdout
    for words in ("retired 2026-10-20, extended", "ended 2026-06-01", "not to be tuned", "models/"):
        assert words in text


def test_json_names_the_source_of_each_fact() -> None:
    """A program gets the day of the catalogue, and source and date beside each fact."""
    found = json.loads(run("base-models", "--json").stdout)
    assert date.fromisoformat(found["asOf"])
    flash = next(one for one in found["models"] if one["name"] == "gemini-3.5-flash")
    assert flash["usdPerMillionTokens"]["supervised"]["value"] == 10
    assert flash["cmek"]["value"] is False
    for fact in (flash["cmek"], flash["tunedIn"], flash["methods"]["reinforcement"]):
        assert fact["source"].startswith("https://")
        assert date.fromisoformat(fact["date"])
