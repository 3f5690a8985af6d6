"""The check of plain English: what it finds, where, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.plain_english import __main__ as check
from tools.plain_english.sentences import long_sentences
from tools.plain_english.words import odd_words

LONG = "word " * 30 + "end."


def found(tmp_path: Path, name: str, text: str) -> list[str]:
    """Return what the check says of a file, without the folder."""
    path = tmp_path / name
    path.write_text(text)
    return list(check.offences(path, name))


@pytest.mark.parametrize(
    "text",
    [
        "it was made anew at noon",
        "Whoever wants it",
        "the record stays at Google's, and costs nothing",
        "the id stands in the state",
        "interrupted; it goes on",
        "a variant of\nan own model",
        "the wait is over",
        "Show what trains",
        "of a model that was tuned",
        "takes up tunedModels/a, which an earlier run started",
        "about 28,000 tokens an epoch",
        "0.22 USD at 8 a million",
        "the data are not at hand",
        "it ends with 7",
    ],
)
def test_odd_words_are_found(text: str) -> None:
    """Each phrase of the table is found, across a line's end too."""
    assert len(list(odd_words(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a price at Google's list price",
        "the file is over 1 GB",
        "a stand-in for Google",
        "nothing stands still",
        "a million rows",
        "the test `test_goes_on` and ``stands``",
        "an epoch of 40 steps",
        "the thread goes online",
        "I understand",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    """What is plain in another sense, or is code, is not named."""
    assert list(odd_words(text)) == []


def test_sentences_are_measured() -> None:
    """31 words are too many; a mark, a paragraph and a list item end a sentence; code is a word."""
    half = "word " * 20
    assert [count for _, count in long_sentences(LONG)] == [31]
    for end in (". Next ", "? `run it` ", "\n\n", "\n- ", ".\n{value} "):
        assert list(long_sentences(half + end + half)) == []
    assert list(long_sentences(half + ", e.g. " + half)) != []
    assert list(long_sentences("Run `" + LONG + "`.")) == []


def test_python_is_read(tmp_path: Path) -> None:
    """Messages are measured as they are put together; docstrings and comments for words alone."""
    text = f'''"""What trains. {LONG}"""

# It goes
# on for long: {LONG}
NAME = "stands"


class One:
    """Fine."""

    field: int
    """Whether it is made anew."""


def raised(x: int) -> str:
    """Say so."""
    return f"{{x}} {"word " * 15}" f"{{' goes on '}} {"word " * 15}"
'''
    said = found(tmp_path, "a.py", text)
    assert sorted(line.split(" a sentence")[0].split(": write")[0] for line in said) == [
        'a.py:12: "anew"',
        "a.py:17:",
        'a.py:17: "goes on"',
        'a.py:1: "What trains"',
        'a.py:3: "goes on"',
    ]


def test_a_statement_of_sql_is_no_sentence(tmp_path: Path) -> None:
    """The words of a statement in a string aren't counted."""
    assert found(tmp_path, "a.py", f'ROWS = "SELECT a FROM b WHERE {LONG}"\n') == []


def test_a_page_is_read(tmp_path: Path) -> None:
    """Prose is measured, a table and code are not; a link counts as its words."""
    text = f"""# Head

{LONG}

| a | {LONG} |
|---|---|
| anew | {LONG} |

```
{LONG} goes on
```

- item: it
  [goes on](https://example.com)
"""
    said = found(tmp_path, "a.md", text)
    assert [line.split(": write")[0].split(" a sentence")[0] for line in said] == [
        "a.md:3:",
        'a.md:7: "anew"',
        'a.md:14: "goes on"',
    ]


def test_a_schema_and_a_script_are_read(tmp_path: Path) -> None:
    """Descriptions of a schema, and comments of a script, with their lines."""
    schema = f'{{\n"a": {{"description": "{LONG}"}},\n"x-change": "anew",\n"b": ["goes on"]\n}}'
    assert [line[:9] for line in found(tmp_path, "a.json", schema)] == ["a.json:2:", "a.json:4:"]
    script = 'echo "goes on"\nset -e # what trains\n# made anew\n'
    assert [line[:7] for line in found(tmp_path, "a.sh", script)] == ["a.sh:2:", "a.sh:3:"]


def test_it_fails_and_says_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with 1 and one line a place, with 0 and nothing where all is plain."""
    bad, good = tmp_path / "bad.md", tmp_path / "good.md"
    bad.write_text("It goes on.\n")
    good.write_text("It continues.\n")
    assert check.main([str(good)]) == 0
    assert capsys.readouterr().out == ""
    assert check.main([str(bad)]) == 1
    assert f'{bad}:1: "goes on": write continues\n' in capsys.readouterr().out
