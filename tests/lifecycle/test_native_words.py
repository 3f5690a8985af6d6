"""What the native plugin says to a program of any language: its names, and no secret setting."""

from __future__ import annotations

import pytest
from support import made
from support.native_plugin import PROVIDER_URN, NativePlugin
from support.plugin import UNKNOWN, Failed, Secret
from support.world import World

pytestmark = [pytest.mark.essential, pytest.mark.one_door("native", "the engine's own protocol")]
JOB = "google-tuning:index:TuningJob"
PRIVATE = "Quiet Harbour"


@pytest.fixture
def plugin(world: World) -> NativePlugin:
    """Return a plugin process."""
    return world.native_plugin()


def test_a_misspelt_name_is_answered_in_camel_case(plugin: NativePlugin) -> None:
    """No language that the plugin serves has an underscore in these names, whoever wrote one."""
    plugin.resource_type = JOB
    tuning = {"hyperparameters": {}, "training_uri": "gs://data-1/rows.jsonl"}
    wrong = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": tuning, "epoch_cnt": 1}
    job = dict(plugin.check("job", wrong)[1])
    assert job["supervisedTuningSpec.hyperparameters"].endswith('did you mean "hyperParameters"?')
    assert job["supervisedTuningSpec.training_uri"].endswith('did you mean "trainingDatasetUri"?')
    given = {"model": "m", "prompt": "p", "max_tokens": 1}
    asked = dict(plugin.invoke("generateContent", given)[1])
    assert "generationConfig" in asked["max_tokens"]
    told = "\n".join([*job.values(), *asked.values()])
    for word in ("hyper_p", "training_d", "generation_c", "base_m"):
        assert word not in told


def test_a_secret_place_is_told_without_a_word_of_python(plugin: NativePlugin) -> None:
    """What can't be kept secret says what to do in every language; a part says what it expects."""
    plugin.resource_type = JOB
    job = {
        "baseModel": "gemini-3.5-flash",
        "location": Secret("us-central1"),
        "supervisedTuningSpec": {"trainingDatasetUri": Secret(PRIVATE)},
    }
    said = "\n".join(reason for _, reason in plugin.check("job", job)[1])
    assert "location: can't be kept secret" in said
    assert "Give it as a plain value" in said
    assert "pulumi." not in said
    assert "supervisedTuningSpec.trainingDatasetUri: its secret value is invalid" in said
    assert "gs://" in said, "the part's own words, and not those of the whole"
    assert PRIVATE not in said


def test_a_secret_setting_is_in_no_sentence(plugin: NativePlugin) -> None:
    """A program may keep any setting of a provider secret: neither its check nor a call quotes it.

    The engine knows the secrets of the stack's configuration by itself, and none of a program's:
    it sends them to the check without their marks.
    """
    own = PROVIDER_URN.replace("::default", "::own")
    keys = ("project", "location", "currency", "delete", "maxCost", "pollSeconds", "misspelt")
    for given in (dict.fromkeys(keys, PRIVATE), {key: Secret(PRIVATE) for key in keys}):
        failures = plugin.check_config(given, own)[1]
        said = "\n".join(reason for _, reason in failures)
        for key in keys:
            assert f"google-tuning:{key} " in said
        assert PRIVATE not in said
        assert "a currency's code" in said, "what is expected is said"
    private = "http://private.example"
    ((_, plain),) = plugin.check_config({"geminiEndpoint": private}, own)[1]
    assert "geminiEndpoint is plain http" in plain
    assert private not in plain
    for misspelt in ("resource", "quux"):
        ((_, listed),) = plugin.check_config({misspelt: "1"})[1]
        assert "resources" not in listed, "the stack as data is no setting of a provider"
    quoted = plugin.check_config({"location": PRIVATE})[1]
    assert PRIVATE in quoted[0][1], "the engine hides the stack's secrets"

    project = "quiet-harbour-7"
    plugin.configure({**plugin.config, "project": Secret(project)}, "lineage-1")
    plugin.resource_type = JOB
    job = f"projects/{project}/locations/mars/tuningJobs/1"
    for ask in (
        lambda: plugin.invoke("getTuningJob", {"name": job}),
        lambda: plugin.listed(JOB, location="mars"),
        lambda: plugin.read("job", job, {}, {}),
    ):
        with pytest.raises(Failed) as refused:
            ask()
        assert "[secret]" in str(refused.value)
        assert project not in str(refused.value)


def test_what_isnt_known_is_no_argument(world: World) -> None:
    """A function that is called with an unknown value says which; nothing is asked of Google."""
    thing = made.model(world)
    plugin = world.native_plugin()
    for given in ({"model": UNKNOWN, "prompt": "7"}, {"model": thing.id, "prompt": UNKNOWN}):
        answer, failures = plugin.invoke("generateContent", given)
        ((path, reason),) = failures
        assert (given[path], answer) == (UNKNOWN, {})
        assert reason.startswith("isn't known yet")
    with pytest.raises(Failed, match="filter isn't known yet"):
        plugin.listed("google-tuning:index:TuningJob", filter=UNKNOWN)
