"""The page of the base models, docs/base-models.md: written from schema/catalogue.json.

States are those of the day of the catalogue, so that the page changes with the catalogue alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from pulumi_google_tuning.cli.base_models import COLUMNS, row
from pulumi_google_tuning.fields.catalogue import BaseModel, catalogue
from pulumi_google_tuning.fields.schema_files import load_schema

_HEAD: Final = "<!-- Written by `make generate` from schema/catalogue.json: change it there. -->"
_INTRO: Final = """\
What Google says about the base models that can be tuned, and about those that could. A preview
reads it:

- What Google documents as refused (a location, an adapter size, a customer-managed key, an
  evaluation, a method, a name) is an error on the field, for a new training only. A job that was
  trained before is not stopped.
- A base model that is retired or closed to new users is a warning, once a run. So is one that
  retires within 90 days, also for a job that is there, in a preview and in a refresh.
- A name that isn't here passes with a note, since Google moves first. Where Google has moved
  beyond this page, `pulumi config set google-tuning:catalogue warn` makes the errors warnings.
- A preview prices a tuning at Google's list price, where it is known here and unless you set
  `google-tuning:pricePerMillionTokens`.

`google-tuning base-models` prints it, `--json` with the source of each fact; its age is in
`google-tuning doctor`; a program reads it with `tuning.catalogue()`. A name may be written short
or long (`publishers/google/models/gemini-3.5-flash`,
`publishers/meta/models/llama3_1@llama-3.1-8b`): another spelling of the same name trains nothing
again."""
_RENEW: Final = """\
`make catalogue-age` fails when the facts were last looked over more than 60 days ago. Run it on a
schedule, once a week; tests don't run it. To renew them:

1. Open each address under "Sources". Compare its lists, limits and dates with
   schema/catalogue.json, and change what differs; a new fact names its source. The form is
   schema/catalogue.schema.json.
2. Set the `date` of each source that you read: the page's own date where it has one, else
   today's.
3. Set `asOf` to today, run `make generate`, and run `make test ARGS="-k catalogue"`."""


def page() -> str:
    """Return the page."""
    known = catalogue()
    return "\n".join(
        [
            _HEAD,
            "# Base models",
            "",
            f"As of {known.as_of}.",
            "",
            _INTRO,
            "",
            *_models(known.models, known.as_of),
            "## Limits of a method",
            "",
            "| method | limit | source |",
            "|---|---|---|",
            *_methods(),
            "",
            "## Sources",
            "",
            "| source | date |",
            "|---|---|",
            *(f"| [{one['title']}]({one['url']}) | {one['date']} |" for one in _sources()),
            "",
            "## Renewing the catalogue",
            "",
            _RENEW,
            "",
        ]
    )


def _models(models: tuple[BaseModel, ...], day: date) -> Iterator[str]:
    for family in dict.fromkeys(model.family for model in models):
        yield from (f"## {family}", "")
        yield f"| {' | '.join(COLUMNS).lower()} | key of yours | evaluation | instead |"
        yield "|---" * (len(COLUMNS) + 3) + "|"
        for model in (one for one in models if one.family == family):
            name, *cells = row(model, day)
            successor = model.value("successor")
            cells += [_yes(model.value("cmek")), _yes(model.value("evaluation"))]
            cells.append(f"`{successor}`" if successor else "")
            yield f"| `{name}` | {' | '.join(cells)} |"
        yield ""


def _methods() -> Iterator[str]:
    for name in load_schema("catalogue.json")["methods"]:
        for part in ("limits", "dataLimits"):
            fact = catalogue().method_fact(name, part)
            for key, value in fact.value.items() if fact else ():
                yield f"| {name} | {key}: {_number(value)} | {fact.where() if fact else ''} |"


def _number(value: Any) -> str:
    return " to ".join(f"{one:g}" for one in value) if isinstance(value, list) else f"{value:,}"


def _yes(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _sources() -> list[dict[str, str]]:
    return list(load_schema("catalogue.json")["sources"].values())
