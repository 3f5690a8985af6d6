"""The page itself: what comes from elsewhere stays text, and nothing is fetched or run."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from support import report_state as given_state

from pulumi_google_tuning.cli.report.model import Curve
from pulumi_google_tuning.cli.report.page import render
from pulumi_google_tuning.cli.report.state import report

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></svg></style><b>bold",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202egnp.exe\u0000\x1b[31m\ud800",
    "<!--",
    "&lt;already&amp;",
    "x" * 5000,
]
METRICS = (
    Curve("/train_total_loss", ((1, 2.0), (9, 0.5)), lost=2),
    Curve("/eval_total_loss", ((1, 2.1), (9, 0.6))),
    Curve("/train_num_predictions", ((1, 5.0), (9, 5.0))),
)


class Outline(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note its text."""
        self.words.append(data)

    def shape(self) -> list[str]:
        """Return the elements and their attributes' names, sorted: long values stand last."""
        return sorted(f"{tag} {' '.join(attributes)}" for tag, attributes in self.elements)


def _page(name: str, words: str) -> str:
    first = given_state.model(
        name,
        displayName=words,
        description=words,
        state=words,
        baseModel=words,
        name=words,
        trainingData={"path": words, "sha256": given_state.SHA},
        hyperparameters={words: words, "epochCount": words},
        initErrors=[words],
    )
    second = given_state.model(f"{name}2", displayName=words)
    permission = given_state.resource(
        "TunedModelPermission", "p", {"tunedModel": words, "emailAddress": words, "role": words}
    )
    job = given_state.job(
        f"{name}3",
        labels={words: words},
        error={"message": words},
        state="JOB_STATE_FAILED",
        tunedModel={"model": words, "endpoint": words, "checkpoints": [{"checkpointId": words}]},
    )
    curves = tuple(Curve(f"{curve.name}{words}", curve.points) for curve in METRICS)
    exported = given_state.state(first, second, permission, job)
    return render(report(exported, "s", {f"{name}3": curves}, date=words))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_stay_text(words: str) -> None:
    """A name can't add an element, an attribute or an address to the page, wherever it stands."""
    page = _page(words.replace("::", ""), words)
    assert Outline(page).shape() == Outline(_page("harmless", "harmless")).shape()
    assert not any("\u202a" <= character <= "\u202e" for character in page)
    assert "\x00" not in page
    assert "\x1b" not in page
    page.encode("utf-8")


def test_nothing_is_fetched_or_run() -> None:
    """No script, no address but anchors of the page itself, and a policy that forbids the rest."""
    outline = Outline(render(report(given_state.rich(), "s", {"sentiment": METRICS})))
    forbidden = {"script", "link", "img", "iframe", "object", "form", "base", "foreignobject"}
    assert not forbidden & {tag for tag, _ in outline.elements}
    for _, attributes in outline.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith("#")  # type: ignore[union-attr]
        assert "src" not in attributes
    policy = [a["content"] for _, a in outline.elements if "http-equiv" in a]
    assert policy[0] is not None
    assert policy[0].startswith("default-src 'none'")


def test_every_link_leads_somewhere() -> None:
    """Each anchor is on the page, and no two parts share an id."""
    outline = Outline(render(report(given_state.rich(), "s", {"sentiment": METRICS})))
    ids = [str(a["id"]) for _, a in outline.elements if "id" in a]
    assert len(set(ids)) == len(ids)
    links = {str(a["href"])[1:] for _, a in outline.elements if "href" in a}
    assert links
    assert links <= set(ids)
    labelled = {
        part for _, a in outline.elements for part in str(a.get("aria-labelledby") or "").split()
    }
    assert labelled <= set(ids)


def test_drawings_and_tables_can_be_heard() -> None:
    """Each chart has a title and words, each table its headers, each cell its column's name."""
    outline = Outline(render(report(given_state.rich(), "s", {"sentiment": METRICS})))
    charts = [a for tag, a in outline.elements if tag == "svg" and a.get("role") == "img"]
    tags = [tag for tag, _ in outline.elements]
    assert len(charts) >= 7
    assert tags.count("desc") == len(charts)
    tables = tags.count("table")
    assert tables == 2
    assert (
        tags.count("caption")
        + sum("aria-labelledby" in a for tag, a in outline.elements if tag == "table")
        == tables
    )
    assert all(a.get("data-label") for tag, a in outline.elements if tag == "td")
    assert all(a.get("scope") for tag, a in outline.elements if tag == "th")
    others = [a for tag, a in outline.elements if tag == "svg" and a.get("class") == "spark"]
    assert all(a.get("aria-hidden") == "true" for a in others)


def test_training_and_validation_share_a_chart() -> None:
    """The two sides of a metric are drawn together, the loss first, and lost values are told."""
    page = render(report(given_state.rich(), "s", {"sentiment": METRICS}))
    at = page.index('id="sentiment"')
    assert page.index("total loss by step", at) < page.index("num predictions by step", at)
    assert "train 0.5" in page[at:]
    assert "eval 0.6" in page[at:]
    assert "2 values are not numbers" in page[at:]


def test_no_date_unless_one_is_given() -> None:
    """The page has no clock: a date stands in it only where the caller gave one."""
    empty: Any = given_state.state()
    assert render(report(empty, "s")) == render(report(empty, "s"))
    assert "of 21 November" in render(report(empty, "s", date="of 21 November"))
    assert "of 21 November" in render(report(given_state.rich(), "s", date="of 21 November"))


def test_an_empty_stack_says_so() -> None:
    """A stack with no training is a page of one sentence, not of empty tables."""
    page = render(report(given_state.state(), "s"))
    assert "The stack has no tuned models and no tuning jobs." in page
    assert "<table" not in page
