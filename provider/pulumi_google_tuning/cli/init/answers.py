"""What `google-tuning init` has to know, and the words that a person chooses from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pulumi_google_tuning.errors import GoogleTuningError, joined
from pulumi_google_tuning.fields import instants
from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.messages import nearest
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.config.failures import failures_of

EMULATOR: Final = "http://127.0.0.1:8085"
# Pulumi's own rule: https://www.pulumi.com/docs/iac/concepts/projects/project-file/.
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")


class Kind(str, Enum):
    """What kind of project is written."""

    PYTHON = "python"
    PULUMI_YAML = "pulumi-yaml"
    YAML = "yaml"
    GITOPS = "gitops"


class Place(str, Enum):
    """Where its models are tuned, or are already."""

    EMULATOR = "emulator"
    VERTEX = "vertex"
    GEMINI = "gemini"


@dataclass(frozen=True)
class Answers:
    """All answers; raises GoogleTuningError where one of them, or two together, can't be."""

    kind: Kind
    place: Place
    name: str
    project: str = ""
    bucket: str = ""
    location: str = ""
    emulator: str = ""
    base_model: str = ""

    def __post_init__(self) -> None:
        """Check them as a preview would, so that what is written previews."""
        check_name(self.name)
        check_pair(self.kind, self.place)
        for key, value in self.settings().items():
            check_setting(key, value)
        if self.place is not Place.GEMINI:
            check_setting("project", self.project)
            check_bucket(self.bucket)
            check_base_model(self.base_model)

    @property
    def stack(self) -> str:
        """Return the name of the stack: the workflows' own, or the one for one's own machine."""
        return "prod" if self.kind is Kind.GITOPS else "dev"

    @property
    def needs_python(self) -> bool:
        """Return whether the project runs in a virtual environment: on the Python package."""
        return self.kind is not Kind.PULUMI_YAML

    @property
    def template(self) -> str:
        """Return the name of the template's folder."""
        return "gemini-api" if self.place is Place.GEMINI else self.kind.value

    def settings(self) -> dict[str, str]:
        """Return the keys of `google-tuning:` that are set, in the order of the file."""
        given = {"emulator": self.emulator, "project": self.project, "location": self.location}
        return {key: value for key, value in given.items() if value}


def check_name(name: str) -> None:
    """Raise GoogleTuningError where Pulumi wouldn't take a project's name."""
    if not _NAME.fullmatch(name):
        raise GoogleTuningError(
            f"{name!r} can't be a project's name. Use up to 100 letters, digits, hyphens, "
            "underscores and dots: --name"
        )


def check_pair(kind: Kind, place: Place) -> None:
    """Raise GoogleTuningError where a kind of project has nothing to declare."""
    if place is Place.GEMINI and kind is not Kind.PYTHON:
        raise GoogleTuningError(
            f"The Gemini API starts no new training, so a {kind.value} project would declare "
            "nothing. Use `--on vertex`, or `--kind python` to list the models that you have."
        )


def check_setting(key: str, value: str) -> None:
    """Raise GoogleTuningError where `pulumi preview` would refuse a value of the configuration."""
    for failure in failures_of({key: value}):
        raise GoogleTuningError(f"--{key} {failure.reason}")


def check_bucket(bucket: str) -> None:
    """Raise GoogleTuningError for what is no bucket's name."""
    schema = load_schema("tuning_dataset")["properties"]["bucket"]
    if not re.match(schema["pattern"], f"gs://{bucket.removeprefix('gs://')}"):
        raise GoogleTuningError(f"--bucket {bucket!r} is not {schema['x-form']}")


def check_base_model(name: str) -> None:
    """Raise GoogleTuningError where a base model isn't one of those that a template can tune."""
    models = base_models()
    if name in models:
        return
    known = catalogue().of_vertex(name)
    state = f" ({known.state(instants.today())})" if known is not None else ""
    raise GoogleTuningError(
        joined(
            f'The templates can\'t tune "{name}"{state}{nearest(name, models)}',
            "Write another model into the project afterwards: `google-tuning base-models` lists "
            "all of them.",
        )
    )


def base_models() -> list[str]:
    """Return the models of Gemini that can be tuned today on rows of the templates' form."""
    found = catalogue().tunable("supervised", instants.today())
    return [model.name for model in found if model.kind == "gemini"]


def default_name(folder_name: str) -> str:
    """Return a project's name that is like its folder's: `My tuning` gives `My-tuning`."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", folder_name).strip("-")[:100] or "tuning"
