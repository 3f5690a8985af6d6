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
    imported: pulumi.Output[bool | None]
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
                model on Vertex AI, such as gemini-3.5-flash (a tuned model belongs in
                preTunedModel).
            pre_tuned_model: A tuned model to tune further, instead of `baseModel`.
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
            custom_base_model: A Cloud Storage folder with the weights (.safetensors) of your own
                variant of the open model in `baseModel`. Such as `gs://bucket/folder`. Only with
                `apiVersion` `v1beta1`.
            output_uri: The Cloud Storage folder for the results of an open model; required for open
                models. Such as `gs://bucket/folder`. Only with `apiVersion` `v1beta1`.
            encryption_spec: The customer-managed key that encrypts everything the job creates.
            service_account: The service account that the job runs as. It is fixed when the job
                starts. A change takes effect at the next training. Such as
                `tuning@my-project.iam.gserviceaccount.com`.
            tuned_model_display_name: The human-readable name of the tuned model, at most 128
                characters. A change is patched on model and endpoint.
            description: What the model is for. A change is patched on model and endpoint.
            labels: Labels of job, model and endpoint, at most 63 besides the provider's own. A
                change is patched on model and endpoint.
            project: The project that the job runs in, by id or number. The default is the
                configured project. Form: a project's id or number.
            location: The Vertex AI location that the job runs in: a region, `us`, `eu` or `global`.
                The default is the configured location. Such as `us-central1`.
            api_version: The version of the Vertex AI API to use. `v1beta1` has more kinds of tuning
                and finer progress. Default: `v1`.
            deletion_policy: What a deletion does: `DELETE` deletes endpoints and model, `RETAIN`
                keeps both. Default: `DELETE`.
            wait: Wait until the model is tuned and deployed. With false, return as soon as Google
                has accepted the training. Default: `true`.
            restore_endpoint: Deploy a trained model that has no endpoint, at the next update. It
                can lack one because Google failed to create it, or because it was deleted or
                undeployed elsewhere. With false, the model stays without an endpoint. Default:
                `true`.
            adopt: Take over an existing job with this identity instead of failing, even if the
                stack's state doesn't prove that it is this stack's job. Default: `false`.
            revision: Any string. Change it to train again on the same inputs.
            retrain: `deny` makes the preview reject a change that would train again. The default is
                the value of `google-tuning:retrain`.
            delete: `deny` rejects every deletion of this resource: when it is removed from the
                program, renamed, replaced or destroyed. The default is the value of
                `google-tuning:delete`.
            max_cost: The highest cost of the training, in the currency of its price. The preview
                rejects a higher estimate; of a range the upper end counts. The preview says when it
                can't estimate the cost. Data that become known only at the upload are checked then,
                before the training is sent. The default is the value of `google-tuning:maxCost`.
                Greater than 0.
            max_tokens: The highest number of tokens of the training, over all of its epochs. It is
                checked like `maxCost`. At least 1.
            max_dropped_rows: The highest number of rows that Google may leave out of the training.
                If Google leaves out more, the resource fails; the model stays and is not retrained
                automatically. Without this limit, rows that were left out are a warning. At least
                0.
            timeouts: How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`. The training itself
                continues.
            on_timeout: What happens to the job when `timeouts` (or Pulumi's
                `customTimeouts.create`) end the wait. `keep` lets it continue. `cancel` cancels it,
                so that it costs no more. A cancelled job is not retrained automatically. To retrain
                it, change `revision`. Default: `keep`.
            opts: Pulumi's options for a resource.

        """
        super().__init__(resource_name, pick_arguments(locals()), opts)
