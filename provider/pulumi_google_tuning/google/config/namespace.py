"""The namespace of this provider's configuration keys: `google-tuning:KEY`."""

from __future__ import annotations

from typing import Final

NAMESPACE: Final = "google-tuning"
KEY_PREFIX: Final = f"{NAMESPACE}:"
