"""Typed forms of how a model answers; a plain dict with the same keys does as well.

The names are Google's; what each key means and its limits stand in schema/evaluation.schema.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pulumi import Input

__all__ = ["GenerationConfig"]


class Audio(TypedDict, total=False):
    """Audio output format."""

    bit_rate: Input[int]
    delivery: Input[str]
    mime_type: Input[str]
    sample_rate: Input[int]


class AudioTranscriptionConfig(TypedDict, total=False):
    """How speech is written down."""

    adaptation_phrases: Input[Sequence[Input[str]]]
    custom_vocabulary: Input[Sequence[Input[str]]]
    diarization: Input[bool]
    language_auto: Input[Mapping[str, Any]]
    language_codes: Input[Sequence[Input[str]]]
    language_hints: Input[LanguageHints | Mapping[str, Any]]
    mode: Input[str]
    source_text: Input[str]
    word_timestamp: Input[bool]


class AutoMode(TypedDict, total=False):
    """Chosen by what is asked."""

    model_routing_preference: Input[str]


class GenerationConfig(TypedDict, total=False):
    """How a model answers."""

    audio_timestamp: Input[bool]
    audio_transcription_config: Input[AudioTranscriptionConfig | Mapping[str, Any]]
    candidate_count: Input[int]
    enable_affective_dialog: Input[bool]
    frequency_penalty: Input[float]
    image_config: Input[ImageConfig | Mapping[str, Any]]
    logprobs: Input[int]
    max_output_tokens: Input[int]
    media_resolution: Input[str]
    model_config: Input[ModelConfig | Mapping[str, Any]]
    presence_penalty: Input[float]
    response_format: Input[Sequence[Input[ResponseFormat | Mapping[str, Any]]]]
    response_json_schema: Input[Mapping[str, Any]]
    response_logprobs: Input[bool]
    response_mime_type: Input[str]
    response_modalities: Input[Sequence[Input[str]]]
    response_schema: Input[Mapping[str, Any]]
    routing_config: Input[RoutingConfig | Mapping[str, Any]]
    seed: Input[int]
    speech_config: Input[SpeechConfig | Mapping[str, Any]]
    stop_sequences: Input[Sequence[Input[str]]]
    temperature: Input[float]
    thinking_config: Input[ThinkingConfig | Mapping[str, Any]]
    top_k: Input[float]
    top_p: Input[float]
    translation_config: Input[TranslationConfig | Mapping[str, Any]]


class Image(TypedDict, total=False):
    """Image output format."""

    aspect_ratio: Input[str]
    delivery: Input[str]
    image_size: Input[str]
    mime_type: Input[str]


class ImageConfig(TypedDict, total=False):
    """How an image is made; at Google `responseFormat` takes its place."""

    aspect_ratio: Input[str]
    image_output_options: Input[ImageOutputOptions | Mapping[str, Any]]
    image_size: Input[str]
    person_generation: Input[str]
    prominent_people: Input[str]


class ImageOutputOptions(TypedDict, total=False):
    """The image output format for generated images."""

    compression_quality: Input[int]
    mime_type: Input[str]


class LanguageHints(TypedDict, total=False):
    """Deprecated at Google: Use top-level `language_codes` instead."""

    language_codes: Input[Sequence[Input[str]]]


class ManualMode(TypedDict, total=False):
    """Chosen by name."""

    model_name: Input[str]


class ModelConfig(TypedDict, total=False):
    """Config for model selection."""

    feature_selection_preference: Input[str]


class MultiSpeakerVoiceConfig(TypedDict, total=False):
    """The configuration for a multi-speaker text-to-speech request."""

    speaker_voice_configs: Input[Sequence[Input[SpeakerVoiceConfig | Mapping[str, Any]]]]


class PrebuiltVoiceConfig(TypedDict, total=False):
    """The configuration for a prebuilt voice."""

    voice_name: Input[str]


class ReplicatedVoiceConfig(TypedDict, total=False):
    """The configuration for a replicated voice."""

    mime_type: Input[str]
    voice_sample_audio: Input[str]


class ResponseFormat(TypedDict, total=False):
    """The forms of the answer."""

    audio: Input[Audio | Mapping[str, Any]]
    image: Input[Image | Mapping[str, Any]]
    text: Input[Text | Mapping[str, Any]]
    video: Input[Video | Mapping[str, Any]]


class RoutingConfig(TypedDict, total=False):
    """Which model answers."""

    auto_mode: Input[AutoMode | Mapping[str, Any]]
    manual_mode: Input[ManualMode | Mapping[str, Any]]


class SpeakerVoiceConfig(TypedDict, total=False):
    """A list of configurations for the voices of the speakers."""

    speaker: Input[str]
    voice_config: Input[VoiceConfig | Mapping[str, Any]]


class SpeechConfig(TypedDict, total=False):
    """How speech sounds."""

    language_code: Input[str]
    multi_speaker_voice_config: Input[MultiSpeakerVoiceConfig | Mapping[str, Any]]
    voice_config: Input[VoiceConfig | Mapping[str, Any]]


class Text(TypedDict, total=False):
    """Text output format."""

    mime_type: Input[str]
    schema: Input[Mapping[str, Any]]


class ThinkingConfig(TypedDict, total=False):
    """How long the model thinks."""

    include_thoughts: Input[bool]
    thinking_budget: Input[int]
    thinking_level: Input[str]


class TranslationConfig(TypedDict, total=False):
    """How it is translated."""

    echo_target_language: Input[bool]
    target_language_code: Input[str]


class Video(TypedDict, total=False):
    """Video output format."""

    aspect_ratio: Input[str]
    delivery: Input[str]
    duration: Input[str]
    gcs_uri: Input[str]
    resolution: Input[str]


class VoiceConfig(TypedDict, total=False):
    """A voice."""

    prebuilt_voice_config: Input[PrebuiltVoiceConfig | Mapping[str, Any]]
    replicated_voice_config: Input[ReplicatedVoiceConfig | Mapping[str, Any]]
    voice: Input[str]
