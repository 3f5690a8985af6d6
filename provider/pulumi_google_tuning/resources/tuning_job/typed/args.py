"""Typed forms of the nested arguments."""

# Written by `make generate` from schema/tuning_job.schema.json: change it there.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from pulumi import Input, Output

from pulumi_google_tuning.program.args import LaterList, LaterMap

__all__ = [
    "AutoraterConfig",
    "CompositeRewardConfig",
    "DistillationHyperParameters",
    "DistillationSpec",
    "EncryptionSpec",
    "EvaluationConfig",
    "EvaluationMetric",
    "EvaluationParserConfig",
    "FullFineTuningSpec",
    "GenerationConfig",
    "PartnerModelTuningSpec",
    "PreTunedModel",
    "PredefinedMetricSpec",
    "PreferenceOptimizationHyperParameters",
    "PreferenceOptimizationSpec",
    "ReinforcementTuningHyperParameters",
    "ReinforcementTuningSpec",
    "RewardConfig",
    "SupervisedHyperParameters",
    "SupervisedTuningSpec",
    "Timeouts",
    "VeoHyperParameters",
    "VeoLoraTuningSpec",
    "VeoTuningSpec",
    "VoiceConfig",
]

AggregationMetrics = Literal[
    "AVERAGE",
    "MODE",
    "STANDARD_DEVIATION",
    "VARIANCE",
    "MINIMUM",
    "MAXIMUM",
    "MEDIAN",
    "PERCENTILE_P90",
    "PERCENTILE_P95",
    "PERCENTILE_P99",
]

ApiVersion = Literal[
    "v1",
    "v1beta1",
]

AudioMimeType = Literal[
    "AUDIO_MP3",
    "AUDIO_OGG_OPUS",
    "AUDIO_L16",
    "AUDIO_WAV",
    "AUDIO_ALAW",
    "AUDIO_MULAW",
]

Delete = Literal[
    "allow",
    "deny",
]

DeletionPolicy = Literal[
    "DELETE",
    "RETAIN",
]

Delivery = Literal[
    "INLINE",
    "URI",
]

DistillationHyperParametersAdapterSize = Literal[
    "ADAPTER_SIZE_ONE",
    "ADAPTER_SIZE_TWO",
    "ADAPTER_SIZE_FOUR",
    "ADAPTER_SIZE_EIGHT",
    "ADAPTER_SIZE_SIXTEEN",
    "ADAPTER_SIZE_THIRTY_TWO",
]

FeatureSelectionPreference = Literal[
    "PRIORITIZE_QUALITY",
    "BALANCED",
    "PRIORITIZE_COST",
]

ImageAspectRatio = Literal[
    "ASPECT_RATIO_ONE_BY_ONE",
    "ASPECT_RATIO_TWO_BY_THREE",
    "ASPECT_RATIO_THREE_BY_TWO",
    "ASPECT_RATIO_THREE_BY_FOUR",
    "ASPECT_RATIO_FOUR_BY_THREE",
    "ASPECT_RATIO_FOUR_BY_FIVE",
    "ASPECT_RATIO_FIVE_BY_FOUR",
    "ASPECT_RATIO_NINE_BY_SIXTEEN",
    "ASPECT_RATIO_SIXTEEN_BY_NINE",
    "ASPECT_RATIO_TWENTY_ONE_BY_NINE",
    "ASPECT_RATIO_ONE_BY_EIGHT",
    "ASPECT_RATIO_EIGHT_BY_ONE",
    "ASPECT_RATIO_ONE_BY_FOUR",
    "ASPECT_RATIO_FOUR_BY_ONE",
]

ImageMimeType = Literal["IMAGE_JPEG"]

ImageSize = Literal[
    "IMAGE_SIZE_FIVE_TWELVE",
    "IMAGE_SIZE_ONE_K",
    "IMAGE_SIZE_TWO_K",
    "IMAGE_SIZE_FOUR_K",
]

MatchOperation = Literal[
    "REGEX_CONTAINS",
    "PARTIAL_MATCH",
    "EXACT_MATCH",
]

MediaResolution = Literal[
    "MEDIA_RESOLUTION_LOW",
    "MEDIA_RESOLUTION_MEDIUM",
    "MEDIA_RESOLUTION_HIGH",
]

Mode = Literal[
    "VERBATIM",
    "SMART",
]

ModelRoutingPreference = Literal[
    "UNKNOWN",
    "PRIORITIZE_QUALITY",
    "BALANCED",
    "PRIORITIZE_COST",
]

OnTimeout = Literal[
    "keep",
    "cancel",
]

ParseType = Literal[
    "IDENTITY",
    "REGEX_EXTRACT",
]

PersonGeneration = Literal[
    "ALLOW_ALL",
    "ALLOW_ADULT",
    "ALLOW_NONE",
]

PreferenceOptimizationHyperParametersAdapterSize = Literal[
    "ADAPTER_SIZE_ONE",
    "ADAPTER_SIZE_TWO",
    "ADAPTER_SIZE_FOUR",
    "ADAPTER_SIZE_EIGHT",
    "ADAPTER_SIZE_SIXTEEN",
    "ADAPTER_SIZE_THIRTY_TWO",
]

ProminentPeople = Literal[
    "ALLOW_PROMINENT_PEOPLE",
    "BLOCK_PROMINENT_PEOPLE",
]

ReinforcementTuningHyperParametersAdapterSize = Literal[
    "ADAPTER_SIZE_ONE",
    "ADAPTER_SIZE_TWO",
    "ADAPTER_SIZE_FOUR",
    "ADAPTER_SIZE_EIGHT",
    "ADAPTER_SIZE_SIXTEEN",
    "ADAPTER_SIZE_THIRTY_TWO",
]

ReinforcementTuningHyperParametersThinkingLevel = Literal[
    "MINIMAL",
    "LOW",
    "MEDIUM",
    "HIGH",
]

ResponseModalities = Literal[
    "TEXT",
    "IMAGE",
    "AUDIO",
    "VIDEO",
]

Retrain = Literal[
    "allow",
    "deny",
]

RubricContentType = Literal[
    "PROPERTY",
    "NL_QUESTION_ANSWER",
    "PYTHON_CODE_ASSERTION",
]

SupervisedHyperParametersAdapterSize = Literal[
    "ADAPTER_SIZE_ONE",
    "ADAPTER_SIZE_TWO",
    "ADAPTER_SIZE_FOUR",
    "ADAPTER_SIZE_EIGHT",
    "ADAPTER_SIZE_SIXTEEN",
    "ADAPTER_SIZE_THIRTY_TWO",
]

TextMimeType = Literal[
    "APPLICATION_JSON",
    "TEXT_PLAIN",
]

ThinkingConfigThinkingLevel = Literal[
    "LOW",
    "MEDIUM",
    "HIGH",
    "MINIMAL",
]

TuningMode = Literal[
    "TUNING_MODE_FULL",
    "TUNING_MODE_PEFT_ADAPTER",
]

TuningSpeed = Literal[
    "REGULAR",
    "FAST",
]

TuningTask = Literal[
    "TUNING_TASK_I2V",
    "TUNING_TASK_T2V",
    "TUNING_TASK_R2V",
]

Type = Literal[
    "EXACT_MATCH",
    "BLEU",
    "ROUGE",
]

VeoHyperParametersAdapterSize = Literal[
    "ADAPTER_SIZE_EIGHT",
    "ADAPTER_SIZE_SIXTEEN",
    "ADAPTER_SIZE_THIRTY_TWO",
]

VideoAspectRatio = Literal[
    "ASPECT_RATIO_SIXTEEN_BY_NINE",
    "ASPECT_RATIO_NINE_BY_SIXTEEN",
]

VideoOrientation = Literal[
    "LANDSCAPE",
    "PORTRAIT",
]


class Audio(TypedDict, total=False):
    """Audio output format."""

    bit_rate: Input[int]
    """Bit rate in bits per second (bps)."""
    delivery: Input[Delivery] | Output[str]
    """Delivery mode for the generated content."""
    mime_type: Input[AudioMimeType] | Output[str]
    """The MIME type of the audio output."""
    sample_rate: Input[int]
    """Sample rate for the generated audio in Hertz."""


class AudioTranscriptionConfig(TypedDict, total=False):
    """Settings for the transcription of speech."""

    adaptation_phrases: Input[Sequence[Input[str]]]
    """Deprecated by Google: Use `custom_vocabulary` instead."""
    custom_vocabulary: Input[Sequence[Input[str]]]
    """A list of custom vocabulary phrases to bias the speech recognition model toward recognizing
    specific terms.
    """
    diarization: Input[bool]
    """Configures speaker diarization."""
    language_auto: LanguageAuto | LaterMap
    """Deprecated by Google: Use top-level `language_codes` instead."""
    language_codes: Input[Sequence[Input[str]]]
    """BCP-47 language codes providing hints about the languages present in the audio."""
    language_hints: LanguageHints | LaterMap
    """Deprecated by Google: Use top-level `language_codes` instead."""
    mode: Input[Mode] | Output[str]
    """Configures transcription mode."""
    source_text: Input[str]
    """The source text to be edited or rewritten via voice instructions."""
    word_timestamp: Input[bool]
    """Configures word-level timestamp generation."""


class AutoMode(TypedDict, total=False):
    """Google chooses the model by the prompt."""

    model_routing_preference: Input[ModelRoutingPreference] | Output[str]
    """The preference."""


class AutoraterConfig(TypedDict, total=False):
    """The rating model."""

    autorater_model: Input[str]
    """The rating model: a publisher model, or the endpoint of a tuned model, by its full resource
    name.
    """
    flip_enabled: Input[bool]
    """Whether to also compare the two answers of a pairwise metric in reverse order. The default is
    true. Default: `true`.
    """
    generation_config: GenerationConfig | LaterMap
    """The generation settings of the rating model."""
    sampling_count: Input[int]
    """The number of ratings per row. The default is 4. At least 1, at most 32."""


class AutoraterResponseParseConfig(TypedDict, total=False):
    """The part of the rating that is the score."""

    parse_type: Input[ParseType] | Output[str]
    """Whether to use the whole response or a part of it."""
    regex_extract_expression: Input[str]
    """The regular expression of the part to extract; with REGEX_EXTRACT."""


class AutoraterScorer(TypedDict, total=False):
    """Reward by another model's rating."""

    autorater_config: AutoraterConfig | LaterMap
    """The rating model."""
    autorater_prompt: Input[str]
    """The prompt for the rating model, with `{{prompt}}`, `{{response}}`, `{{system_instruction}}`
    and `{{references.key}}`.
    """
    autorater_response_parse_config: AutoraterResponseParseConfig | LaterMap
    """The part of the rating that is the score."""
    exact_match_scorer: ExactMatchScorer | LaterMap
    """Score by comparison of the rating with a text."""
    parsed_response_conversion_scorer: ParsedResponseConversionScorer | LaterMap
    """Use the rating itself as the score, limited to -1 to 1."""


class BleuSpec(TypedDict, total=False):
    """BLEU."""

    use_effective_order: Input[bool]
    """Whether to use the effective order of n-grams."""


class CloudRunRewardScorer(TypedDict):
    """Reward by a Cloud Run service."""

    cloud_run_uri: Input[str]
    """The service's address; the tuning service agent must be allowed to call it."""


class CodeConfig(TypedDict):
    """Preprocessing by your own code."""

    code: Input[str]
    """Python code that defines the function `preprocess`."""


class CodeExecutionRewardScorer(TypedDict):
    """Reward by Python code."""

    python_code_snippet: Input[str]
    """Code with `def evaluate(example, response) -> float`."""


class CompositeRewardConfig(TypedDict):
    """Several rewards, weighted."""

    weighted_reward_configs: Sequence[WeightedRewardConfig | LaterMap] | LaterList
    """The rewards, each with its weight."""


class _ComputationBasedMetricSpecRequired(TypedDict):
    type: Input[Type] | Output[str]
    """The type of the metric."""


class ComputationBasedMetricSpec(_ComputationBasedMetricSpecRequired, total=False):
    """A metric that is computed, by its type."""

    parameters: Input[Mapping[str, Any]]
    """Its parameters, such as `rouge_type: rougeL`."""


class _CustomCodeExecutionSpecRequired(TypedDict):
    evaluation_function: Input[str]
    """Python code that defines `evaluate(instance: dict[str, Any]) -> float`."""


class CustomCodeExecutionSpec(_CustomCodeExecutionSpecRequired, total=False):
    """A metric that your own code computes."""

    code_execution_region: Input[str]
    """The region where the code runs. Only with `apiVersion` `v1beta1`."""


class _CustomCodeParserConfigRequired(TypedDict):
    parsing_function: Input[str]
    """Python code that defines the function `parse`."""


class CustomCodeParserConfig(_CustomCodeParserConfigRequired, total=False):
    """Parsing by your own code."""

    code_execution_region: Input[str]
    """The region where the code runs. Only with `apiVersion` `v1beta1`."""


class CustomOutputFormatConfig(TypedDict, total=False):
    """A custom form of the result."""

    return_raw_output: Input[bool]
    """Whether the result is the model's unparsed text."""


class _DatasetCustomMetricRequired(TypedDict):
    aggregation_function: Input[str]
    """Python code that defines `aggregate(instances: list[dict[str, Any]]) -> dict[str, float]`."""


class DatasetCustomMetric(_DatasetCustomMetricRequired, total=False):
    """One of several."""

    display_name: Input[str]
    """The prefix of the keys of its results."""


class DistillationHyperParameters(TypedDict, total=False):
    """The hyperparameters of the training."""

    epoch_count: Input[int]
    """The number of passes over the training data. At least 1."""
    learning_rate_multiplier: Input[float]
    """A multiplier of the learning rate that Google would choose. Greater than 0."""
    adapter_size: Input[DistillationHyperParametersAdapterSize] | Output[str]
    """The size of the adapter to train."""
    batch_size: Input[int]
    """The number of examples per step; for open models. At least 1."""
    learning_rate: Input[float]
    """The learning rate; for open models. Cannot be combined with `learningRateMultiplier`. Greater
    than 0.
    """


class DistillationSpec(TypedDict, total=False):
    """Distillation: a small model learns a larger one's answers."""

    base_teacher_model: Input[str]
    """The teacher: a base model. Such as `gemini-3.1-pro`."""
    tuned_teacher_model_source: Input[str]
    """The teacher: a tuned model, by its resource name. Such as
    `projects/my-project/locations/us-central1/models/1234567890`.
    """
    prompt_dataset_uri: Input[str]
    """The prompts that the teacher answers: a JSON Lines file in Cloud Storage. Such as
    `gs://bucket/train.jsonl`.
    """
    validation_dataset_uri: Input[str]
    """The validation data. Such as `gs://bucket/validation.jsonl`."""
    hyper_parameters: DistillationHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""
    tuning_mode: Input[TuningMode] | Output[str]
    """Whether to train all weights or an adapter; for open models."""
    training_dataset_uri: Input[str]
    """Deprecated by Google: the training data. Such as `gs://bucket/train.jsonl`."""
    student_model: Input[str]
    """Deprecated by Google: the student model. Use `baseModel` instead."""
    pipeline_root_directory: Input[str]
    """Deprecated by Google: where the pipeline writes its files. Such as `gs://bucket/folder`."""


class EncryptionSpec(TypedDict):
    """The customer-managed key that encrypts everything the job creates."""

    kms_key_name: Input[str]
    """The key's resource name. The key must be in the job's location. Such as
    `projects/my-project/locations/us-central1/keyRings/ring/cryptoKeys/key`.
    """


class _EvaluationConfigRequired(TypedDict):
    metrics: Sequence[EvaluationMetric | LaterMap] | LaterList
    """The metrics to compute."""
    output_config: OutputConfig | LaterMap
    """The destination of the results."""


class EvaluationConfig(_EvaluationConfigRequired, total=False):
    """How Google evaluates the tuned model, at each checkpoint."""

    autorater_config: AutoraterConfig | LaterMap
    """The rating model."""
    dataset_custom_metrics: Sequence[DatasetCustomMetric | LaterMap] | LaterList
    """Aggregations over the whole dataset, by your own code."""
    inference_generation_config: GenerationConfig | LaterMap
    """The generation settings of the tuned model during the evaluation."""


class EvaluationMetric(TypedDict, total=False):
    """One of several."""

    aggregation_metrics: Input[Sequence[Input[AggregationMetrics] | Output[str]]]
    """How the rows' scores are aggregated."""
    bleu_spec: BleuSpec | LaterMap
    """BLEU."""
    computation_based_metric_spec: ComputationBasedMetricSpec | LaterMap
    """A metric that is computed, by its type."""
    custom_code_execution_spec: CustomCodeExecutionSpec | LaterMap
    """A metric that your own code computes."""
    exact_match_spec: ExactMatchSpec | LaterMap
    """Whether the answer equals the expected one. It has no settings (`{}`)."""
    llm_based_metric_spec: LlmBasedMetricSpec | LaterMap
    """A model rates the answers by rubrics."""
    metadata: Metadata | LaterMap
    """Metadata of the metric, for display."""
    pairwise_metric_spec: PairwiseMetricSpec | LaterMap
    """A model compares two answers."""
    pointwise_metric_spec: PointwiseMetricSpec | LaterMap
    """A model rates each answer."""
    predefined_metric_spec: PredefinedMetricSpec | LaterMap
    """One of Google's own metrics, by name."""
    rouge_spec: RougeSpec | LaterMap
    """ROUGE."""
    step_based_llm_metric_spec: StepBasedLlmMetricSpec | LaterMap
    """A model rates the answers in several steps. Only with `apiVersion` `v1beta1`."""


class EvaluationParserConfig(TypedDict, total=False):
    """How the rating is parsed."""

    custom_code_parser_config: CustomCodeParserConfig | LaterMap
    """Parsing by your own code."""


class ExactMatchScorer(TypedDict, total=False):
    """Score by comparison of the rating with a text."""

    expression: Input[str]
    """The text; `{{references.key}}` is replaced by a reference of the example."""
    correct_answer_reward: Input[float]
    """The reward if they are equal."""
    wrong_answer_reward: Input[float]
    """The reward if they differ."""


class ExactMatchSpec(TypedDict, total=False):
    """Whether the answer equals the expected one."""


class FilterConfig(TypedDict, total=False):
    """Preprocessing by filters."""

    trace_compression_config: TraceCompressionConfig | LaterMap
    """How to shorten the trace."""


class _FullFineTuningSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class FullFineTuningSpec(_FullFineTuningSpecRequired, total=False):
    """Full fine-tuning: all weights are trained."""

    validation_dataset_uri: Input[str]
    """The validation data. Such as `gs://bucket/validation.jsonl`."""
    hyper_parameters: SupervisedHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""


class GcsDestination(TypedDict):
    """A folder in Cloud Storage."""

    output_uri_prefix: Input[str]
    """The folder, `gs://BUCKET/FOLDER`. Google creates it if it does not exist. Such as
    `gs://bucket/evaluation`.
    """


class GenerationConfig(TypedDict, total=False):
    """The generation settings of the rating model."""

    audio_timestamp: Input[bool]
    """Whether timestamps of a recording are given to the model."""
    audio_transcription_config: AudioTranscriptionConfig | LaterMap
    """Settings for the transcription of speech."""
    candidate_count: Input[int]
    """The number of answers to generate."""
    enable_affective_dialog: Input[bool]
    """Whether the answer adapts to the emotion of the speaker."""
    frequency_penalty: Input[float]
    """A value above 0 makes the answer repeat itself less. At least -2, at most 2."""
    image_config: ImageConfig | LaterMap
    """Settings for image generation. Google replaced it with `responseFormat`."""
    logprobs: Input[int]
    """The number of most likely tokens whose log probabilities are returned."""
    max_output_tokens: Input[int]
    """The highest number of tokens of an answer."""
    media_resolution: Input[MediaResolution] | Output[str]
    """The resolution of media inputs."""
    model_config: ModelConfig | LaterMap
    """Config for model selection. Only with `apiVersion` `v1beta1`."""
    presence_penalty: Input[float]
    """A value above 0 makes the answer use more different words. At least -2, at most 2."""
    response_format: Sequence[ResponseFormat | LaterMap] | LaterList
    """The formats of the answer."""
    response_json_schema: Input[Mapping[str, Any]]
    """The JSON Schema of the answer. Google replaced it with `responseFormat`."""
    response_logprobs: Input[bool]
    """Whether log probabilities are returned."""
    response_mime_type: Input[str]
    """The type of the answer, such as `application/json`."""
    response_modalities: Input[Sequence[Input[ResponseModalities] | Output[str]]]
    """The modalities that an answer may have."""
    response_schema: Input[Mapping[str, Any]]
    """The schema of the answer, as Google's Schema. Its keys are sent unchanged."""
    routing_config: RoutingConfig | LaterMap
    """The choice of the model that answers."""
    seed: Input[int]
    """The random seed. The same seed mostly gives the same answers."""
    speech_config: SpeechConfig | LaterMap
    """Settings for generated speech."""
    stop_sequences: Input[Sequence[Input[str]]]
    """Texts that end an answer."""
    temperature: Input[float]
    """The sampling temperature: the randomness of an answer. At least 0, at most 2."""
    thinking_config: ThinkingConfig | LaterMap
    """Settings for thinking."""
    top_k: Input[float]
    """The number of most likely tokens that sampling considers."""
    top_p: Input[float]
    """The nucleus sampling threshold. At least 0, at most 1."""
    translation_config: TranslationConfig | LaterMap
    """Settings for translation."""


class Image(TypedDict, total=False):
    """Image output format."""

    aspect_ratio: Input[ImageAspectRatio] | Output[str]
    """The aspect ratio for the image output."""
    delivery: Input[Delivery] | Output[str]
    """Delivery mode for the generated content."""
    image_size: Input[ImageSize] | Output[str]
    """The size of the image output."""
    mime_type: Input[ImageMimeType] | Output[str]
    """The MIME type of the image output."""


class ImageConfig(TypedDict, total=False):
    """Settings for image generation."""

    aspect_ratio: Input[str]
    """The desired aspect ratio for the generated images."""
    image_output_options: ImageOutputOptions | LaterMap
    """The image output format for generated images."""
    image_size: Input[str]
    """Specifies the size of generated images."""
    person_generation: Input[PersonGeneration] | Output[str]
    """Controls whether the model can generate people."""
    prominent_people: Input[ProminentPeople] | Output[str]
    """Controls whether prominent people (celebrities) generation is allowed."""


class ImageOutputOptions(TypedDict, total=False):
    """The image output format for generated images."""

    compression_quality: Input[int]
    """The compression quality of the output image."""
    mime_type: Input[str]
    """The image format that the output should be saved as."""


class JsonMatchExpression(TypedDict, total=False):
    """The expected value in a JSON response."""

    key_name: Input[str]
    """The top-level key of the value."""
    value_string_match_expression: ValueStringMatchExpression | LaterMap
    """The expected value."""


class LanguageAuto(TypedDict, total=False):
    """Deprecated by Google: Use top-level `language_codes` instead."""


class LanguageHints(TypedDict):
    """Deprecated by Google: Use top-level `language_codes` instead."""

    language_codes: Input[Sequence[Input[str]]]
    """Deprecated by Google: Use top-level `language_codes` instead."""


class _LlmBasedMetricSpecRequired(TypedDict):
    metric_prompt_template: Input[str]
    """The prompt for the rating model."""


class LlmBasedMetricSpec(_LlmBasedMetricSpecRequired, total=False):
    """A model rates the answers by rubrics."""

    additional_config: Input[Mapping[str, Any]]
    """Further settings."""
    judge_autorater_config: AutoraterConfig | LaterMap
    """The rating model."""
    predefined_rubric_generation_spec: PredefinedMetricSpec | LaterMap
    """Rubrics that one of Google's own metrics generates."""
    result_parser_config: EvaluationParserConfig | LaterMap
    """How the rating is parsed."""
    rubric_generation_spec: RubricGenerationSpec | LaterMap
    """How rubrics are generated."""
    rubric_group_key: Input[str]
    """The key of the rubrics that are in the rows."""
    system_instruction: Input[str]
    """The system instruction of the rating model."""


class ManualMode(TypedDict, total=False):
    """The model is chosen by name."""

    model_name: Input[str]
    """The model's name."""


class Metadata(TypedDict, total=False):
    """Metadata of the metric, for display."""

    other_metadata: Input[Mapping[str, Any]]
    """Your own notes."""
    score_range: ScoreRange | LaterMap
    """The range of the scores."""
    title: Input[str]
    """The human-readable name of the metric."""


class ModelConfig(TypedDict):
    """Config for model selection."""

    feature_selection_preference: Input[FeatureSelectionPreference] | Output[str]
    """Feature selection preference."""


class MultiSpeakerVoiceConfig(TypedDict):
    """The configuration for a multi-speaker text-to-speech request."""

    speaker_voice_configs: Sequence[SpeakerVoiceConfig | LaterMap] | LaterList
    """A list of configurations for the voices of the speakers. At most 2 items."""


class OutputConfig(TypedDict, total=False):
    """The destination of the results."""

    gcs_destination: GcsDestination | LaterMap
    """A folder in Cloud Storage."""


class _PairwiseMetricSpecRequired(TypedDict):
    metric_prompt_template: Input[str]
    """The prompt for the rating model."""


class PairwiseMetricSpec(_PairwiseMetricSpecRequired, total=False):
    """A model compares two answers."""

    baseline_response_field_name: Input[str]
    """The field with the baseline answer."""
    candidate_response_field_name: Input[str]
    """The field with the candidate answer."""
    custom_output_format_config: CustomOutputFormatConfig | LaterMap
    """A custom form of the result."""
    system_instruction: Input[str]
    """The system instruction of the rating model."""


class ParseResponseConfig(TypedDict, total=False):
    """The part of a response that is rewarded."""

    parse_type: Input[ParseType] | Output[str]
    """Whether to use the whole response or a part of it."""
    regex_extract_expression: Input[str]
    """The regular expression of the part to extract; with REGEX_EXTRACT."""


class ParsedResponseConversionScorer(TypedDict, total=False):
    """Use the rating itself as the score, limited to -1 to 1."""


class _PartnerModelTuningSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class PartnerModelTuningSpec(_PartnerModelTuningSpecRequired, total=False):
    """Tuning of a partner's model."""

    validation_dataset_uri: Input[str]
    """The validation data. Such as `gs://bucket/validation.jsonl`."""
    hyper_parameters: Input[Mapping[str, Any]]
    """The hyperparameters of the partner's model, by its own names."""


class _PointwiseMetricSpecRequired(TypedDict):
    metric_prompt_template: Input[str]
    """The prompt for the rating model."""


class PointwiseMetricSpec(_PointwiseMetricSpecRequired, total=False):
    """A model rates each answer."""

    custom_output_format_config: CustomOutputFormatConfig | LaterMap
    """A custom form of the result."""
    system_instruction: Input[str]
    """The system instruction of the rating model."""


class _PreTunedModelRequired(TypedDict):
    tuned_model_name: Input[str]
    """Its resource name, with a version (`@2`) or an alias (`@default`). Without either, the
    default version is used. Such as
    `projects/my-project/locations/us-central1/models/1234567890@1`.
    """


class PreTunedModel(_PreTunedModelRequired, total=False):
    """A tuned model to tune further, instead of `baseModel`."""

    checkpoint_id: Input[str | int]
    """The checkpoint to start from. The default is the model's default checkpoint."""


class PrebuiltVoiceConfig(TypedDict, total=False):
    """The configuration for a prebuilt voice."""

    voice_name: Input[str]
    """The name of the prebuilt voice to use."""


class _PredefinedMetricSpecRequired(TypedDict):
    metric_spec_name: Input[str]
    """Its name. Such as `instruction_following_v1`."""


class PredefinedMetricSpec(_PredefinedMetricSpecRequired, total=False):
    """Rubrics that one of Google's own metrics generates."""

    metric_spec_parameters: Input[Mapping[str, Any]]
    """Its parameters."""
    step_autorater_configs: Mapping[str, AutoraterConfig | LaterMap] | LaterMap
    """Overrides of the rating model for a step, by the step's name. Only with `apiVersion`
    `v1beta1`.
    """


class PreferenceOptimizationHyperParameters(TypedDict, total=False):
    """The hyperparameters of the training."""

    epoch_count: Input[int]
    """The number of passes over the training data. At least 1."""
    learning_rate_multiplier: Input[float]
    """A multiplier of the learning rate that Google would choose. Greater than 0."""
    adapter_size: Input[PreferenceOptimizationHyperParametersAdapterSize] | Output[str]
    """The size of the adapter to train."""
    beta: Input[float]
    """The weight of the KL divergence, which keeps the model near the base model. At least 0."""


class _PreferenceOptimizationSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class PreferenceOptimizationSpec(_PreferenceOptimizationSpecRequired, total=False):
    """Preference tuning: pairs of a better and a worse answer."""

    validation_dataset_uri: Input[str]
    """The validation data. For Gemini models: at most 5,000 examples; above 1,000, at most 30 % of
    the number of training examples. For open models: at most 5,000 examples and at most 25 % of the
    number of training examples. Such as `gs://bucket/validation.jsonl`.
    """
    hyper_parameters: PreferenceOptimizationHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""
    export_last_checkpoint_only: Input[bool]
    """Keep only the last checkpoint."""


class Preprocessor(TypedDict, total=False):
    """Preprocessing of the trace before the first step."""

    code_config: CodeConfig | LaterMap
    """Preprocessing by your own code."""
    filter_config: FilterConfig | LaterMap
    """Preprocessing by filters."""


class ReinforcementTuningHyperParameters(TypedDict, total=False):
    """The hyperparameters of the training."""

    epoch_count: Input[int]
    """The number of passes over the training data. Cannot be combined with `stepCount`. At least 1.
    """
    step_count: Input[int]
    """The number of training steps. Cannot be combined with `epochCount`. At least 1."""
    learning_rate_multiplier: Input[float]
    """A multiplier of the learning rate that Google would choose. Greater than 0."""
    adapter_size: Input[ReinforcementTuningHyperParametersAdapterSize] | Output[str]
    """The size of the adapter to train."""
    batch_size: Input[int]
    """The number of prompts per step. At least 1."""
    samples_per_prompt: Input[int]
    """The number of answers that are sampled per prompt. At least 1."""
    max_output_tokens: Input[int]
    """The highest number of tokens of an answer. At least 1."""
    evaluate_interval: Input[int]
    """The number of steps between two evaluations. At least 1."""
    checkpoint_interval: Input[int]
    """The number of steps between two checkpoints. At least 1."""
    thinking_budget: Input[int]
    """The number of tokens for thinking, for Gemini 2.5: -1 lets the model choose, 0 turns thinking
    off. At least -1.
    """
    thinking_level: Input[ReinforcementTuningHyperParametersThinkingLevel] | Output[str]
    """How deeply the model thinks, from Gemini 3.5."""


class _ReinforcementTuningSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class ReinforcementTuningSpec(_ReinforcementTuningSpecRequired, total=False):
    """Reinforcement tuning: answers are rewarded."""

    validation_dataset_uri: Input[str]
    """The validation data. Such as `gs://bucket/validation.jsonl`."""
    single_reward_config: RewardConfig | LaterMap
    """The reward."""
    composite_reward_config: CompositeRewardConfig | LaterMap
    """Several rewards, weighted."""
    hyper_parameters: ReinforcementTuningHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""


class ReplicatedVoiceConfig(TypedDict, total=False):
    """The configuration for a replicated voice."""

    mime_type: Input[str]
    """The mimetype of the voice sample."""
    voice_sample_audio: Input[str]
    """The sample of the custom voice."""


class ResponseFormat(TypedDict, total=False):
    """One of several."""

    audio: Audio | LaterMap
    """Audio output format."""
    image: Image | LaterMap
    """Image output format."""
    text: Text | LaterMap
    """Text output format."""
    video: Video | LaterMap
    """Video output format."""


class RewardConfig(TypedDict, total=False):
    """The reward."""

    reward_name: Input[str]
    """The name of this reward."""
    parse_response_config: ParseResponseConfig | LaterMap
    """The part of a response that is rewarded."""
    string_match_reward_scorer: StringMatchRewardScorer | LaterMap
    """Reward by comparison with a text."""
    code_execution_reward_scorer: CodeExecutionRewardScorer | LaterMap
    """Reward by Python code."""
    cloud_run_reward_scorer: CloudRunRewardScorer | LaterMap
    """Reward by a Cloud Run service."""
    autorater_scorer: AutoraterScorer | LaterMap
    """Reward by another model's rating."""


class RougeSpec(TypedDict, total=False):
    """ROUGE."""

    rouge_type: Input[str]
    """`rougeL`, `rougeLsum`, or `rouge1` to `rouge9`. Such as `rougeL`."""
    split_summaries: Input[bool]
    """Whether to split summaries, with `rougeLsum`."""
    use_stemmer: Input[bool]
    """Whether to reduce words to their stems."""


class RoutingConfig(TypedDict, total=False):
    """The choice of the model that answers."""

    auto_mode: AutoMode | LaterMap
    """Google chooses the model by the prompt."""
    manual_mode: ManualMode | LaterMap
    """The model is chosen by name."""


class RubricGenerationSpec(TypedDict, total=False):
    """How rubrics are generated."""

    model_config: AutoraterConfig | LaterMap
    """The model that generates them."""
    prompt_template: Input[str]
    """The prompt for that model."""
    rubric_content_type: Input[RubricContentType] | Output[str]
    """The kind of rubric."""
    rubric_type_ontology: Input[Sequence[Input[str]]]
    """The allowed types of a rubric."""


class _ScoreRangeRequired(TypedDict):
    max: Input[float]
    """The highest."""
    min: Input[float]
    """The lowest."""


class ScoreRange(_ScoreRangeRequired, total=False):
    """The range of the scores."""

    description: Input[str]
    """The meaning of a high score."""
    step: Input[float]
    """The step between two scores. By default scores have no step."""


class SpeakerVoiceConfig(TypedDict):
    """One of several."""

    speaker: Input[str]
    """The name of the speaker."""
    voice_config: VoiceConfig | LaterMap
    """The configuration for the voice of this speaker."""


class SpeechConfig(TypedDict, total=False):
    """Settings for generated speech."""

    language_code: Input[str]
    """The language code (ISO 639-1) for the speech synthesis."""
    multi_speaker_voice_config: MultiSpeakerVoiceConfig | LaterMap
    """The configuration for a multi-speaker text-to-speech request."""
    voice_config: VoiceConfig | LaterMap
    """The configuration for the voice to use."""


class _StepRequired(TypedDict):
    prompt_template: Input[str]
    """The prompt of this step. Names in braces, such as `{response}`, are replaced by their values.
    """
    step_id: Input[str]
    """The step's name, which later steps use. Form: a lower-case letter, then lower-case letters,
    digits and underscores.
    """


class Step(_StepRequired, total=False):
    """One of several."""

    autorater_config: AutoraterConfig | LaterMap
    """The rating model of this step."""
    response_parser_config: EvaluationParserConfig | LaterMap
    """How its answer is parsed."""


class _StepBasedLlmMetricSpecRequired(TypedDict):
    steps: Sequence[Step | LaterMap] | LaterList
    """The steps, in order."""


class StepBasedLlmMetricSpec(_StepBasedLlmMetricSpecRequired, total=False):
    """A model rates the answers in several steps."""

    preprocessor: Preprocessor | LaterMap
    """Preprocessing of the trace before the first step."""


class _StringMatchExpressionRequired(TypedDict):
    expression: Input[str]
    """The text or regular expression; `{{references.key}}` is replaced by a reference of the
    example.
    """


class StringMatchExpression(_StringMatchExpressionRequired, total=False):
    """The expected response."""

    match_operation: Input[MatchOperation] | Output[str]
    """How to match."""


class StringMatchRewardScorer(TypedDict, total=False):
    """Reward by comparison with a text."""

    correct_answer_reward: Input[float]
    """The reward for a match."""
    wrong_answer_reward: Input[float]
    """The reward without a match."""
    string_match_expression: StringMatchExpression | LaterMap
    """The expected response."""
    json_match_expression: JsonMatchExpression | LaterMap
    """The expected value in a JSON response."""


class SupervisedHyperParameters(TypedDict, total=False):
    """The hyperparameters of the training."""

    epoch_count: Input[int]
    """The number of passes over the training data. At least 1."""
    learning_rate_multiplier: Input[float]
    """A multiplier of the learning rate that Google would choose. Greater than 0."""
    adapter_size: Input[SupervisedHyperParametersAdapterSize] | Output[str]
    """The size of the adapter to train."""
    batch_size: Input[int]
    """The number of examples per step; for open models. At least 1. Only with `apiVersion`
    `v1beta1`.
    """
    learning_rate: Input[float]
    """The learning rate; for open models. Cannot be combined with `learningRateMultiplier`. Greater
    than 0. Only with `apiVersion` `v1beta1`.
    """


class _SupervisedTuningSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class SupervisedTuningSpec(_SupervisedTuningSpecRequired, total=False):
    """Supervised tuning: examples with their answers."""

    validation_dataset_uri: Input[str]
    """The validation data. For Gemini models: at most 5,000 examples; above 1,000, at most 30 % of
    the number of training examples. For open models: at most 5,000 examples and at most 25 % of the
    number of training examples. Such as `gs://bucket/validation.jsonl`.
    """
    hyper_parameters: SupervisedHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""
    export_last_checkpoint_only: Input[bool]
    """Keep only the last checkpoint."""
    tuning_mode: Input[TuningMode] | Output[str]
    """Whether to train all weights or an adapter; for open models. Only with `apiVersion`
    `v1beta1`.
    """
    evaluation_config: EvaluationConfig | LaterMap
    """How Google evaluates the tuned model, at each checkpoint."""


class Text(TypedDict, total=False):
    """Text output format."""

    mime_type: Input[TextMimeType] | Output[str]
    """The IANA standard MIME type of the response."""
    schema: Input[Mapping[str, Any]]
    """The JSON schema that the output should conform to."""


class ThinkingConfig(TypedDict, total=False):
    """Settings for thinking."""

    include_thoughts: Input[bool]
    """Whether the answer includes the thoughts."""
    thinking_budget: Input[int]
    """The number of tokens for thinking."""
    thinking_level: Input[ThinkingConfigThinkingLevel] | Output[str]
    """The thinking level."""


class Timeouts(TypedDict, total=False):
    """How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`."""

    create: Input[str]
    """For the model to be tuned and deployed. Such as `6h`."""
    stall: Input[str]
    """For the next step or change of state, once the job runs. The wait ends when neither happens
    for this long. Waiting for quota or capacity does not count. `v1` shows no steps while a job
    runs, so it limits the job's whole running time, across runs of `pulumi up`. `v1beta1` shows
    steps without dates, so the time counts from the last step that this run has seen. Use
    `v1beta1`. Such as `2h`.
    """


class TraceCompressionConfig(TypedDict, total=False):
    """How to shorten the trace."""

    max_turn_count: Input[int]
    """The number of last turns to keep. At least 1."""
    thoughts_filtered: Input[bool]
    """Whether to leave out events that contain only thoughts."""


class _TranslationConfigRequired(TypedDict):
    target_language_code: Input[str]
    """The target language for translation."""


class TranslationConfig(_TranslationConfigRequired, total=False):
    """Settings for translation."""

    echo_target_language: Input[bool]
    """If `true`, the model will generate audio when the target language is spoken, essentially it
    will parrot the input.
    """


class _ValueStringMatchExpressionRequired(TypedDict):
    expression: Input[str]
    """The text or regular expression; `{{references.key}}` is replaced by a reference of the
    example.
    """


class ValueStringMatchExpression(_ValueStringMatchExpressionRequired, total=False):
    """The expected value."""

    match_operation: Input[MatchOperation] | Output[str]
    """How to match."""


class VeoHyperParameters(TypedDict, total=False):
    """The hyperparameters of the training."""

    epoch_count: Input[int]
    """The number of passes over the training data. At least 1."""
    learning_rate_multiplier: Input[float]
    """A multiplier of the learning rate that Google would choose. Greater than 0."""
    adapter_size: Input[VeoHyperParametersAdapterSize] | Output[str]
    """The size of the adapter to train."""
    tuning_task: Input[TuningTask] | Output[str]
    """The task to tune: image to video, text to video, or reference to video."""
    tuning_speed: Input[TuningSpeed] | Output[str]
    """The speed of tuning; for Veo 3.0."""
    veo_data_mixture_ratio: Input[float]
    """The share of Google's own data in the training. At least 0, less than 1."""


class _VeoLoraTuningSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class VeoLoraTuningSpec(_VeoLoraTuningSpecRequired, total=False):
    """Tuning of an adapter for Veo, a video model."""

    validation_dataset_uri: Input[str]
    """The validation data. Such as `gs://bucket/validation.jsonl`."""
    hyper_parameters: VeoHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""
    video_orientation: Input[VideoOrientation] | Output[str]
    """The orientation of the videos."""


class _VeoTuningSpecRequired(TypedDict):
    training_dataset_uri: Input[str]
    """The training data: a JSON Lines file in Cloud Storage, `gs://BUCKET/OBJECT`, or a multimodal
    dataset's resource name. Such as `gs://bucket/train.jsonl`.
    """


class VeoTuningSpec(_VeoTuningSpecRequired, total=False):
    """Tuning of Veo, a video model."""

    validation_dataset_uri: Input[str]
    """The validation data. Such as `gs://bucket/validation.jsonl`."""
    hyper_parameters: VeoHyperParameters | LaterMap
    """The hyperparameters of the training. Google chooses those that are left out."""


class Video(TypedDict, total=False):
    """Video output format."""

    aspect_ratio: Input[VideoAspectRatio] | Output[str]
    """The aspect ratio for the video output."""
    delivery: Input[Delivery] | Output[str]
    """Delivery mode for the generated content."""
    duration: Input[str]
    """The duration for the video output."""
    gcs_uri: Input[str]
    """The Google Cloud Storage URI to store the video output."""
    resolution: Input[str]
    """The video output resolution."""


class VoiceConfig(TypedDict, total=False):
    """The configuration for the voice of this speaker."""

    prebuilt_voice_config: PrebuiltVoiceConfig | LaterMap
    """The configuration for a prebuilt voice."""
    replicated_voice_config: ReplicatedVoiceConfig | LaterMap
    """The configuration for a replicated voice."""
    voice: Input[str]
    """The speaker identifier for synthesis."""


class _WeightedRewardConfigRequired(TypedDict):
    reward_config: RewardConfig | LaterMap
    """The reward."""


class WeightedRewardConfig(_WeightedRewardConfigRequired, total=False):
    """A reward and its weight."""

    weight: Input[float]
    """Its weight in the sum."""
