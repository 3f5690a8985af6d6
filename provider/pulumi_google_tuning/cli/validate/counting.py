"""`validate --count-tokens`: how many tokens Google counts in a file, and what an epoch costs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import typer

from pulumi_google_tuning.cli.shared.output import note
from pulumi_google_tuning.cli.shared.text import count, safe
from pulumi_google_tuning.cli.validate.batches import Batch, batches
from pulumi_google_tuning.cli.validate.forms import Form
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.model_names import one_form
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini, vertex
from pulumi_google_tuning.lifecycle import prices

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

MOST_REQUESTS: Final = 2_000
_SPECS: Final = {
    Form.GEMINI: "supervisedTuningSpec",
    Form.MESSAGES: "supervisedTuningSpec",
    Form.PREFERENCE: "preferenceOptimizationSpec",
    Form.REINFORCEMENT: "reinforcementTuningSpec",
    Form.PROMPTS: "distillationSpec",
}
_MULTI_REGIONS: Final = {"us": "us", "europe": "eu"}
_ONE_WORD: Final = {"role": "user", "parts": [{"text": "tools"}]}

Ask = Callable[[Json], Json]


@dataclass(frozen=True)
class Counted:
    """What Google counted in a file."""

    base_model: str
    tokens: int
    requests: int
    price: prices.Price | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for `--json`."""
        said: dict[str, Any] = {
            "baseModel": self.base_model,
            "tokens": self.tokens,
            "requests": self.requests,
        }
        if self.price is not None:
            cost = {"amount": self.price.cost(self.tokens), "currency": self.price.currency}
            said["costPerEpoch"] = cost
        return said

    def __str__(self) -> str:
        """Return it in words: `12,345 by gemini-3.5-flash, 0.12 USD per epoch at …`."""
        words = f"{self.tokens:,} for {self.base_model}, counted by Google"
        if self.price is None:
            return f"{words}; price unknown"
        return (
            f"{words}: {self.price.money(self.price.cost(self.tokens))} per epoch at {self.price}"
        )


def count_tokens(
    session: Session, file: str, form: Form, base_model: str, location: str | None
) -> Counted:
    """Send a good file's rows to be counted, after saying so.

    location: where the user said to ask; None for where Google serves the base model.
    Raises GoogleTuningError for what Google can't count, and what a request raises.
    """
    ask, where, name = _asking(session, form, base_model, location)
    sizes = [(batch.rows, batch.characters) for batch in batches(file, form, "reading")]
    if len(sizes) > MOST_REQUESTS:
        raise GoogleTuningError(
            f"{file}: counting its tokens needs {len(sizes):,} requests, more than "
            f"{MOST_REQUESTS:,}; nothing was sent. Count a part of the file, such as its "
            "first 10,000 rows"
        )
    total = sum(number for number, _ in sizes)
    megabytes = sum(characters for _, characters in sizes) / 1e6
    note(
        f"sending the {count(total, 'row')} of {file} ({megabytes:,.1f} million characters) "
        f"to {where} in {count(len(sizes), 'request')} to count their tokens for {name}; "
        "Google does not bill this"
    )
    tokens = requests = 0
    of_tools: dict[str, int] = {}
    with typer.progressbar(length=total, label=f"counting {safe(file)}", file=sys.stderr) as bar:
        for batch in batches(file, form):
            tokens += _tokens(ask(batch.body))
            requests += 1
            if batch.tools and batch.rows > 1:
                tokens += (batch.rows - 1) * _of_tools(ask, batch, of_tools)
            bar.update(batch.rows)
    price = prices.of(session.config, name, _SPECS.get(form, ""))
    return Counted(name, tokens, requests + 2 * len(of_tools), price)


def _of_tools(ask: Ask, batch: Batch, known: dict[str, int]) -> int:
    """Return the tokens of a batch's tools alone, which its own answer has once."""
    key = json.dumps(batch.tools, sort_keys=True)
    if key not in known:
        with_them = _tokens(ask({"contents": [_ONE_WORD], "tools": batch.tools}))
        known[key] = max(0, with_them - _tokens(ask({"contents": [_ONE_WORD]})))
    return known[key]


def _tokens(answer: Json) -> int:
    found = tolerant.whole(answer.get("totalTokens"))
    if found is None or found < 0:
        raise GoogleTuningError("Google's answer has no number of tokens. Run the command again")
    return found


def _asking(
    session: Session, form: Form, base_model: str, location: str | None
) -> tuple[Ask, str, str]:
    """Return what sends a body, where to, and the base model's name."""
    if form is Form.PAIRS:
        name = base_model if base_model.startswith("models/") else f"models/{base_model}"
        path = gemini.path({}, f"{name}:countTokens")
        endpoint = session.config.endpoint("gemini")
        return lambda body: session.send("POST", path, body=body, idempotent=True), endpoint, name
    name = one_form(base_model.removeprefix("models/"))
    if form not in _SPECS or "/" in name:
        raise GoogleTuningError(
            f"Google counts tokens only for its own models, and {form.value} rows of "
            f"{base_model} are for an open model. Leave --count-tokens out"
        )
    there = location or _served_in(name, session.location)
    parent = vertex.parent_of(session, {"location": there})
    url = f"{parent}/publishers/google/models/{name}:countTokens"
    return (
        lambda body: vertex.ask(session, "POST", "v1", url, body=body, idempotent=True),
        f"{session.config.endpoint('vertex', there)} (location {there})",
        name,
    )


def _served_in(name: str, location: str) -> str:
    """Return where Google answers for a base model: the multi-region of a Gemini 3."""
    model = catalogue().of_vertex(name)
    served = model.value("servedIn") if model is not None else None
    if not isinstance(served, list) or location in served:
        return location
    nearest = _MULTI_REGIONS.get(location.partition("-")[0], "")
    return nearest if nearest in served else str(served[0])
