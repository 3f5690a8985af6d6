"""Redaction: every text that isn't ours goes through here before a person sees it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HIDDEN = "[secret]"

# The fields of Google's key files that are secret, whatever the type of the file.
_SECRET_FIELDS = ("private_key", "private_key_id", "refresh_token", "client_secret", "token")

# Secrets that we never held ourselves: a token that a proxy or a token server echoes.
_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|\bya29\.[\w.~+/=-]+"  # access tokens
    r"|\bAIza[\w-]{30,}"  # API keys
    r"|(?<!\w)1//[\w-]{20,}"  # refresh tokens
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"  # JSON web tokens
    r"|(?<=Bearer )(?!\[secret\])[\w.~+/=-]{8,}",
    re.DOTALL,
)

# Anything shorter isn't a secret of Google's, and would blank out half of a sentence.
_SHORTEST = 4


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with each of `secrets`, and anything shaped like one, as `[secret]`."""
    for secret in sorted(set(_forms(secrets)), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _SHAPES.sub(HIDDEN, text)


def secrets_of_key(info: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the secret values of a key file's JSON, including its source credentials."""
    found = [value for field in _SECRET_FIELDS if isinstance(value := info.get(field), str)]
    source = info.get("source_credentials")
    if isinstance(source, dict):
        found.extend(secrets_of_key(source))
    return tuple(found)


def _forms(secrets: Iterable[str]) -> Iterable[str]:
    for secret in secrets:
        if len(secret) < _SHORTEST:
            continue
        yield secret
        yield quote(secret, safe="")
        yield json.dumps(secret)[1:-1]
        # A private key is quoted line by line; its first and last line are the same for everybody.
        lines = secret.splitlines()
        yield from (line for line in lines if len(line) > 2 * _SHORTEST and "-----" not in line)
