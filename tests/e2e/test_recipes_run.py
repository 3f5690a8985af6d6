"""The scripts of the pipelines, run by bash with the real CLI on the emulator.

What is GitHub's or GitLab's own (`gh`, and the API behind `curl`) is a stand-in that logs calls.
"""

from __future__ import annotations

import getpass
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
import yaml
from support.emulator import Emulator
from support.interruption import LONG
from support.processes import cut_power
from support.project import OK, ROOT, Project, Run
from support.waiting import until
from support.workflows import GITLAB, Runner, step

MODEL = """
tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "{answer}"], ["3", "4"]],
    hyperparameters={{"epoch_count": 10, "batch_size": 1}},
    display_name="numbers",
)
pulumi.export("stage", "test")
"""
UP, RESUME = step("up", "up")["run"], step("up", "resume")["run"]
OURS = {"LOCKS_OF": getpass.getuser()}


@pytest.fixture
def runner(project: Project) -> Runner:
    """Return a runner with a model to train, and a `gh` that keeps what it is told."""
    project.program(MODEL.format(answer="2"))
    made = Runner(project)
    made.stand_in("gh", '[ "$1 $2" != "issue list" ] || cat issues.txt')
    (project.folder / "issues.txt").touch()
    return made


def timeouts_of(session: int) -> list[int]:
    """List the `timeout` processes of a session."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,sess=,comm="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, owner, name in rows if int(owner) == session and name == "timeout"]


def started(runner: Runner, emulator: Emulator) -> subprocess.Popen[str]:
    """Start the step `up`, and be there when its training was accepted and is polled."""
    emulator.settings(trainingSeconds=LONG)
    process = runner.start(UP, **OURS)
    polls = r"/tunedModels/numbers-"
    until(
        lambda: (
            len(emulator.requests("GET", "/tunedModels/numbers-")) > 1 or process.poll() is not None
        ),
        f"a poll of {polls}",
    )
    assert process.poll() is None, runner.file("step.txt")
    return process


def settled(runner: Runner, emulator: Emulator) -> None:
    """Assert one training, a ready model, and a state with nothing pending."""
    assert len(emulator.trainings()) == 1
    (stored,) = runner.project.resources()
    assert not stored.get("initErrors")
    assert not runner.project.export()["deployment"].get("pending_operations")
    runner.project.preview("--refresh", "--expect-no-changes")


def test_a_preview_is_a_comment(runner: Runner, emulator: Emulator) -> None:
    """The comment says what would be trained; the step that posts it names the pull request."""
    assert runner.run(step("preview", "preview")["run"]).code == 0
    comment = runner.file("comment.md")
    assert comment.startswith("### Tuning: test\nWhat merging this does to `test`:\n")
    head, _, everything = comment.partition("<details>")
    assert "\n        trains 20 steps: 2 examples × 10 epochs / batch 1\n" in head
    assert "+ 2 to create" in head
    assert "Previewing update (test):" not in head
    assert "Outputs:" not in head
    assert "\n    Outputs:\n" in everything
    assert "\n    Previewing update (test):\n" in everything
    posted = runner.run(step("preview", "comment")["run"], PULL_REQUEST="7")
    assert posted.code == 0
    assert runner.calls() == ["gh pr comment 7 --edit-last --create-if-none --body-file comment.md"]
    assert emulator.trainings() == []


def test_a_preview_that_fails_is_a_comment_too(runner: Runner) -> None:
    """A mistake in the data stands in the comment, and fails the check.

    A key that would end the code block and begin a heading of its own is shown in it.
    """
    forged = r'["3", ""], {"a\r\r# Approved\r\x1b[2J": "x"}'
    runner.project.program(MODEL.format(answer="2").replace('["3", "4"]', forged))
    assert runner.run(step("preview", "preview")["run"]).code != 0
    comment = runner.file("comment.md")
    assert "**Merging this would fail**" in comment
    assert "trainingData[1]: output is empty" in comment
    assert r"a\r\r# Approved\r\x1b[2J isn't a field" in comment
    assert all(character.isprintable() or character == "\n" for character in comment)


def test_a_policy_is_seen_in_the_comment(runner: Runner) -> None:
    """What a policy pack refuses stands in the comment, and neither step goes past it."""
    pack = {"POLICY_PACK": str(ROOT / "examples" / "policy-pack")}
    assert runner.run(step("preview", "preview")["run"], **pack).code != 0
    head = runner.file("comment.md").partition("<details>")[0]
    assert "baseModel of numbers is gemini-1.5-flash-001-tuning, which isn't among" in head
    assert runner.run(UP, **OURS, **pack).code != 0
    assert runner.project.resources() == []


def test_a_retraining_is_seen_in_the_comment(runner: Runner) -> None:
    """A change of the data says what is trained again, and why."""
    assert runner.run(UP, **OURS).code == 0
    runner.project.program(MODEL.format(answer="3"))
    assert runner.run(step("preview", "preview")["run"]).code == 0
    head = runner.file("comment.md").partition("<details>")[0]
    assert "trains again" in head
    assert "trainingData" in head
    assert "replaces tunedModels/numbers-" in head


def test_up_and_nothing_to_resume(runner: Runner, emulator: Emulator) -> None:
    """A merge converges; the hourly run after it touches nothing at Google."""
    assert runner.run(UP, **OURS).code == 0
    settled(runner, emulator)
    emulator.forget_requests()
    resumed = runner.run(RESUME, **OURS)
    assert (resumed.code, resumed.text) == (0, "Nothing is left to wait for.\n")
    assert emulator.requests() == []


def test_the_runners_limit(runner: Runner, emulator: Emulator) -> None:
    """At the deadline the step ends well and names what trains; the hourly run waits on."""
    process = started(runner, emulator)
    (timer,) = timeouts_of(process.pid)
    os.kill(timer, signal.SIGALRM)  # as its own alarm does when the time is up
    first = runner.ended(process)
    assert first.code == 0, first.text
    assert first.text.endswith(
        "Time is up. These trainings continue, and the next run waits for them:\nnumbers\n"
    )
    (stored,) = runner.project.resources()
    assert stored["initErrors"], "saved by one Ctrl-C, and not cut off by a second"
    emulator.finish()
    resumed = runner.run(RESUME, **OURS)
    assert resumed.code == 0, resumed.text
    assert "Resuming: numbers" in resumed.text
    assert "was killed" not in resumed.text
    settled(runner, emulator)


def killed(runner: Runner, emulator: Emulator) -> None:
    """Kill -9 all of a runner while the model trains; then let the training end."""
    process = started(runner, emulator)
    cut_power(process.pid)
    process.wait()
    emulator.finish()


@pytest.mark.parametrize("script", [UP, RESUME])
def test_a_killed_runner(runner: Runner, emulator: Emulator, script: str) -> None:
    """The next run takes the dead one's lock away and ends with the one training."""
    killed(runner, emulator)
    after = runner.run(script, **OURS)
    assert after.code == 0, after.text
    assert "An earlier run of this pipeline was killed" in after.text
    settled(runner, emulator)


def test_somebody_elses_lock_stays(runner: Runner, emulator: Emulator) -> None:
    """A lock that isn't a runner's is not taken away: the step fails and says whom to ask."""
    killed(runner, emulator)
    refused = runner.run(UP, LOCKS_OF="somebody-else")
    assert refused.code != 0
    assert "Someone else's update holds the stack" in refused.text
    runner.project.run("cancel", "--yes", expect=OK)


def test_a_failed_training_is_not_run_again_every_hour(runner: Runner, emulator: Emulator) -> None:
    """Google's failure fails the merge's run once; the hourly one has nothing to wait for."""
    emulator.fail_trainings("numbers", "the data is odd")
    failed = runner.run(UP, **OURS)
    assert failed.code != 0
    assert "the data is odd" in failed.text
    assert runner.run(RESUME, **OURS).text == "Nothing is left to wait for.\n"


def drift(runner: Runner) -> Run:
    """Run the nightly step."""
    return runner.run(step("drift", "drift")["run"])


def test_drift_is_an_issue(runner: Runner, emulator: Emulator) -> None:
    """No issue without drift; one with its words; the same one the next night; closed after it."""
    assert runner.run(UP, **OURS).code == 0
    assert drift(runner).code == 0
    assert [call.split(" --")[0] for call in runner.calls()] == [
        "gh label create drift",
        "gh issue list",
    ]

    (model,) = emulator.models()
    there = f"/v1beta/{model['name']}"
    mask = {"updateMask": "displayName"}
    emulator.api("PATCH", there, {"displayName": "by hand"}, mask)
    found = drift(runner)
    assert found.code == 0, found.text
    assert runner.calls()[-1] == (
        "gh issue create --title Drift in test --label drift --body-file drift.md"
    )
    body = runner.file("drift.md").partition("<details>")[0]
    assert body.startswith("### Drift in test\n")
    assert "patches displayName" in body
    assert [one["displayName"] for one in emulator.models()] == ["by hand"], "only looked at"

    (runner.project.folder / "issues.txt").write_text("12\n")
    assert drift(runner).code == 0
    assert runner.calls()[-1] == "gh issue edit 12 --body-file drift.md"
    emulator.api("PATCH", there, {"displayName": "numbers"}, mask)
    assert drift(runner).code == 0
    assert runner.calls()[-1] == "gh issue close 12 --comment No drift any more."


def test_a_broken_drift_job_is_no_drift(runner: Runner, emulator: Emulator) -> None:
    """When Google can't be asked the job fails, and no issue says that something drifted."""
    assert runner.run(UP, **OURS).code == 0
    runner.calls()
    emulator.fault(method="GET", path="/tunedModels/", status=403, count=-1)
    assert drift(runner).code not in {0, 7}
    assert not [
        call for call in runner.calls() if call.startswith(("gh issue create", "gh issue edit"))
    ]


def gitlab(job: str) -> str:
    """Return a GitLab job's own script."""
    lines = yaml.safe_load(GITLAB.read_text())[job]["script"]
    return "\n".join(lines)


def test_gitlab(runner: Runner, emulator: Emulator) -> None:
    """The same pages become a note on the merge request and an issue, through GitLab's API."""
    runner.stand_in("curl", "echo '[]'")
    there = {"CI_API_V4_URL": "https://gitlab/api/v4", "CI_PROJECT_ID": "5", "GITLAB_TOKEN": "t"}
    assert runner.run(gitlab("preview"), CI_MERGE_REQUEST_IID="3", **there).code == 0
    (note,) = runner.calls()
    assert note.endswith("body@comment.md https://gitlab/api/v4/projects/5/merge_requests/3/notes")
    assert runner.run(gitlab("up"), SCRIPT="ci/up.sh", **OURS).code == 0
    assert runner.run(gitlab("drift"), **there).code == 0
    assert runner.calls() == []
    (model,) = emulator.models()
    emulator.api("DELETE", f"/v1beta/{model['name']}")
    assert runner.run(gitlab("drift"), **there).code == 0
    asked, opened = runner.calls()
    assert "labels=drift&state=opened" in asked
    assert opened.endswith("description@drift.md https://gitlab/api/v4/projects/5/issues")
    assert "numbers" in runner.file("drift.md")
    runner.stand_in("curl", """echo '[{"iid": 9}]'""")
    assert runner.run(gitlab("drift"), **there).code == 0
    assert "--request PUT" in runner.calls()[-1]


def test_gitlabs_identity(runner: Runner) -> None:
    """The credentials' file names Google's token service, the job's token and the account."""
    (script, _) = yaml.safe_load(GITLAB.read_text())[".pulumi"]["before_script"]
    ended = runner.run(
        script + '\ncat "$GOOGLE_APPLICATION_CREDENTIALS"',
        GOOGLE_ID_TOKEN="a-token",
        WORKLOAD_IDENTITY_PROVIDER="projects/1/locations/global/workloadIdentityPools/p/providers/g",
        SERVICE_ACCOUNT="tuning@my-project.iam.gserviceaccount.com",
    )
    written = json.loads(ended.text)
    assert written["type"] == "external_account"
    assert written["audience"].endswith("/workloadIdentityPools/p/providers/g")
    assert Path(written["credential_source"]["file"]).read_text() == "a-token"
    assert "/serviceAccounts/tuning@my-project.iam." in written["service_account_impersonation_url"]
