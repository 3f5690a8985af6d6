"""What the report reads from a state: all that is there, nothing that is secret, never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import report_state as given_state

from pulumi_google_tuning.cli.report.comparison import comparisons
from pulumi_google_tuning.cli.report.model import Curve, Link, Report, Tone, Training
from pulumi_google_tuning.cli.report.page import render
from pulumi_google_tuning.cli.report.state import report
from pulumi_google_tuning.errors import GoogleTuningError

_NAMES = [*given_state.model("m")["outputs"], *given_state.job("j")["outputs"], "error"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*_NAMES, "step", "meanLoss", "sha256"]), inner)
    ),
    max_leaves=12,
)


def _read(exported: Any) -> dict[str, Training]:
    return {one.name: one for one in report(exported, "state.json").trainings}


def _facts(one: Training, title: str) -> dict[str, str]:
    (group,) = (group for group in one.groups if group.title == title)
    return {fact.label: fact.value for fact in group.facts}


def test_a_model_is_told_whole() -> None:
    """State, steps, loss, duration, data, hyperparameters and permissions of a tuned model."""
    one = _read(given_state.rich())["answers"]
    assert (one.state, one.tone, one.total_steps, one.final_loss) == (
        "ACTIVE",
        Tone.GOOD,
        150,
        0.25,
    )
    assert one.seconds == pytest.approx(5400)
    assert _facts(one, "Data") == {
        "file": "train.jsonl",
        "examples": "120 examples",
        "sha256": given_state.SHA[:12],
    }
    assert [(fact.label, fact.value) for fact in one.settings] == [
        ("epochs", "5"),
        ("learning rate", "0.004"),
    ]
    assert _facts(one, "Permissions") == {"writer": "ann@example.com"}


def test_a_job_is_told_whole() -> None:
    """A job's data are those of the dataset at its address; its counts, checkpoints and names."""
    one = _read(given_state.rich())["sentiment"]
    assert (one.state, one.seconds) == ("SUCCEEDED", 81 * 60)
    assert _facts(one, "Training data")["file"] == "reviews.jsonl"
    assert _facts(one, "Training data")["examples"] == "500 examples"
    assert ("adapter size", "four") in [(fact.label, fact.value) for fact in one.settings]
    assert _facts(one, "Checkpoints") == {"1 (epoch 1, step 4)": "no endpoint"}
    assert _facts(one, "Google's names")["endpoint"].endswith("/endpoints/9")
    assert _facts(one, "Time (UTC)")["waited"] == "9 min"


def test_lineage_leads_from_the_base_model() -> None:
    """What was tuned on is told with all its ancestors, whichever way a project is written."""
    found = _read(given_state.rich())
    assert found["refined"].lineage == (Link(given_state.BASE), Link("answers", "answers"))
    assert found["answers"].tuned_on == (Link("refined", "refined"),)
    assert found["sentiment-on"].lineage == (
        Link("gemini-3.5-flash"),
        Link("sentiment", "sentiment"),
    )


def test_a_circle_of_ancestors_ends() -> None:
    """Models that name each other as their source are told without an end to be waited for."""
    first = given_state.model("a", tunedModelSource="tunedModels/b-3f9c1ab2")
    second = given_state.model("b", tunedModelSource="tunedModels/a-3f9c1ab2")
    found = _read(given_state.state(first, second))["a"]
    assert [link.name for link in found.lineage] == ["tunedModels/a-3f9c1ab2", "b"]


def test_a_failure_is_told_once_in_googles_words() -> None:
    """Init errors are the problem; a job's error isn't told again where they have it already."""
    found = _read(given_state.rich())["doomed"]
    assert found.tone is Tone.BAD
    assert found.problems == ('Google said: "The training data is too similar." (code 13)',)
    error = {"code": 3, "message": "Row 7 is empty."}
    alone = given_state.job("j", state="JOB_STATE_FAILED", error=error)
    assert _read(given_state.state(alone))["j"].problems == (
        "Google said: Row 7 is empty. (code 3)",
    )
    said = alone | {"initErrors": ['Google said: "Row 7 is empty." (code 3)']}
    assert _read(given_state.state(said))["j"].problems == tuple(said["initErrors"])


def test_a_job_without_its_endpoint_is_no_failed_training() -> None:
    """Google calls it failed; it is trained, and once an endpoint answers nothing is wrong."""
    error = {"code": 13, "message": "Failed to create endpoint. Tuned model is uploaded and so on."}
    model = {"model": f"{given_state.PLACE}/models/1@1"}
    failed = {"state": "JOB_STATE_FAILED", "error": error, "tunedModel": model}
    found = _read(given_state.state(given_state.job("j", **failed, served=False)))["j"]
    assert (found.state, found.tone, len(found.problems)) == ("TRAINED NOT SERVED", Tone.WARN, 1)
    found = _read(given_state.state(given_state.job("j", **failed, served=True)))["j"]
    assert (found.state, found.tone, found.problems) == ("SUCCEEDED", Tone.GOOD, ())


def test_half_a_training_has_no_duration_and_no_final_loss() -> None:
    """A model that still trains shows how far it is, and nothing that only its end will tell."""
    one = _read(given_state.rich())["on-its-way"]
    assert (one.tone, one.seconds, one.final_loss) == (Tone.WORKING, None, None)
    assert (one.completed_steps, one.total_steps) == (40, 150)
    assert one.curve is not None
    assert len(one.curve.points) == 40


def test_what_is_left_to_delete_says_so() -> None:
    """A model that a replacement left is told as such, after the one that replaced it."""
    old = given_state.model("m") | {"delete": True, "id": "a"}
    new = given_state.model("m") | {"id": "z"}
    first, second = report(given_state.state(old, new), "s").trainings
    assert (first.problems, first.anchor, second.anchor) == ((), "m", "m-2")
    assert second.problems == ("replaced: the next `pulumi up` deletes it",)


def test_secrets_are_never_shown() -> None:
    """A secret, as ciphertext or in the clear, at any depth and in any field, is [secret]."""
    shown = dict(given_state.SECRET) | {"plaintext": '"nobody-may-see-this"'}
    models = [
        given_state.model(
            f"m{at}",
            description=secret,
            displayName=secret,
            lossCurve=secret,
            finalLoss=secret,
            state=secret,
            trainingData=secret,
            trainingDataSha256=secret,
            hyperparameters={"epochCount": secret, "batchSize": 4},
        )
        for at, secret in enumerate((given_state.SECRET, shown))
    ]
    page = render(report(given_state.state(*models), "s"))
    assert "nobody-may-see-this" not in page
    assert "v1:" not in page
    assert page.count("[secret]") >= 6


def test_no_example_is_shown() -> None:
    """Whatever else stands in a state, only the named fields of its data reach the page."""
    data = {
        "path": "t.jsonl",
        "sha256": given_state.SHA,
        "exampleCount": 1,
        "examples": [{"textInput": "PRIVATE"}],
    }
    job = given_state.job("j", tuningDataStats={"x": {"userInputTokenDistribution": ["PRIVATE"]}})
    page = render(report(given_state.state(given_state.model("m", trainingData=data), job), "s"))
    assert "PRIVATE" not in page


def test_the_order_of_the_state_does_not_matter() -> None:
    """Models are stored as they get ready, and the page is the same every time."""
    exported = given_state.rich()
    page = render(report(exported, "s"))
    exported["deployment"]["resources"].reverse()
    exported["deployment"]["manifest"]["time"] = "2027-01-01T00:00:00Z"
    assert render(report(exported, "s")) == page


def test_models_on_the_same_data_are_compared() -> None:
    """The lowest loss stands first, the unfinished last, with what they differ in as columns."""
    (one,) = comparisons(report(given_state.rich(), "s").trainings)
    assert [row.training.name for row in one.ranked] == [
        "answers",
        "answers-slow",
        "doomed",
        "on-its-way",
    ]
    assert [row.best for row in one.ranked] == [True, False, False, False]
    assert one.columns == ("batch size", "learning rate")
    assert one.ranked[0].settings == ("", "0.004")


def test_metrics_give_a_job_its_final_loss() -> None:
    """A job has no loss of its own in the state: the last of /train_total_loss is."""
    curves = (Curve("/train_total_loss", ((1, 2.0), (9, 0.5))),)
    found: Report = report(given_state.rich(), "s", {"sentiment": curves})
    (one,) = (one for one in found.trainings if one.name == "sentiment")
    assert (one.final_loss, one.metrics) == (0.5, curves)


def test_metrics_of_nobody_are_refused() -> None:
    """Metrics of a job that isn't in the stack name those that are."""
    with pytest.raises(GoogleTuningError, match=r"no training of that name. It has: answers, "):
        report(given_state.rich(), "s", {"sentimnet": ()})


@pytest.mark.parametrize("exported", [None, [], {}, {"deployment": None}, {"resources": []}])
def test_what_is_no_state_is_refused(exported: Any) -> None:
    """Another file is refused with how to make the right one."""
    with pytest.raises(GoogleTuningError, match=r"pulumi stack export --file x\.json"):
        report(exported, "x.json")


@given(
    st.dictionaries(st.sampled_from(_NAMES), _JSON), st.sampled_from(["TunedModel", "TuningJob"])
)
def test_any_state_makes_a_page(outputs: dict[str, Any], kind: str) -> None:
    """Whatever an older or newer version has stored, there is a page, and it can be written."""
    stored = given_state.resource(kind, "m", outputs)
    page = render(report(given_state.state(stored, given_state.model("other")), "s"))
    assert 'id="m"' in page
    page.encode("utf-8")
