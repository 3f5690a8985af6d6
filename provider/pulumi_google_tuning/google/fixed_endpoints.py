"""The APIs that no training needs: `google-tuning doctor` asks them, and no key moves them."""

from __future__ import annotations

from typing import Final

FIXED_ENDPOINTS: Final = {
    "iam": "https://iam.googleapis.com",
    "projects": "https://cloudresourcemanager.googleapis.com",
}
