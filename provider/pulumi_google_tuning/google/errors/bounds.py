"""Answers that come too slowly or are too large to be taken: as requests' own errors."""

from __future__ import annotations

import requests


class SlowAnswerError(requests.exceptions.ReadTimeout):
    """An answer began and didn't end in time."""


class LargeAnswerError(requests.exceptions.ContentDecodingError):
    """An answer has more bytes than one may have, packed or unpacked."""
