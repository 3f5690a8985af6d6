"""Every name that enters a URL has a grammar: nothing else is ever sent a credential."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.cli_world import Google
from support.cli_world import run as google_tuning
from support.google_wire import Wire, answer, fails

import pulumi_google_tuning as tuning
from pulumi_google_tuning.google import gemini, names, vertex
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.google.target import url_to
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.program import functions
from pulumi_google_tuning.resources import prompts
from pulumi_google_tuning.resources.tuned_model import functions as of_models
from pulumi_google_tuning.resources.tuning_job import functions as of_jobs
from pulumi_google_tuning.resources.tuning_job import operations
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

pytestmark = pytest.mark.disable_socket

BAD_LOCATIONS = (
    "attacker.example#",
    "attacker.example/",
    "attacker.example?",
    "attacker.example\\",
    "x@attacker.example#",
    "x:y@attacker.example",
    "attacker.example:443#",
    "attacker%2eexample%23",
    "attacker。example#",
    "\uff41\uff54\uff54",
    "us-central\uff11",
    "us-central1\n",
    "us-central1\r\nHost: attacker.example",
    "us-central1\t",
    "us central1",
    "..",
    ".",
    "US-CENTRAL1",
    "us-central1-",
    "-us-central1",
    "aiplatform.googleapis.com",
    "\u202eus-central1",
    "us-central1\x00",
)
BAD_IDS = (
    *("..", ".", "../../x", "x/../../y", "x?y=z", "x#y", "x\\y", "x%2f..%2fy", "x\ny", "x y"),
    *(
        "x/",
        "/x",
        "//attacker.example/x",
        "https://attacker.example/x",
        "\uff11\uff12",
        "x\x00",
        "x:y:z",
    ),
)
BAD_VERSIONS = (
    "v1/../..",
    "@attacker.example",
    "v1?x",
    "v1#",
    "v1\\",
    "v1\n",
    "\uff561",
    "/v1",
    "..",
)
GOOD_VERTEX = (
    "projects/p/locations/us-central1/tuningJobs/123",
    "projects/example.com:my-project/locations/europe-west4/endpoints/4",
    "projects/123/locations/us-central1/models/5@2:deleteVersion",
    "projects/123/locations/us-central1/models/5@golden-1:mergeVersionAliases",
    "projects/123/locations/us-central1/models/5:listVersions",
    "projects/p/locations/global/publishers/google/models/gemini-2.5-flash@001:generateContent",
    "projects/p/locations/eu/tuningJobs/1/operations/2",
    "projects/p/locations/northamerica-northeast1/tuningJobs",
    "projects/p/locations/us-east5/tuningJobs/my_job-1.x",
)
GOOD_GEMINI = (
    *("tunedModels", "tunedModels/x-1", "models/gemini-1.5-flash-001-tuning", "models"),
    *("tunedModels/x:generateContent", "tunedModels/x/permissions/abc_-1=".rstrip("=")),
    *("tunedModels/x/operations", "models/text-bison-001:generateText"),
)


@pytest.mark.parametrize("name", GOOD_VERTEX)
def test_names_of_vertex_ai(name: str) -> None:
    """What Google documents and answers with is a name."""
    assert names.vertex(name) == name


@pytest.mark.parametrize("name", GOOD_GEMINI)
def test_names_of_the_gemini_api(name: str) -> None:
    """As above."""
    assert names.gemini(name) == name


def bad_values(parameter: str) -> Iterator[Any]:
    """Yield what must not enter a URL, for a function's parameter of that name."""
    if parameter in {"name", "model"}:
        for place in BAD_LOCATIONS:
            for collection in ("tuningJobs", "endpoints", "publishers/google/models"):
                yield f"projects/p/locations/{place}/{collection}/1"
        for one in BAD_IDS:
            yield f"projects/{one}/locations/us-central1/endpoints/1"
            yield f"projects/p/locations/us-central1/endpoints/{one}"
            yield f"tunedModels/{one}"
            yield one
    elif parameter == "location":
        yield from BAD_LOCATIONS
    elif parameter == "project":
        yield from (*BAD_IDS, "p/locations/attacker.example#", "P")
    elif parameter == "api_version":
        yield from BAD_VERSIONS


FUNCTIONS = tuple(
    getattr(module, name)
    for module in (prompts, of_jobs, of_models)
    for name in module.__all__
    if inspect.isfunction(getattr(module, name)) and not name.endswith("_output")
)
CALLS = [
    pytest.param(function, parameter, id=f"{function.__name__}-{parameter}")
    for function in FUNCTIONS
    for parameter in inspect.signature(function).parameters
    if any(True for _ in bad_values(parameter))
]


@pytest.fixture
def google(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Return a network that records, with a token to lose, behind every function."""

    def session() -> Session:
        config = Config.from_mapping({"accessToken": "a-persons-token", "project": "p"}, {})
        return Session(config, adapter=wire)

    for module in (functions, prompts, of_jobs, of_models):
        monkeypatch.setattr(module, "session", session)
    return wire


@pytest.mark.parametrize(("function", "parameter"), CALLS)
def test_no_function_sends_a_bad_name(
    google: Wire, function: Callable[..., Any], parameter: str
) -> None:
    """Whatever stands where a name should, no request leaves, and a plain sentence says why."""
    rest = {"name": "1", "model": "tunedModels/x", "prompt": "hi"}
    wanted = inspect.signature(function).parameters
    for value in bad_values(parameter):
        arguments = {key: item for key, item in rest.items() if key in wanted} | {parameter: value}
        with pytest.raises(functions.FunctionError) as failed:
            function(**arguments)
        assert str(failed.value).isprintable(), value
        assert google.sent == [], value


def test_every_function_was_asked() -> None:
    """The table above is made of the functions' own signatures, and leaves none out."""
    public = {name for name in tuning.__all__ if name.startswith(("get_", "list_", "generate_"))}
    assert {f.__name__ for f in FUNCTIONS} == {n for n in public if not n.endswith("_output")}
    assert len(CALLS) >= len(FUNCTIONS)


@pytest.mark.parametrize("place", BAD_LOCATIONS)
def test_no_answer_of_googles_leads_elsewhere(session: Any, wire: Wire, place: str) -> None:
    """A name in an answer (a job's model, an endpoint, an operation) has the same grammar."""
    evil = f"projects/p/locations/{place}/models/1"
    job = {"name": "projects/p/locations/us-central1/tuningJobs/1", "state": "JOB_STATE_SUCCEEDED"}
    kind, google = TuningJobKind(), session()
    good = {"model": "projects/p/locations/us-central1/models/1"}
    for made, more in (({"model": evil}, ()), ({**good, "endpoint": evil}, (answer({}),))):
        wire.answers(answer({**job, "tunedModel": made}), *more)
        failed = fails(lambda: kind.get(google, str(job["name"]), {}))
        assert "Nothing was sent" in str(failed)
    operation = {"name": f"projects/p/locations/{place}/operations/1"}
    failed = fails(lambda: operations.finish(google, "v1", operation, Call(), "deleting it"))
    assert "Nothing was sent" in str(failed)
    hosts = {request.url.split("/")[2] for request in wire.sent if request.url}
    assert hosts == {"us-central1-aiplatform.googleapis.com"}


@pytest.mark.parametrize("place", BAD_LOCATIONS)
@pytest.mark.parametrize("base", ["https://vertex.example", None])
def test_a_session_asserts_its_host(wire: Wire, place: str, base: str | None) -> None:
    """Whoever forgets the grammar: the session itself sends to no host that wasn't meant."""
    config = Config(access_token="a-persons-token", vertex_endpoint=base)
    google = Session(config, adapter=wire)
    path = f"/v1/projects/p/locations/{place}/endpoints/1"
    with pytest.raises(ConfigError):
        google.send("GET", path, api="vertex", location=place)
    assert wire.sent == []


@pytest.mark.parametrize(
    ("base", "path", "configured"),
    [
        ("https://attacker.example#-aiplatform.googleapis.com", "/v1/x", False),
        ("https://attacker.example/-aiplatform.googleapis.com", "/v1/x", False),
        ("https://attacker.example", "/v1/x", False),
        ("http://us-central1-aiplatform.googleapis.com", "/v1/x", False),
        ("https://us-central1-aiplatform.googleapis.com.attacker.example", "/v1/x", False),
        ("https://aiplatform.googleapis.com", "/v1/../x", False),
        ("https://aiplatform.googleapis.com", "/v1/x?y", False),
        ("https://aiplatform.googleapis.com", "/v1//x", False),
        ("https://me.example", "@attacker.example/x", True),
        ("https://me.example", ".attacker.example/x", True),
        ("https://me.example", "/v1/x\n", True),
    ],
)
def test_what_is_no_target(base: str, path: str, configured: bool) -> None:
    """A host that isn't the configured or Google's own one, or a path with a way out: refused."""
    with pytest.raises(ConfigError):
        url_to(base, path, configured=configured)


@pytest.mark.parametrize(
    ("place", "host"),
    [
        ("us-central1", "us-central1-aiplatform.googleapis.com"),
        ("global", "aiplatform.googleapis.com"),
        ("us", "aiplatform.us.rep.googleapis.com"),
        ("eu", "aiplatform.eu.rep.googleapis.com"),
    ],
)
def test_googles_own_hosts(session: Any, wire: Wire, place: str, host: str) -> None:
    """A location, global and the multi-regions have the hosts that Google documents."""
    wire.answers(answer({}))
    vertex.ask(session(), "GET", "v1", f"projects/p/locations/{place}/tuningJobs/1")
    assert wire.sent[0].url == f"https://{host}/v1/projects/p/locations/{place}/tuningJobs/1"


@pytest.mark.parametrize("name", ["tunedModels/x/../../y", "x", "tunedModels/x?y", "files/x"])
def test_no_path_of_the_gemini_api_leads_elsewhere(name: str) -> None:
    """A name of the Gemini API is a tuned model's or a model's, and never another path."""
    with pytest.raises(ConfigError):
        gemini.path({}, name)


@pytest.mark.parametrize("key", ["location", "project"])
def test_the_configuration_is_held_to_it_too(key: str) -> None:
    """A location or a project that isn't one is refused with the configuration's own sentence."""
    for value in BAD_LOCATIONS if key == "location" else ("p/locations/x.example#", "..", "p?x"):
        if value == value.strip():
            with pytest.raises(ConfigError):
                Config.from_mapping({key: value}, {})


def test_the_command_line_is_held_to_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names as arguments and options of the commands: nothing is sent, and the command ends 1."""
    from pulumi_google_tuning.cli.shared import session as sessions  # noqa: PLC0415 - patched
    from pulumi_google_tuning.cli.shared.session import InteractiveSession  # noqa: PLC0415

    google = Google()
    monkeypatch.setattr(
        sessions,
        "InteractiveSession",
        lambda config, **rest: InteractiveSession(config, adapter=google, **rest),
    )
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    at = "projects/p/locations/attacker.example#/endpoints/1"
    for words in (
        ["ask", at, "hi"],
        ["ask", "tunedModels/../x", "hi"],
        ["ask", "tunedModels/x", "hi", "--api-version", "v1/../x"],
        ["operations", "../../x"],
        ["jobs", "--location", "attacker.example#"],
        ["jobs", "--api-version", "v1#"],
        ["jobs", "--project", "p/locations/x#"],
        ["models", "--api-version", "v1?"],
        ["watch", "--location", "attacker.example#"],
        ["orphans", "--location", "attacker.example#"],
    ):
        ended = google_tuning(*words, "--no-stack")
        assert ended.exit_code == 1, words
        assert google.sent == [], words
