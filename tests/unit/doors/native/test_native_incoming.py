"""A request of the engine: its parts, what is secret in it, and what an answer marks."""

from __future__ import annotations

from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.native.incoming import Incoming
from pulumi_google_tuning.doors.shared import wire
from pulumi_google_tuning.fields.resource_schema import ResourceSchema

SCHEMA = ResourceSchema.load("tuned_model")
URN = "urn:pulumi:s::p::google-tuning:index:TunedModel::m"


def struct(values: dict[str, Any], *secrets: wire.Path) -> struct_pb2.Struct:
    """Return values as the engine sends them."""
    return wire.written(values, secrets)


def test_what_the_engine_did_not_send_is_none() -> None:
    """Old inputs that aren't there differ from old inputs without a value."""
    bare = Incoming(provider_pb2.DiffRequest(urn=URN, news=struct({"a": 1})))
    assert (bare.sent("old_inputs"), bare.values("old_inputs")) == (None, {})
    full = Incoming(provider_pb2.DiffRequest(urn=URN, old_inputs=struct({})))
    assert full.sent("old_inputs") == {}
    assert full.urn == URN
    assert Incoming(provider_pb2.CheckRequest()).urn is None


def test_a_timeout_of_zero_is_none() -> None:
    """An option that isn't set is sent as 0."""
    assert Incoming(provider_pb2.CreateRequest()).timeout_seconds is None
    assert Incoming(provider_pb2.CreateRequest(timeout=3.5)).timeout_seconds == 3.5


def test_a_sentence_shows_no_secret_of_any_part() -> None:
    """The old value of an input is secret, too."""
    request = provider_pb2.DiffRequest(
        olds=struct({"displayName": "formerly"}, ("displayName",)),
        news=struct({"displayName": "nowadays", "topK": 40}, ("displayName",)),
    )
    incoming = Incoming(request)
    assert incoming.secret_inputs == {"displayName"}
    shown = incoming.masked("formerly became nowadays, with 40")
    assert shown == "[secret] became [secret], with 40"


def test_a_secret_in_pythons_spelling_stays_one() -> None:
    """A check answers in the API's spelling, at every depth."""
    news = {"display_name": "n", "hyperparameters": {"epoch_count": 5, "batchSize": 4}}
    paths: list[wire.Path] = [("display_name",), ("hyperparameters", "epoch_count")]
    incoming = Incoming(provider_pb2.CheckRequest(news=struct(news, *paths)))
    answer = {"displayName": "n", "hyperparameters": {"epochCount": 5, "batchSize": 4}}
    found = wire.read(incoming.answer(answer, SCHEMA, "news"))
    assert found.secrets == {("displayName",), ("hyperparameters", "epochCount")}


def test_an_answer_marks_what_the_request_had_as_secret() -> None:
    """By the same path; where the value has another form, all of the input is."""
    news = {
        "displayName": "n",
        "hyperparameters": {"epochCount": 5, "batchSize": 4},
        "trainingData": [{"textInput": "a", "output": "b"}],
        "labels": {"old": "x"},
    }
    paths: list[wire.Path] = [
        ("displayName",),
        ("hyperparameters", "epochCount"),
        ("trainingData", 0, "output"),
        ("labels", "old"),
        ("gone",),
    ]
    incoming = Incoming(provider_pb2.CheckRequest(news=struct(news, *paths)))
    answer = {**news, "trainingData": {"sha256": "d", "exampleCount": 1}, "labels": {"new": "y"}}
    found = wire.read(incoming.answer(answer, SCHEMA, "news"))
    assert found.values == answer
    assert found.secrets == {
        ("displayName",),
        ("hyperparameters", "epochCount"),
        ("trainingData",),
        ("labels",),
    }
