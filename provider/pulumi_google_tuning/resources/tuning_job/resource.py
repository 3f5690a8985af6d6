"""`TuningJob`: a model tuned on Vertex AI, and the endpoints that answer with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.resources.tuning_job.typed.base import TuningJobFields

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.kind import Kind


class TuningJobProvider(LifecycleProvider):
    """The provider of TuningJob. Users' states hold this import path: it never changes."""

    @staticmethod
    def make_kind() -> Kind:
        """Return the kind; a program, which only refers to this class, doesn't import it."""
        from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind  # noqa: PLC0415

        return TuningJobKind()


class TuningJob(TuningJobFields):
    """A tuning job of Vertex AI; returns when its model is tuned and deployed.

    Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/tune-models. Every
    argument takes a plain value or an Output, and is an attribute, too. `tuned_model.endpoint`
    answers to `generate_content`.
    """

    _schema = ResourceSchema.load("tuning_job")
    _provider_class = TuningJobProvider
