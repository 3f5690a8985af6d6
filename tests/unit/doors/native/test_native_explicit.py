"""A provider that a program configures: no sentence sends a person to `pulumi config` alone."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.doors.native.serving import Serving
from pulumi_google_tuning.doors.shared.pulumi_cli import PulumiError
from pulumi_google_tuning.doors.shared.todays_config import TodaysConfig
from pulumi_google_tuning.lifecycle.default_provider import is_default

SENTENCE = "Set a new one: `pulumi config set google-tuning:project p`."


def urn(name: str) -> str:
    """Return a provider's urn."""
    return f"urn:pulumi:dev::app::pulumi:providers:google-tuning::{name}"


@pytest.mark.parametrize(
    "name",
    ["default", "default_0_1_0", "default_1_2_3_alpha_1", "default_0_1_0_https_/a.example/x"],
)
def test_the_engines_own_names(name: str) -> None:
    """Whatever the engine calls a provider of the stack's configuration is known as one."""
    assert is_default(urn(name))
    assert Serving({}, None, urn(name), "1").in_its_words(SENTENCE) == SENTENCE


@pytest.mark.parametrize(
    "name", ["us", "default-us", "default_us", "defaults", "my_default", "team::default"]
)
def test_a_programs_names(name: str) -> None:
    """A name that a program chose is never taken for the engine's, and is told with the way."""
    assert not is_default(urn(name))
    served = Serving({}, None, urn(name), "1")
    told = served.in_its_words(SENTENCE)
    assert told.startswith(SENTENCE[:-1])
    assert f"configures the provider {name}: change the key there" in told
    assert served.in_its_words(told) == told
    assert served.in_its_words("Run it again.") == "Run it again."


def test_todays_configuration_is_the_program_s() -> None:
    """The stack's configuration isn't read for it, and the way to read its own is said."""
    served = Serving({}, None, urn("us"), "1")
    assert isinstance(served.todays_config, TodaysConfig)
    with pytest.raises(PulumiError, match="`--run-program`"):
        served.todays_config.get()


@pytest.mark.parametrize("nameless", ["", urn("")])
def test_what_no_stack_configures(nameless: str) -> None:
    """`pulumi do` has no provider resource: no sentence speaks of a run, nor of one without a name.

    The values that it has are today's.
    """
    served = Serving({}, None, nameless, "")
    served.configure({"emulator": "http://127.0.0.1:1"})
    told = served.in_its_words(SENTENCE)
    assert told.startswith(SENTENCE)
    assert told.endswith("`pulumi do` takes the key from the file of `--provider-file` instead")
    assert served.todays_config.get() == {"emulator": "http://127.0.0.1:1"}
