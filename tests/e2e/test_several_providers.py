"""Two providers in one program, each with a project, a region and a token of its own."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from support import yaml_program
from support.emulator import Emulator
from support.project import Project
from support.vertex import rows
from support.yaml_program import resource

FAILED = (1, 4, 255)


@pytest.fixture
def servers(project: Project, emulator: Emulator) -> dict[str, str]:
    """Have the emulator ask for credentials; return the keys that lead to it."""
    emulator.settings(requireAuth=True)
    servers = {f"{api}Endpoint": emulator.url for api in ("gemini", "vertex", "storage")}
    values = {**servers, "project": "main-project", "accessToken": "main-token"}
    project.config("emulator", None)
    for key, value in values.items():
        project.config(key, value)
    (project.folder / "chat.jsonl").write_text(rows())
    return servers


def provider(servers: dict[str, str], **properties: Any) -> dict[str, Any]:
    """Return an explicit provider."""
    values = {**servers, "pollSeconds": 0.1, **properties}
    return {"type": "pulumi:providers:google-tuning", "properties": values}


def job(name: str | None = None, **properties: Any) -> dict[str, Any]:
    """Return a job of the data set, under a provider."""
    options = {"provider": f"${{{name}}}"} if name else None
    spec = {"trainingDatasetUri": "${d.uri}", "hyperParameters": {"epochCount": 3}}
    properties = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": spec, **properties}
    return resource("TuningJob", options, **properties)


def asked(emulator: Emulator) -> set[tuple[str, str, str]]:
    """Return the projects and regions that were asked for jobs, and as which project."""
    return {
        (one["path"].split("/")[3], one["path"].split("/")[5], one["quotaProject"])
        for one in emulator.requests()
        if one["path"].endswith("/tuningJobs")
    }


def test_each_provider_reaches_its_own_place(
    project: Project, emulator: Emulator, servers: dict[str, str]
) -> None:
    """Each request has its provider's project, region and token, beside those of the stack.

    What a job loses whose data another provider uploads is said. Of a token that ends it is said
    where to renew it, and `--run-program` does; another project is an update of the provider, and
    an error of what was made in the old one. Faults are on the provider's own row, all at once.
    """
    program = {
        "us": provider(servers, project="us-project", accessToken={"fn::secret": "us-token"}),
        "eu": provider(
            servers, project="eu-project", location="europe-west4", accessToken="eu-token"
        ),
        "d": resource("TuningDataset", source="chat.jsonl", bucket="my-data"),
        "main": job(tunedModelDisplayName="main"),
        "west": job("us", tunedModelDisplayName="west", maxCost=5),
        "east": job("eu", tunedModelDisplayName="east"),
    }
    yaml_program.write(project, program)
    told = project.up().text
    words = " ".join(told.split())
    assert "maxCost is not enforced: this run has not counted the data" in words
    assert "because no TuningDataset of the same provider declares it" in words
    assert asked(emulator) == {
        ("main-project", "us-central1", "main-project"),
        ("us-project", "us-central1", "us-project"),
        ("eu-project", "europe-west4", "eu-project"),
    }
    stored = json.dumps(project.deployment())
    assert "us-token" not in stored + told
    assert "eu-token" not in stored + told  # plain in the program, and encrypted all the same

    # A token that has ended: only the program has today's, and only some commands run it.
    emulator.settings(requireAuth=True, rejectedTokens=["us-token"])
    changed = copy.deepcopy(program)
    changed["us"]["properties"]["accessToken"] = {"fn::secret": "us-token-2"}
    yaml_program.write(project, changed)
    words = " ".join(project.run("refresh", "--yes", "--skip-preview", expect=FAILED).text.split())
    assert "the program configures the provider us, and this command only runs it with" in words
    assert "change the key there, since `pulumi config` does not reach it" in words
    project.run("refresh", "--yes", "--skip-preview", "--run-program", expect=(0,))

    # Another project: nothing is replaced, and what is in the old one isn't forgotten.
    changed["eu"]["properties"]["project"] = "other-project"
    yaml_program.write(project, changed)
    told = project.preview("--diff", expect=FAILED).text
    assert "replace" not in told
    assert "was created at" in told
    assert "(project eu-project, location europe-west4)" in told
    assert "on the provider eu of the program, set project to eu-project" in " ".join(told.split())
    assert "pulumi config" not in told

    faulty = copy.deepcopy(program)
    faulty["us"]["properties"] |= {"retrain": "never", "delete": "maybe"}
    yaml_program.write(project, faulty)
    told = project.preview(expect=FAILED).text
    for key in ("retrain", "delete"):
        assert f"google-tuning:{key} isn't one of" in told
    assert "pulumi:providers:google-tuning (us)" in told

    yaml_program.write(project, {**program, "us": changed["us"]})
    project.run("destroy", "--yes", "--skip-preview", "--run-program", expect=(0,))
    assert emulator.objects() == []
