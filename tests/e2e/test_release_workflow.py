"""The workflow that releases: what GitHub accepts, what it may do, and that nothing moves under it.

It can't be run here; docs/releasing.md says what of it was never tried.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from support.project import ROOT
from support.workflows import actionlint, validated

FILE = ROOT / ".github" / "workflows" / "release.yml"
TEXT = FILE.read_text()
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, Any] = WORKFLOW["jobs"]
# What a job may do that reads the code and builds from it.
READS = {"contents": "read"}
MAY = {
    "attest": {"id-token": "write", "attestations": "write"},
    "pypi": {"id-token": "write"},
    "npm": {"id-token": "write"},
    "github": {"contents": "write"},
}


def test_it_is_githubs() -> None:
    """GitHub's own schema and actionlint find nothing."""
    code, said = validated("vendor.github-workflows", FILE)
    assert code == 0, said
    assert actionlint(FILE) == ""


def test_a_job_may_do_its_own_part() -> None:
    """Nothing by default; what builds can't publish, and what publishes runs no code of ours."""
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        name: MAY.get(name, READS) for name in JOBS
    }
    for name in MAY:
        steps = JOBS[name]["steps"]
        assert not [one for one in steps if one.get("uses", "").startswith("actions/checkout@")]
        assert not [
            one for one in steps if re.search(r"\b(?:make|python\S*|pip)\b", str(one.get("run")))
        ]


def test_only_a_tag_publishes() -> None:
    """By hand everything is built and checked; what publishes needs the attestation of a tag."""
    assert JOBS["attest"]["if"] == "github.ref_type == 'tag'"
    assert set(JOBS["attest"]["needs"]) == set(JOBS) - set(MAY)
    assert {name: JOBS[name]["needs"] for name in ("pypi", "npm")} == {
        "pypi": "attest",
        "npm": "attest",
    }
    assert set(JOBS["github"]["needs"]) == {"pypi", "npm"}
    assert "secrets." not in TEXT


@pytest.mark.parametrize("name", JOBS)
def test_nothing_moves_under_it(name: str) -> None:
    """Actions are named by their commit, with the version beside it; runners by their version."""
    job = JOBS[name]
    assert job["timeout-minutes"] < 360, "GitHub's own limit"
    runners = [
        one["runner"]
        for one in job.get("strategy", {"matrix": {"include": []}})["matrix"]["include"]
    ]
    for runner in runners or [job["runs-on"]]:
        assert re.fullmatch(
            r"(?:ubuntu-\d+\.\d+(?:-arm)?|macos-\d+(?:-intel)?|windows-\d+)", runner
        )
    assert [one["uses"] for one in job["steps"] if "uses" in one]
    for line in TEXT.splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_the_code_that_is_built_is_the_tags() -> None:
    """No step keeps credentials of the checkout, and none uses a cache that others can write to."""
    for job in JOBS.values():
        for step in job["steps"]:
            uses = step.get("uses", "")
            given = step.get("with", {})
            if uses.startswith("actions/checkout@"):
                assert given == {"persist-credentials": False}
            if uses.startswith(("actions/setup-python@", "actions/setup-go@")):
                assert not given.get("cache"), uses


def test_every_platform_has_an_archive() -> None:
    """Linux and macOS on both processors, and Windows; each is started before it is kept."""
    archive = JOBS["archive"]
    platforms = {one["platform"] for one in archive["strategy"]["matrix"]["include"]}
    assert platforms == {
        "linux-amd64",
        "linux-arm64",
        "darwin-amd64",
        "darwin-arm64",
        "windows-amd64",
    }
    commands = [one["run"] for one in archive["steps"] if "run" in one]
    assert [one for one in commands if one.startswith("python -m tools.plugin_archive.smoke ")]
