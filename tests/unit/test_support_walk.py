"""A page that is followed: its commands, and what of its output is compared."""

from __future__ import annotations

from support.walk import Step, missing, steps

PAGE = """\
```
make archive
```
```
$ pulumi new x \\
    --yes
Created
…
$ cd x
```
"""


def test_commands_have_their_output() -> None:
    """A block without a prompt isn't run, and a command may have several lines."""
    assert list(steps(PAGE)) == [
        Step("pulumi new x \\\n    --yes", ("Created", "…")),
        Step("cd x", ()),
    ]


def test_what_was_not_printed_is_found() -> None:
    """Ids and times may be others; a number, a word and the order may not."""
    said = "model 1234567890123\nDuration: 1m2s\n  + 3 created\n"
    assert missing(("model 9876543210123", "…", "Duration: 4s", "+ 3 created"), said) == []
    assert missing(("+ 4 created",), said) == ["+ 4 created"]
    assert missing(("Duration: 4s", "model 9876543210123"), said) == ["model 9876543210123"]
