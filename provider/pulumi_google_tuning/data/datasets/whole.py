"""What is wrong with a dataset as a whole, or with the length of a line: no row is looked into."""

from __future__ import annotations

from pulumi_google_tuning.data.datasets.lines import Lines
from pulumi_google_tuning.data.datasets.rows import DatasetSchema


def not_json_lines(path: str) -> str | None:
    """Return what is wrong with a file's name."""
    if path.lower().endswith(".jsonl"):
        return None
    return "isn't a .jsonl file. Vertex AI takes JSON Lines: one object per line"


def too_long(size: int, schema: DatasetSchema) -> str:
    """Say that a line is too long."""
    most, tokens = schema.limits["lineBytes"], schema.limits["tokens"]
    return f"has {size:,} bytes, at most {most:,}: Vertex AI takes {tokens:,} tokens per row"


def too_large(size: int, schema: DatasetSchema) -> str:
    """Say that there are too many bytes."""
    return f"has {size:,} bytes. Vertex AI takes at most {schema.limits['bytes']:,} (1 GB)"


def too_many(lines: Lines, multimodal: int, schema: DatasetSchema) -> list[str]:
    """Return what there is too much of, once all lines were read."""
    found = []
    rows, media = schema.limits["rows"], schema.limits.get("multimodalRows")
    if lines.size_bytes > schema.limits["bytes"]:
        found.append(too_large(lines.size_bytes, schema))
    if lines.number > rows:
        found.append(f"has {lines.number:,} rows. Vertex AI takes at most {rows:,}")
    if media is not None and multimodal > media:
        found.append(
            f"has {multimodal:,} rows with files or media. Vertex AI takes at most {media:,}"
        )
    return found
