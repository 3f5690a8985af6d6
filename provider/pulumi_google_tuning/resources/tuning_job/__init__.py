"""`TuningJob`: a model tuned on Vertex AI, and the endpoints that answer with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

if TYPE_CHECKING:
    from pulumi_google_tuning.program.args import Timeouts
    from pulumi_google_tuning.resources.tuning_job import args


class TuningJobProvider(LifecycleProvider):
    """The provider of TuningJob. Users' states hold this import path: it never changes."""

    kind = TuningJobKind()


class TuningJob(TuningResource):
    """A tuning job of Vertex AI; returns when its model is tuned and deployed.

    Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/tune-models. Every
    argument takes a plain value or an Output; the limits and the meaning of each stand in
    schema/tuning_job.schema.json. `tuned_model["endpoint"]` answers to `generate_content`.
    """

    _schema = TuningJobKind.schema
    _provider_class = TuningJobProvider

    name: pulumi.Output[str]
    state: pulumi.Output[str]
    create_time: pulumi.Output[str]
    start_time: pulumi.Output[str | None]
    end_time: pulumi.Output[str | None]
    error: pulumi.Output[dict[str, Any] | None]
    experiment: pulumi.Output[str | None]
    tuned_model: pulumi.Output[dict[str, Any]]
    served: pulumi.Output[bool | None]
    gcs_metrics_uri: pulumi.Output[str | None]
    chosen_hyper_parameters: pulumi.Output[dict[str, Any] | None]
    billing: pulumi.Output[dict[str, Any] | None]
    evaluate_dataset_runs: pulumi.Output[list[dict[str, Any]] | None]
    tuning_data_stats: pulumi.Output[dict[str, Any] | None]
    place: pulumi.Output[dict[str, str]]

    def __init__(  # noqa: PLR0913 - one argument a field
        self,
        resource_name: str,
        *,
        base_model: pulumi.Input[str] | None = None,
        pre_tuned_model: pulumi.Input[args.PreTunedModel | Mapping[str, Any]] | None = None,
        supervised_tuning_spec: pulumi.Input[args.SupervisedTuningSpec | Mapping[str, Any]]
        | None = None,
        preference_optimization_spec: pulumi.Input[
            args.PreferenceOptimizationSpec | Mapping[str, Any]
        ]
        | None = None,
        distillation_spec: pulumi.Input[args.DistillationSpec | Mapping[str, Any]] | None = None,
        reinforcement_tuning_spec: pulumi.Input[args.ReinforcementTuningSpec | Mapping[str, Any]]
        | None = None,
        full_fine_tuning_spec: pulumi.Input[args.FullFineTuningSpec | Mapping[str, Any]]
        | None = None,
        partner_model_tuning_spec: pulumi.Input[args.PartnerModelTuningSpec | Mapping[str, Any]]
        | None = None,
        veo_tuning_spec: pulumi.Input[args.VeoTuningSpec | Mapping[str, Any]] | None = None,
        veo_lora_tuning_spec: pulumi.Input[args.VeoLoraTuningSpec | Mapping[str, Any]]
        | None = None,
        custom_base_model: pulumi.Input[str] | None = None,
        output_uri: pulumi.Input[str] | None = None,
        encryption_spec: pulumi.Input[args.EncryptionSpec | Mapping[str, Any]] | None = None,
        service_account: pulumi.Input[str] | None = None,
        tuned_model_display_name: pulumi.Input[str] | None = None,
        description: pulumi.Input[str] | None = None,
        labels: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None,
        project: pulumi.Input[str] | None = None,
        location: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[str] | None = None,
        deletion_policy: pulumi.Input[str] | None = None,
        wait: pulumi.Input[bool] | None = None,
        restore_endpoint: pulumi.Input[bool] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        revision: pulumi.Input[str] | None = None,
        retrain: pulumi.Input[str] | None = None,
        delete: pulumi.Input[str] | None = None,
        max_cost: pulumi.Input[float] | None = None,
        max_tokens: pulumi.Input[int] | None = None,
        max_dropped_rows: pulumi.Input[int] | None = None,
        timeouts: pulumi.Input[Timeouts | Mapping[str, str]] | None = None,
        on_timeout: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(resource_name, pick_arguments(locals()), opts)
