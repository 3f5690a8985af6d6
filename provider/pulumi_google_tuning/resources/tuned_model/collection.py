"""Where the Gemini API has its tuned models."""

from __future__ import annotations

from typing import Final

COLLECTION: Final = "tunedModels"
"""What their names begin with, and what a list of them is in."""
