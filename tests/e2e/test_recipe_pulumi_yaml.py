"""The workflow for Pulumi YAML, run by bash with the real CLI on the emulator, and its guards."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from support.emulator import ROOT, Emulator
from support.project import Project
from support.workflows import RECIPES, YAML_WORKFLOW, Runner

README = (RECIPES / "pulumi-yaml" / "README.md").read_text()
WORKFLOW = yaml.safe_load(YAML_WORKFLOW.read_text())
STEPS = {one["name"]: one["run"] for one in WORKFLOW["jobs"]["tuning"]["steps"] if "run" in one}
DEADLINE = {"UP_DEADLINE": WORKFLOW["env"]["UP_DEADLINE"]}
JOB = "  sentiment:\n    type: google-tuning:TuningJob\n"


@pytest.fixture
def runner(project: Project) -> Runner:
    """Return a runner with the template's project, and the guards as the page has them."""
    template = ROOT / "templates" / "pulumi-yaml"
    shutil.copy2(template / "train.jsonl", project.folder)
    text = (template / "Pulumi.yaml").read_text().partition("\ntemplate:")[0]
    (guarded,) = re.findall(r"^```yaml\n(.*?)```", README, re.MULTILINE | re.DOTALL)
    assert guarded.startswith(JOB)
    assert JOB in text
    text = text.replace(JOB, guarded).replace("${PROJECT}", "numbers")
    (project.folder / "Pulumi.yaml").write_text(text.replace("${DESCRIPTION}", "x"))
    settings = re.findall(
        r"^pulumi config set --stack prod google-tuning:(\S+) (\S+)$", README, re.MULTILINE
    )
    assert [key for key, _ in settings] == ["retrain", "maxCost"]
    for key, value in [*settings, ("project", "my-project")]:
        project.config(key, value)
    stack = project.folder / "Pulumi.test.yaml"
    own = "  numbers:bucket: my-data\n  numbers:baseModel: gemini-3.5-flash\n"
    stack.write_text(stack.read_text() + own)
    return Runner(project)


def test_a_repository_of_pulumi_yaml(runner: Runner, emulator: Emulator) -> None:
    """A preview is a comment, a merge trains once; the guards refuse a retraining and a delete."""
    file = runner.project.folder / "Pulumi.yaml"
    text = file.read_text()
    assert runner.run(STEPS["preview"]).code == 0
    comment = runner.file("comment.md")
    assert comment.startswith("### Tuning: test\npulumi exited with 0.\n\n    ")
    assert "\n    Previewing update (test):\n" in comment
    assert "\n        + 3 to create" in comment
    assert emulator.requests("POST") == []
    done = runner.run(STEPS["up"], **DEADLINE)
    assert done.code == 0, done.text
    said = done.text.splitlines()
    assert said[0].replace("stop-commands::", "") + "::" == said[-1]

    file.write_text(text.replace("epochCount: 3", "epochCount: 4"))
    assert runner.run(STEPS["preview"]).code != 0
    assert "retrain" in runner.file("comment.md")
    assert runner.run(STEPS["up"], **DEADLINE).code != 0
    head, _, rest = text.partition(JOB)
    assert rest
    file.write_text(head)
    assert runner.run(STEPS["preview"]).code != 0
    assert "protect" in runner.file("comment.md")
    assert runner.run(STEPS["up"], **DEADLINE).code != 0
    assert len(emulator.jobs()) == 1


def test_a_comment_holds_nothing_that_a_page_obeys(runner: Runner) -> None:
    """What pulumi prints of a pull request's file can't end the code block, nor turn its words."""
    odd = r"\342\200\256 \033[2J \302\205 a\r# b \342\201\246 \342\200\213 \303\244"
    runner.stand_in("pulumi", f"printf '{odd}\n# Approved\n'; exit 3")
    assert runner.run(STEPS["preview"]).code == 3
    body = runner.file("comment.md").partition("\n\n")[2]
    assert body == "    ? ?[2J ? a?# b ? ? \u00e4\n    # Approved\n"
