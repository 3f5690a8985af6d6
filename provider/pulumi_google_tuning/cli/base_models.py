"""`google-tuning base-models`: what can be tuned, where, and at what price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import options, output
from pulumi_google_tuning.fields import instants
from pulumi_google_tuning.fields.catalogue import BaseModel, Fact, catalogue

COLUMNS = ("NAME", "STATE", "METHODS", "TUNED IN", "SERVED IN", "ADAPTER", "USD PER MILLION TOKENS")


def base_models(
    all_: Annotated[
        bool, typer.Option("--all", help="Also list models that are retired or can't be tuned.")
    ] = False,
    json: options.AsJson = False,
) -> None:
    """List the base models that can be tuned, with locations, methods and prices.

    The list is the catalogue of this version of google-tuning, not Google's answer of today. --json
    names the source and date of each fact. No credentials are needed.
    """
    today = instants.today()
    known = catalogue()
    found = [one for one in known.models if all_ or one.is_open_to_all(today)]
    if json:
        output.print_json(
            {"asOf": known.as_of.isoformat(), "models": [_facts(one, today) for one in found]}
        )
        return
    output.print_rows(
        COLUMNS, [row(one, today) for one in found], empty="No base model can be tuned."
    )


def row(model: BaseModel, today: date) -> tuple[str, ...]:
    """Return a model's cells, of COLUMNS, on a day."""
    served = model.value("servedIn")
    return (
        model.name,
        model.state(today),
        ", ".join(model.methods),
        _places(model),
        ", ".join(served) if isinstance(served, list) else str(served or ""),
        " ".join(str(size) for size in model.value("adapterSizes") or ()),
        price(model),
    )


def price(model: BaseModel) -> str:
    """Return what a million training tokens cost: `10`, or a family's range; empty if unknown."""
    known = {method: one for method in model.methods if (one := model.price(method))}
    between = model.value("priceRange")
    if not known and between:
        return f"{between[0]:g} to {between[1]:g}, depending on the model"
    return ", ".join(f"{one.value:g} ({method})" for method, one in known.items())


def _places(model: BaseModel) -> str:
    never = model.value("notTunedIn")
    if never:
        return f"all regions except {', '.join(never)}"
    return ", ".join(model.value("tunedIn") or ())


def _facts(model: BaseModel, today: date) -> dict[str, Any]:
    return {
        "name": model.name,
        "api": model.api,
        "state": model.state(today),
        "methods": {name: _method(model, name, said) for name, said in model.methods.items()},
        "usdPerMillionTokens": {
            method: _fact(one) for method in model.methods if (one := model.price(method))
        },
        **{key: _fact(fact) for key in model.fact_keys() if (fact := model.fact(key))},
    }


def _method(model: BaseModel, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    source = model.source_of(name)
    return {**said, "source": source.url, "date": source.date}


def _fact(fact: Fact) -> dict[str, Any]:
    note = {"note": fact.note} if fact.note else {}
    return {"value": fact.value, **note, "source": fact.url, "date": fact.date}
