"""The ways to tell the engine of a rename: each as it can be pasted."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.lifecycle.call import Call, Row
from pulumi_google_tuning.lifecycle.renaming import alias_code, rename_command, ways_to_rename

ROOT = "urn:pulumi:s::p::x:Bird::{}"
CHILD = "urn:pulumi:s::p::acme:Cage$x:Bird::{}"
OTHER = "urn:pulumi:s::p::acme:Bird::{}"


@pytest.mark.parametrize(
    ("old", "new", "alias", "renames"),
    [
        (ROOT, ROOT, 'pulumi.Alias(name="wren")', True),
        (CHILD, CHILD, 'pulumi.Alias(name="wren")', True),
        (ROOT, CHILD, 'pulumi.Alias(name="wren", parent=pulumi.ROOT_STACK_RESOURCE)', False),
        (CHILD, ROOT, f'"{CHILD.format("wren")}"', False),
        (OTHER, ROOT, f'"{OTHER.format("wren")}"', False),
    ],
    ids=["renamed", "renamed child", "moved into", "moved out", "another type"],
)
def test_what_was_renamed(old: str, new: str, alias: str, renames: bool) -> None:
    """An alias by name where that is enough; the command, which knows no parents, only there."""
    before, after = Row(old.format("wren"), "id"), new.format("robin")
    assert alias_code(before, after) == alias
    command = f"pulumi state rename '{before.urn}' 'robin'"
    assert rename_command(before, after) == (command if renames else None)


def test_what_was_only_moved_keeps_its_name() -> None:
    """The alias then says the old parent alone."""
    before, after = Row(ROOT.format("wren"), "id"), CHILD.format("wren")
    assert alias_code(before, after) == "pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)"


@pytest.mark.parametrize(
    ("old", "new", "option"),
    [
        (ROOT, ROOT, 'options: {aliases: ["wren"]}'),
        (CHILD, ROOT, f'options: {{aliases: ["{CHILD.format("wren")}"]}}'),
    ],
    ids=["renamed", "moved out"],
)
def test_the_stack_as_data_is_told_in_its_own_words(old: str, new: str, option: str) -> None:
    """Where the configuration declares, an alias stands in `options`, and nothing is Python."""
    said = ways_to_rename(Row(old.format("wren"), "id"), Call(new.format("robin"), as_data=True))
    assert f"add `{option}` to robin" in said
    assert "pulumi.Alias" not in said
    assert "ResourceOptions" not in said


@pytest.mark.parametrize(
    ("old", "new", "alias"),
    [
        (ROOT, ROOT, '{name: "wren"}'),
        (ROOT, CHILD, '{name: "wren", noParent: true}'),
        (CHILD, ROOT, f'"{CHILD.format("wren")}"'),
    ],
    ids=["renamed", "moved into", "moved out"],
)
def test_a_program_in_any_language_is_told_in_common_words(old: str, new: str, alias: str) -> None:
    """The native door doesn't know the program's language: no word of Python."""
    said = ways_to_rename(
        Row(old.format("wren"), "id"), Call(new.format("robin"), any_language=True)
    )
    assert f"add `aliases: [{alias}]` to the options of robin" in said
    assert "pulumi.Alias" not in said
    assert "ResourceOptions" not in said
