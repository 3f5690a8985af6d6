"""Files in a row's turns: which kinds there are, how many, and who may send them.

Images a row: .../generative-ai/docs/models/tune_gemini/image_tune; kinds: the reference of
``FileData`` and the models' pages. An answer is text: a job that has a file in one fails with
"contains an unsupported modality".
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

MOST_IMAGES = 30
_KINDS = {
    "image": "png jpeg webp heic heif",
    "audio": "aac flac mp3 mp4 m4a x-m4a mpeg mpga ogg opus pcm wav webm",
    "video": "3gpp avi flv x-flv mov quicktime mp4 mpeg mpegps mpegs mpg webm wmv",
    "application": "pdf",
    "text": "plain",
}
MIME_TYPES = frozenset(f"{top}/{kind}" for top, kinds in _KINDS.items() for kind in kinds.split())
_FILE_PARTS = ("fileData", "file_data", "inlineData", "inline_data")


class RowError(ValueError):
    """Why a row is none, as a sentence."""


def check_kinds(
    parts: list[dict[str, Any]], at: str, allowed: Collection[str] = MIME_TYPES
) -> None:
    """Raise RowError for a file of a kind that no model reads."""
    for number, part in enumerate(parts):
        for file in _files([part]):
            kind = _kind(file)
            if kind not in allowed:
                raise RowError(f"`{at}.parts[{number}]` has the unsupported MIME type {kind}.")


def check_modalities(turns: list[dict[str, Any]]) -> None:
    """Raise RowError for a file in an answer, and for too many images."""
    images = 0
    for number, turn in enumerate(turns):
        parts = turn["parts"]
        files = _files(parts if isinstance(parts, list) else [parts])
        if files and turn.get("role") == "model":
            raise RowError(f"`contents[{number}]` contains an unsupported modality for a response.")
        images += sum(_kind(file).startswith("image/") for file in files)
    if images > MOST_IMAGES:
        raise RowError(f"it has {images} images; at most {MOST_IMAGES}.")


def _files(parts: list[dict[str, Any]]) -> list[Any]:
    return [part[name] for part in parts for name in _FILE_PARTS if name in part]


def _kind(file: Any) -> str:
    said = file.get("mimeType", file.get("mime_type", "")) if isinstance(file, dict) else ""
    return str(said).split(";")[0].strip().lower()
