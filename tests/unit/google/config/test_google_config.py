"""The configuration: what is accepted, what it becomes, and how its faults read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pulumi_google_tuning.fields import packaged, schema_files
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ConfigError

pytestmark = pytest.mark.disable_socket


def refused(values: dict[str, Any]) -> str:
    """Return the sentence that these values are refused with."""
    with pytest.raises(ConfigError) as caught:
        Config.from_mapping(values, {})
    return str(caught.value)


def test_nothing_set_is_google_with_its_own_addresses() -> None:
    """An empty configuration is valid: Google's endpoints, us-central1, adaptive polling."""
    config = Config.from_mapping({}, {})
    assert config.project is None
    assert config.location == "us-central1"
    assert config.gemini_endpoint == "https://generativelanguage.googleapis.com"
    assert config.endpoint("vertex") == "https://us-central1-aiplatform.googleapis.com"
    assert config.storage_endpoint == "https://storage.googleapis.com"
    assert config.poll_seconds is None
    assert config.retrain == "allow"
    assert config.resources == {}
    assert config == Config()


@pytest.mark.parametrize(
    ("location", "endpoint"),
    [
        ("europe-west4", "https://europe-west4-aiplatform.googleapis.com"),
        ("global", "https://aiplatform.googleapis.com"),
        ("us", "https://aiplatform.us.rep.googleapis.com"),
        ("eu", "https://aiplatform.eu.rep.googleapis.com"),
    ],
)
def test_vertex_has_a_host_for_each_location(location: str, endpoint: str) -> None:
    """Vertex AI is asked at the location's own host, the configured one or the resource's."""
    assert Config.from_mapping({"location": location}, {}).endpoint("vertex") == endpoint
    assert Config().endpoint("vertex", location) == endpoint


def test_the_emulator_stands_for_all_three() -> None:
    """`emulator` wins over every endpoint, and its base URL loses the slash at its end."""
    config = Config.from_mapping(
        {"emulator": "http://127.0.0.1:8085/", "geminiEndpoint": "https://proxy.example"}, {}
    )
    assert {config.endpoint(api) for api in ("gemini", "vertex", "storage")} == {
        "http://127.0.0.1:8085"
    }


def test_an_endpoint_of_ones_own_is_taken() -> None:
    """A proxy or Private Service Connect address replaces Google's, path included."""
    config = Config.from_mapping({"vertexEndpoint": "https://psc.example:8443/vertex/"}, {})
    assert config.endpoint("vertex") == "https://psc.example:8443/vertex"
    assert config.endpoint("vertex", "europe-west4") == "https://psc.example:8443/vertex"


def test_the_environment_names_the_project_unless_the_configuration_does() -> None:
    """GOOGLE_CLOUD_PROJECT is the default of `project`; set but empty it is as if unset."""
    environ = {"GOOGLE_CLOUD_PROJECT": "from-environment"}
    assert Config.from_mapping({}, environ).project == "from-environment"
    assert Config.from_mapping({"project": "mine"}, environ).project == "mine"
    assert Config.from_mapping({}, {"GOOGLE_CLOUD_PROJECT": ""}).project is None


def test_strings_become_what_the_schema_says() -> None:
    """Pulumi stores strings: numbers and maps come out of them, and what is null isn't set."""
    resources = {"tunedModels": {"a": {"baseModel": "models/x"}}}
    config = Config.from_mapping(
        {
            "pollSeconds": "2.5",
            "resources": json.dumps(resources),
            "project": 123,
            "location": None,
        },
        {},
    )
    assert config.poll_seconds == 2.5
    assert config.resources == resources
    assert config.project == "123"
    assert config.location == "us-central1"
    assert (
        Config.from_mapping({"resources": resources, "pollSeconds": 3}, {}).resources == resources
    )


def test_a_pasted_line_break_is_no_part_of_a_secret() -> None:
    """`pulumi config set --secret google-tuning:apiKey < FILE` works."""
    assert Config.from_mapping({"apiKey": "AIza-key\n"}, {}).api_key == "AIza-key"


def test_all_faults_are_told_at_once() -> None:
    """One run shows every mistake, each with its key."""
    sentence = refused(
        {
            "locaton": "us-central1",
            "retrain": "never",
            "pollSeconds": "soon",
            "emulator": "localhost:8085",
            "apiKey": "one-secret",
            "accessToken": "two-secret",
        }
    )
    assert 'google-tuning:locaton isn\'t a setting; did you mean "location"?' in sentence
    assert 'google-tuning:retrain is "never", not one of "allow", "deny"' in sentence
    assert 'google-tuning:pollSeconds is "soon", not a number' in sentence
    assert "google-tuning:emulator isn't a base URL such as http://127.0.0.1:8085" in sentence
    assert "google-tuning:apiKey and google-tuning:accessToken are set together" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("api_key", "apiKey"),
        ("access-token", "accessToken"),
        ("poll", "pollSeconds"),
        ("GEMINI_ENDPOINT", "geminiEndpoint"),
    ],
)
def test_an_unknown_key_names_the_nearest(key: str, nearest: str) -> None:
    """A misspelt key is answered with the right one."""
    assert refused({key: "x"}).endswith(f'; did you mean "{nearest}"?')


def test_a_key_like_no_other_is_answered_with_all_there_are() -> None:
    """Where nothing is near, every valid key is named."""
    sentence = refused({"zzzzzz": "x"})
    assert all(key in sentence for key in schema_files.load_schema("config")["properties"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"project": ""}, "google-tuning:project is empty"),
        ({"project": "my project"}, 'is "my project", not a project\'s id or number'),
        (
            {"pollSeconds": "0"},
            "google-tuning:pollSeconds is 0.0; it must be greater than 0",
        ),
        ({"pollSeconds": "nan"}, "google-tuning:pollSeconds is NaN, not a number"),
        (
            {"pricePerMillionTokens": "cheap"},
            'google-tuning:pricePerMillionTokens is "cheap", not a number',
        ),
        ({"pricePerMillionTokens": "inf"}, "is Infinity, not a number"),
        ({"pollSeconds": True}, "google-tuning:pollSeconds is true, not a number"),
        (
            {"location": "Mars!"},
            'google-tuning:location is "Mars!", not a location such as us-central1',
        ),
        ({"resources": "- a"}, 'google-tuning:resources is "- a", not an object'),
        ({"impersonateServiceAccount": "me"}, 'is "me", not an account such as name@project'),
        ({"emulator": "ftp://127.0.0.1"}, "google-tuning:emulator isn't a base URL"),
        ({"emulator": "http://127.0.0.1:port"}, "google-tuning:emulator isn't a base URL"),
        ({"geminiEndpoint": "https://a.example?x=1"}, "contains more than a base URL"),
        ({"geminiEndpoint": "https://evil.example\\@127.0.0.1"}, "isn't a base URL"),
    ],
)
def test_each_fault_has_its_words(values: dict[str, Any], words: str) -> None:
    """A fault names its key and what is expected instead."""
    assert words in refused(values)


@pytest.mark.parametrize(
    "values",
    [
        {"apiKey": "hush-hush-hush\u00e9"},
        {"apiKey": "hush-hush\thush"},
        {"accessToken": "hush hush"},
        {"accessToken": 5, "apiKey": ["hush"]},
        {"credentials": {"private_key": "hush"}},
        {"geminiEndpoint": "https://me:hush@proxy.example"},
        {"emulator": "me:hush@127.0.0.1"},
    ],
)
def test_a_fault_never_shows_a_secret(values: dict[str, Any]) -> None:
    """What is wrong with a secret is said without the secret, a password in an address too."""
    sentence = refused(values)
    assert "hush" not in sentence
    assert "google-tuning:" in sentence


def test_a_configuration_shows_no_secret() -> None:
    """The repr and str leave out credentials, token and key."""
    for values in ({"credentials": "hush"}, {"accessToken": "hush"}, {"apiKey": "hush"}):
        config = Config.from_mapping({**values, "resources": {"datasets": {}}}, {})
        assert "hush" not in repr(config) + str(config)
        assert config.secrets == ("hush",)


def test_the_secrets_of_a_key_are_known_one_by_one() -> None:
    """Of a key file's JSON every secret field can be taken out of a text."""
    inner = {"refresh_token": "r-secret", "client_secret": "c-secret"}
    key = json.dumps({"private_key": "p-secret", "source_credentials": inner})
    secrets = Config(credentials=key).secrets
    assert {"p-secret", "r-secret", "c-secret", key} <= set(secrets)


def test_only_one_may_say_who_we_are() -> None:
    """Two credentials at once are refused, also where a Config is built directly."""
    assert "google-tuning:apiKey and google-tuning:credentials are set together" in refused(
        {"apiKey": "a", "credentials": "b"}
    )
    with pytest.raises(ConfigError, match="set together"):
        Config(access_token="a", credentials="b")


def test_an_api_key_can_not_act_as_an_account() -> None:
    """Impersonation needs an account; an API key is none."""
    sentence = refused({"apiKey": "a", "impersonateServiceAccount": "a@b.example"})
    assert "impersonateServiceAccount needs an account" in sentence


@pytest.mark.parametrize("key", ["geminiEndpoint", "vertexEndpoint", "storageEndpoint"])
@pytest.mark.parametrize(
    "url",
    [
        "http://proxy.example",
        "HTTP://192.168.0.1",
        "http://127.0.0.1.evil.example",
        "http://0.0.0.0",
    ],
)
def test_plain_http_elsewhere_is_refused(key: str, url: str) -> None:
    """Where a credential would travel, plain http to another machine is refused at once."""
    assert (
        f"google-tuning:{key} is {url}, but credentials are never sent over plain http"
        in refused({key: url})
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://127.8.9.1", "http://localhost:80", "http://[::1]:8085"]
)
def test_plain_http_to_this_machine_is_fine(url: str) -> None:
    """A test server on the loopback interface may be plain http."""
    assert Config.from_mapping({"geminiEndpoint": url}, {}).gemini_endpoint == url


def test_the_emulator_may_be_anywhere() -> None:
    """No credential goes to the emulator, so plain http to a container's name is accepted."""
    config = Config.from_mapping({"emulator": "http://emulator:8085"}, {})
    assert config.gemini_endpoint == "http://emulator:8085"


def test_a_config_can_not_be_changed_into_a_leak() -> None:
    """A copy with a changed field is checked as the original was."""
    with pytest.raises(ConfigError, match="plain http"):
        replace(Config(), gemini_endpoint="http://proxy.example")


def test_schemas_are_found_by_either_name() -> None:
    """A schema is named shortly or by its file, and read once."""
    assert schema_files.load_schema("config") is schema_files.load_schema("config")
    assert schema_files.schema_path("config.schema.json") == schema_files.schema_path("config")
    assert schema_files.load_schema("catalogue.json")


def test_a_wheel_carries_its_own_schemas(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """The package's own folder is looked at first; where neither has the file, both are named."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "config.schema.json").write_text("{}")
    monkeypatch.setattr(packaged, "_IN_WHEEL", tmp_path)
    assert schema_files.schema_path("config").parent == tmp_path / "schema"
    with pytest.raises(FileNotFoundError, match=r"nothing\.schema\.json is neither in .* nor in"):
        schema_files.schema_path("nothing")
