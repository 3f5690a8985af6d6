"""The recipes' files against what reads them: GitHub, GitLab, Kubernetes, and the linters."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from support.workflows import (
    GITLAB,
    RECIPES,
    WORKFLOWS,
    YAML_WORKFLOW,
    actionlint,
    validated,
)

FILES = [*sorted(WORKFLOWS.glob("*.yml")), YAML_WORKFLOW]
NAMES = [file.stem for file in FILES]
SCHEMA = Path(__file__).parents[1] / "support" / "operator_stack.schema.json"


def test_the_workflows_are_githubs() -> None:
    """All of them are what GitHub's own schema asks for."""
    assert NAMES == ["drift", "preview", "up", "tuning"]
    code, said = validated("vendor.github-workflows", *FILES)
    assert code == 0, said


def test_a_mistake_in_a_workflow_is_found(tmp_path: Path) -> None:
    """The schema is one that refuses: it isn't the check that passes everything."""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(FILES[0].read_text().replace("runs-on:", "run-on:"))
    assert validated("vendor.github-workflows", wrong)[0] != 0


def test_the_pipeline_is_gitlabs() -> None:
    """It is what GitLab's own schema asks for."""
    code, said = validated("vendor.gitlab-ci", GITLAB, options=("--data-transform", "gitlab-ci"))
    assert code == 0, said


def test_actionlint_finds_nothing() -> None:
    """Expressions, contexts, events and permissions are such that GitHub knows them."""
    assert actionlint(*FILES) == ""


def jobs() -> list[tuple[str, dict[str, Any]]]:
    """List each workflow with its jobs."""
    return [
        (file.stem, job)
        for file in FILES
        for job in yaml.safe_load(file.read_text())["jobs"].values()
    ]


@pytest.mark.parametrize(("name", "job"), jobs(), ids=NAMES)
def test_nothing_moves_under_a_workflow(name: str, job: dict[str, Any]) -> None:
    """Actions, runner and CLI are named by their full version, and each job has a time limit."""
    uses = [step["uses"] for step in job["steps"] if "uses" in step]
    assert uses
    assert [one for one in uses if not re.search(r"@v\d+\.\d+\.\d+$", one)] == []
    assert re.fullmatch(r"ubuntu-\d+\.\d+", job["runs-on"])
    assert job["timeout-minutes"] < 360, "GitHub's own limit"
    (cli,) = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("pulumi/")]
    assert re.fullmatch(r"\d+\.\d+\.\d+", cli["pulumi-version"])


@pytest.mark.parametrize("file", [*FILES, GITLAB], ids=[*NAMES, "gitlab"])
def test_no_key_is_asked_for(file: Path) -> None:
    """Google trusts the job's identity: no secret but the passphrase is named."""
    text = file.read_text()
    assert set(re.findall(r"secrets\.(\w+)", text)) <= {"PULUMI_CONFIG_PASSPHRASE"}
    assert "credentials_json" not in text
    assert ("id-token: write" in text) or ("id_tokens:" in text)


def test_one_update_at_a_time() -> None:
    """Updates of a stack wait for each other, and are never cut off by a newer one.

    Where previews and updates are one workflow, only a pull request's run is cut off.
    """
    up = yaml.safe_load((WORKFLOWS / "up.yml").read_text())
    assert up["concurrency"] == {"group": "tuning-prod", "cancel-in-progress": False}
    minutes = int(up["env"]["UP_DEADLINE"].removesuffix("m"))
    assert minutes < up["jobs"]["up"]["timeout-minutes"], "time to save what trains"
    both = yaml.safe_load(YAML_WORKFLOW.read_text())
    assert both["concurrency"] == {
        "group": "tuning-${{ github.event.pull_request.number || 'prod' }}",
        "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    }
    minutes = int(both["env"]["UP_DEADLINE"].removesuffix("m"))
    assert minutes < both["jobs"]["tuning"]["timeout-minutes"]
    assert yaml.safe_load(GITLAB.read_text())["up"]["resource_group"] == "tuning-prod"


@pytest.mark.parametrize("script", sorted((RECIPES / "ci").glob("*.sh")), ids=lambda one: one.name)
def test_a_script_is_plain_sh(script: Path) -> None:
    """The scripts parse as POSIX shell, and those that are run may be."""
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert script.name == "words.sh" or script.stat().st_mode & 0o111


def documents() -> list[dict[str, Any]]:
    """Read the operator's manifest."""
    return list(yaml.safe_load_all((RECIPES / "kubernetes-operator" / "stack.yaml").read_text()))


def test_the_stack_is_the_operators() -> None:
    """The manifest has only fields that the operator's definition has, of its types."""
    *others, stack = documents()
    jsonschema.validate(stack, json.loads(SCHEMA.read_text()))
    account, binding = others
    assert stack["spec"]["serviceAccountName"] == account["metadata"]["name"]
    assert binding["subjects"][0]["name"] == account["metadata"]["name"]
    assert {one["metadata"].get("namespace", "tuning") for one in documents()} == {"tuning"}


def test_a_misspelt_field_of_the_stack_is_found() -> None:
    """The schema refuses what the definition hasn't got: Kubernetes would drop it in silence."""
    stack = documents()[-1]
    stack["spec"]["resyncFrequency"] = stack["spec"].pop("resyncFrequencySeconds")
    with pytest.raises(jsonschema.ValidationError, match="resyncFrequency"):
        jsonschema.validate(stack, json.loads(SCHEMA.read_text()))
