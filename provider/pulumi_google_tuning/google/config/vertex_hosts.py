"""Vertex AI's base URL at a location: Google's own, or one that the configuration has a form for.

A location reaches this from a program, a person or an answer of Google's. It may choose among the
hosts of one domain and never the domain, so a form has its placeholder left of that.
Source: https://cloud.google.com/vertex-ai/docs/reference/rest#service-endpoint.
"""

from __future__ import annotations

import re
from typing import Final

from pulumi_google_tuning.google.addresses import parsed_url

PLACEHOLDER: Final = "{location}"

_ANY: Final = re.compile(r"\{[^{}]*\}")
_MULTI_REGIONS: Final = ("us", "eu")
# Both of Google's forms for a region: at `global` and in a multi-region it has another one.
_GOOGLES: Final = (
    f"https://{PLACEHOLDER}-aiplatform.googleapis.com",
    f"https://aiplatform.{PLACEHOLDER}.rep.googleapis.com",
)
_DOMAIN_LABELS: Final = 2
# Under them a country's registry gives domains away: `example.co.uk` has three labels.
_SECOND_LEVELS: Final = frozenset(
    ("ac", "co", "com", "edu", "go", "gob", "gov", "mil", "ne", "net", "or", "org")
)
_COUNTRY_CHARS: Final = 2
# No location of Google's; by the grammar of one.
_SAMPLE: Final = "somewhere-else99"


def googles(location: str) -> str:
    """Return Google's own base URL for a location."""
    if location == "global":
        return "https://aiplatform.googleapis.com"
    if location in _MULTI_REGIONS:
        return f"https://aiplatform.{location}.rep.googleapis.com"
    return f"https://{location}-aiplatform.googleapis.com"


def filled(form: str, location: str) -> str:
    """Return the base URL that a form has for a location; a URL without a placeholder as it is.

    At `global` and in a multi-region Google's own forms give what Google has there. Elsewhere
    `{location}-` at the beginning of the host falls away at `global`, as in Google's names.
    """
    if PLACEHOLDER not in form:
        return form
    if form in _GOOGLES and location in ("global", *_MULTI_REGIONS):
        return googles(location)
    if location == "global":
        form = form.replace(f"://{PLACEHOLDER}-", "://", 1)
    return form.replace(PLACEHOLDER, location)


def example(form: str) -> str:
    """Return a base URL that can be judged in the form's place: every placeholder is filled."""
    return _ANY.sub(_SAMPLE, form)


def reason_against_form(form: str) -> str | None:
    """Return why a form whose example is a base URL can't be filled; None if it can."""
    others = sorted({one for one in _ANY.findall(form) if one != PLACEHOLDER})
    if others:
        return (
            f"contains {others[0]}. The only placeholder is {PLACEHOLDER}, the request's location"
        )
    if "{" in example(form) or "}" in example(form):
        return f"has a brace too many or too few. Its only placeholder is {PLACEHOLDER}"
    parsed = parsed_url(example(form))
    domain = _domain((parsed.host if parsed else None) or "")
    if PLACEHOLDER in form and any(_SAMPLE in label for label in domain):
        return (
            f"has {PLACEHOLDER} in the domain itself, so a location would decide who gets your "
            f"credentials. Put it left of the domain, as in https://{PLACEHOLDER}-vertex.example.com"
        )
    return None


def _domain(host: str) -> list[str]:
    """Return the labels of a host that say whose it is; a dot at its end is the root's."""
    labels = [label for label in host.split(".") if label]
    country = len(labels[-1]) == _COUNTRY_CHARS if labels else False
    registry = country and len(labels) > 1 and labels[-2] in _SECOND_LEVELS
    return labels[-_DOMAIN_LABELS - registry :]
