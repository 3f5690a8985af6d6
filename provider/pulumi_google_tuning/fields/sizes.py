"""Numbers of bytes, as a row shows them while something is read or sent."""

from __future__ import annotations


def describe_progress(doing: str, done_bytes: int, size_bytes: int) -> str:
    """Describe how far something is: `uploading 12 % (12 MB of 100 MB)`."""
    percent = 100 * min(done_bytes, size_bytes) // max(size_bytes, 1)
    return f"{doing} {percent} % ({describe_size(done_bytes)} of {describe_size(size_bytes)})"


def describe_size(size_bytes: float) -> str:
    """Describe a number of bytes: `8 MB`, `1.2 GB`."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= scale:
            return (
                f"{size_bytes / scale:.1f} {unit}"
                if unit == "GB"
                else (f"{size_bytes / scale:.0f} {unit}")
            )
    return f"{size_bytes} B"
