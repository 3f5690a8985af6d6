"""`make sdk`: what it writes, and what it says where it can't."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tools import sdk


def test_without_the_generator_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A machine without Go gets a sentence, and what an earlier run wrote stays."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sdk, "TARGET", tmp_path / "sdk")
    (tmp_path / "sdk").mkdir()
    assert sdk.main([]) == 1
    assert "gen-sdk is missing: install Go and run `make setup-dev`" in capsys.readouterr().err
    assert (tmp_path / "sdk").is_dir()


@pytest.mark.skipif(shutil.which("gen-sdk") is None, reason="make setup-dev builds it with Go")
def test_a_schema_that_pulumi_refuses_is_told(tmp_path: Path) -> None:
    """Pulumi's own words reach the terminal."""
    schema = tmp_path / "schema.json"
    broken = {"type": "object", "properties": {"one": {"$ref": "#/types/none:index:Here"}}}
    schema.write_text(json.dumps({"name": "broken", "types": {"broken:index:One": broken}}))
    with pytest.raises(sdk.SdkError, match=r"gen-sdk: .*none:index:Here"):
        sdk.generate(tmp_path / "sdk", schema=schema)


def test_an_example_gets_the_sdk_whole(tmp_path: Path) -> None:
    """What a package manager put into the last one is gone: it may be of another version."""
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "package.json").touch()
    left = tmp_path / "project" / sdk.ADDED / "node_modules"
    left.mkdir(parents=True)
    sdk.add_to(tmp_path / "project", tmp_path / "made")
    assert [one.name for one in left.parent.iterdir()] == ["package.json"]


@pytest.mark.parametrize("example", sdk.EXAMPLES)
def test_the_examples_take_it_from_there(example: str) -> None:
    """Each example project names the folder that the SDK is put into."""
    declared = {"typescript": "package.json", "go": "go.mod"}[example]
    assert str(sdk.ADDED) in (sdk.ROOT / "examples" / example / declared).read_text()
