"""The base models that the emulated Vertex AI takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from contract_server import Server
from vertex_server import job_body, path, put_rows

from pulumi_google_tuning.fields.catalogue import BaseModel, catalogue
from pulumi_google_tuning.fields.model_names import is_open


def _body(name: str) -> dict[str, Any]:
    return job_body(baseModel=name, **({"outputUri": "gs://out/x"} if is_open(name) else {}))


def _spellings(model: BaseModel) -> list[str]:
    publisher, _, rest = model.name.rpartition("/")
    return [model.name, f"publishers/{publisher or 'google'}/models/{rest}"]


def test_every_base_model_of_googles_pages_is_taken(server: Server) -> None:
    """What the catalogue says can be tuned is taken, short and long, Google's open models too."""
    put_rows(server)
    models = catalogue().tunable("supervised", date(2026, 11, 28))
    assert len(models) > 20
    for name in (name for model in models for name in _spellings(model)):
        job = server.ok("POST", path("tuningJobs", "v1beta1"), _body(name))
        assert job["baseModel"] == name


def test_older_models_are_taken(server: Server) -> None:
    """A test that was written for a model that Google has retired since goes on."""
    put_rows(server)
    for name in ("gemini-2.5-flash", "gemini-2.0-flash-001", "text-bison@002"):
        assert server.ok("POST", path("tuningJobs"), _body(name))["baseModel"] == name


def test_an_open_model_of_googles_is_named_as_its_page_names_it(server: Server) -> None:
    """`google/gemma-3-4b-it` is the name on another site, and not one of Vertex AI's."""
    put_rows(server)
    for name in ("google/gemma-3-4b-it", "google/gemma3@gemma-3-5b-it"):
        body = {**_body(name), "outputUri": "gs://out/x"}
        error = server.error("POST", path("tuningJobs", "v1beta1"), body)
        assert error["message"] == f"Invalid open source publisher model resource name: {name}."
