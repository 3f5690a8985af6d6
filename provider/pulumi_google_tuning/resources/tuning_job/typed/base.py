"""The arguments and the attributes of `TuningJob`."""

# Written by `make generate` from schema/tuning_job.schema.json: change it there.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.program.args import LaterMap
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuning_job.typed import args, outputs


class TuningJobFields(TuningResource, abstract=True):
    """What `TuningJob` takes and gives."""

    base_model: pulumi.Output[str | None]
    pre_tuned_model: pulumi.Output[dict[str, Any] | None]
    supervised_tuning_spec: pulumi.Output[dict[str, Any] | None]
    preference_optimization_spec: pulumi.Output[dict[str, Any] | None]
    distillation_spec: pulumi.Output[dict[str, Any] | None]
    reinforcement_tuning_spec: pulumi.Output[dict[str, Any] | None]
    full_fine_tuning_spec: pulumi.Output[dict[str, Any] | None]
    partner_model_tuning_spec: pulumi.Output[dict[str, Any] | None]
    veo_tuning_spec: pulumi.Output[dict[str, Any] | None]
    veo_lora_tuning_spec: pulumi.Output[dict[str, Any] | None]
    custom_base_model: pulumi.Output[str | None]
    output_uri: pulumi.Output[str | None]
    encryption_spec: pulumi.Output[dict[str, Any] | None]
    service_account: pulumi.Output[str | None]
    tuned_model_display_name: pulumi.Output[str | None]
    description: pulumi.Output[str | None]
    labels: pulumi.Output[dict[str, str] | None]
    project: pulumi.Output[str | None]
    location: pulumi.Output[str | None]
    api_version: pulumi.Output[str | None]
    deletion_policy: pulumi.Output[str | None]
    wait: pulumi.Output[bool | None]
    restore_endpoint: pulumi.Output[bool | None]
    adopt: pulumi.Output[bool | None]
    revision: pulumi.Output[str | None]
    retrain: pulumi.Output[str | None]
    delete: pulumi.Output[str | None]
    max_cost: pulumi.Output[float | None]
    max_tokens: pulumi.Output[int | None]
    max_dropped_rows: pulumi.Output[int | None]
    timeouts: pulumi.Output[dict[str, Any] | None]
    on_timeout: pulumi.Output[str | None]
    name: pulumi.Output[str]
    state: pulumi.Output[str]
    create_time: pulumi.Output[str]
    start_time: pulumi.Output[str | None]
    end_time: pulumi.Output[str | None]
    error: outputs.TuningJobErrorOutput
    experiment: pulumi.Output[str | None]
    tuned_model: outputs.TuningJobTunedModelOutput
    served: pulumi.Output[bool | None]
    gcs_metrics_uri: pulumi.Output[str | None]
    chosen_hyper_parameters: outputs.TuningJobChosenHyperParametersOutput
    billing: outputs.TuningJobBillingOutput
    evaluate_dataset_runs: pulumi.Output[list[outputs.TuningJobEvaluateDatasetRun] | None]
    tuning_data_stats: outputs.TuningJobTuningDataStatsOutput
    place: outputs.TuningJobPlaceOutput

    def __init__(
        self,
        resource_name: str,
        *,
        base_model: pulumi.Input[str] | None = None,
        pre_tuned_model: args.PreTunedModel | LaterMap | None = None,
        supervised_tuning_spec: args.SupervisedTuningSpec | LaterMap | None = None,
        preference_optimization_spec: args.PreferenceOptimizationSpec | LaterMap | None = None,
        distillation_spec: args.DistillationSpec | LaterMap | None = None,
        reinforcement_tuning_spec: args.ReinforcementTuningSpec | LaterMap | None = None,
        full_fine_tuning_spec: args.FullFineTuningSpec | LaterMap | None = None,
        partner_model_tuning_spec: args.PartnerModelTuningSpec | LaterMap | None = None,
        veo_tuning_spec: args.VeoTuningSpec | LaterMap | None = None,
        veo_lora_tuning_spec: args.VeoLoraTuningSpec | LaterMap | None = None,
        custom_base_model: pulumi.Input[str] | None = None,
        output_uri: pulumi.Input[str] | None = None,
        encryption_spec: args.EncryptionSpec | LaterMap | None = None,
        service_account: pulumi.Input[str] | None = None,
        tuned_model_display_name: pulumi.Input[str] | None = None,
        description: pulumi.Input[str] | None = None,
        labels: pulumi.Input[Mapping[str, pulumi.Input[str | int]]] | None = None,
        project: pulumi.Input[str | int] | None = None,
        location: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[args.ApiVersion] | pulumi.Output[str] | None = None,
        deletion_policy: pulumi.Input[args.DeletionPolicy] | pulumi.Output[str] | None = None,
        wait: pulumi.Input[bool] | None = None,
        restore_endpoint: pulumi.Input[bool] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        revision: pulumi.Input[str | int] | None = None,
        retrain: pulumi.Input[args.Retrain] | pulumi.Output[str] | None = None,
        delete: pulumi.Input[args.Delete] | pulumi.Output[str] | None = None,
        max_cost: pulumi.Input[float] | None = None,
        max_tokens: pulumi.Input[int] | None = None,
        max_dropped_rows: pulumi.Input[int] | None = None,
        timeouts: args.Timeouts | LaterMap | None = None,
        on_timeout: pulumi.Input[args.OnTimeout] | pulumi.Output[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare it.

        Args:
            resource_name: The resource's name in the stack.
            base_model: The base model to tune, as Vertex AI names it: `gemini-3.5-flash`, or
                `meta/llama3_1@llama-3.1-8b-instruct` for an open model. Form: the name of a base
                model on Vertex AI, such as gemini-3.5-flash (a tuned model stands in
                preTunedModel).
            pre_tuned_model: A tuned model to tune on from, instead of `baseModel`.
            supervised_tuning_spec: Supervised tuning: examples with their answers.
            preference_optimization_spec: Preference tuning: pairs of a better and a worse answer.
            distillation_spec: Distillation: a small model learns a larger one's answers. Only with
                `apiVersion` `v1beta1`.
            reinforcement_tuning_spec: Reinforcement tuning: answers are rewarded. Only with
                `apiVersion` `v1beta1`.
            full_fine_tuning_spec: Full fine-tuning: all weights are trained. Only with `apiVersion`
                `v1beta1`.
            partner_model_tuning_spec: Tuning of a partner's model. Only with `apiVersion`
                `v1beta1`.
            veo_tuning_spec: Tuning of Veo, a video model. Only with `apiVersion` `v1beta1`.
            veo_lora_tuning_spec: Tuning of an adapter for Veo, a video model. Only with
                `apiVersion` `v1beta1`.
            custom_base_model: A Cloud Storage folder with the weights (.safetensors) of an own
                variant of the open model in `baseModel`. Such as `gs://bucket/folder`. Only with
                `apiVersion` `v1beta1`.
            output_uri: The Cloud Storage folder that an open model's results are written to;
                required for open models. Such as `gs://bucket/folder`. Only with `apiVersion`
                `v1beta1`.
            encryption_spec: The customer-managed key that encrypts all that the job makes.
            service_account: The service account that the job runs as. Fixed when the job starts; a
                change counts for the next training. Such as
                `tuning@my-project.iam.gserviceaccount.com`.
            tuned_model_display_name: The tuned model's name for people, up to 128 characters;
                patched on model and endpoint. At most 128 characters.
            description: What the model is for; patched on model and endpoint.
            labels: Labels of job, model and endpoint, at most 63 beside our own; patched on model
                and endpoint.
            project: The project that the job runs in, its id or number; the configured one by
                default. Form: a project's id or number.
            location: The Vertex AI location that the job runs in: a region, `us`, `eu` or `global`;
                the configured one by default. Such as `us-central1`.
            api_version: The version of the Vertex AI API to speak; `v1beta1` has more kinds of
                tuning and finer progress. Default: `v1`.
            deletion_policy: What a delete does: `DELETE` takes away endpoints and model, `RETAIN`
                keeps both. Default: `DELETE`.
            wait: Wait until the model is tuned and deployed; false returns as soon as the training
                is accepted. Default: `true`.
            restore_endpoint: Where the model is trained and no endpoint answers with it (Google
                failed to create one, or it was deleted or undeployed elsewhere), the next update
                deploys it to an endpoint; false leaves it without one. Default: `true`.
            adopt: Take over a job with this identity that isn't known to be this stack's, instead
                of failing. Default: `false`.
            revision: Any string: change it to train again on the same inputs.
            retrain: `deny` makes a change that would train again an error in the preview; what
                `google-tuning:retrain` says when left out.
            delete: `deny` makes a delete of this resource an error: taken out, renamed, replaced or
                destroyed; what `google-tuning:delete` says when left out.
            max_cost: The most that the training may cost, in the currency that its price is told
                in: an estimate above it, with the upper end of a range, is an error in the preview.
                What can't be estimated is said; data that are known only when they are uploaded are
                held to it then, before the training is sent. `google-tuning:maxCost` when left out.
                Greater than 0.
            max_tokens: The most tokens that the training may have, over all of its epochs; as
                `maxCost`. At least 1.
            max_dropped_rows: The most rows that Google may leave out of the training. With more the
                resource fails: the model stays and is not trained again by itself. Without it what
                was left out is a warning. At least 0.
            timeouts: How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`. The training itself
                goes on.
            on_timeout: What becomes of the job when `timeouts` (or Pulumi's
                `customTimeouts.create`) end the wait: `keep` lets it go on, `cancel` cancels it, so
                that it costs no more. A cancelled job is not trained again by itself: change
                `revision` for that. Default: `keep`.
            opts: Pulumi's options for a resource.

        """
        super().__init__(resource_name, pick_arguments(locals()), opts)
