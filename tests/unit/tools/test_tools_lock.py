"""The two locks: what each names, and that the product's is enough for the product."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import lock
from tools.steps import halves

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[3]
PRODUCT = (ROOT / halves.PRODUCT_LOCK).read_text()
DEV = (ROOT / halves.DEV_LOCK).read_text()
PROJECTS = [
    tomllib.loads((ROOT / folder / "pyproject.toml").read_text()) for folder in halves.PROJECTS
]
# The modules that make the stack run, and the targets that use the product alone.
SOURCES = ("provider", "emulator", "tools", "__main__.py", "tests/e2e/soak.py")
# What isn't installed by a lock; `_typeshed` is for mypy alone.
OWN = {
    "pulumi_google_tuning",
    "emulator",
    "google_tuning_emulator",
    "tools",
    "support",
    "_typeshed",
}
# What an extra installs, and the product does without.
EXTRAS = {"jiter"}
HASHED = re.compile(r"( \\\n    --hash=sha256:[0-9a-f]{64})+\n")


def requirements(text: str) -> list[Requirement]:
    """Return the first lines of a lock's entries."""
    return [Requirement(first) for first in lock.entries(text)]


def names_here(text: str) -> set[str]:
    """Return the names that a lock installs here."""
    return {
        canonicalize_name(one.name)
        for one in requirements(text)
        if one.marker is None or one.marker.evaluate()
    }


def closure(wanted: Iterable[str]) -> set[str]:
    """Return the names that these requirements come down to here, as the packages' metadata say."""
    found: set[str] = set()
    left = [(Requirement(one), frozenset[str]()) for one in wanted]
    seen = set()
    while left:
        requirement, extras = left.pop()
        applies = requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}
        )
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if not applies or key in seen:
            continue
        seen.add(key)
        found.add(key[0])
        asked = importlib.metadata.requires(requirement.name) or []
        left += [(Requirement(one), key[1]) for one in asked]
    return found


def asked_of(*, dev: bool) -> list[str]:
    """Return what the projects' files ask of a half."""
    groups = halves.DEV_GROUPS if dev else halves.PRODUCT_GROUPS
    wanted: list[str] = []
    for project in PROJECTS:
        listed = project.get("dependency-groups", {})
        wanted += [one for group in groups for one in listed.get(group, [])]
        if not dev:
            wanted += project["project"]["dependencies"]
    return wanted


@pytest.mark.parametrize("text", [PRODUCT, DEV], ids=["product", "dev"])
def test_every_entry_is_pinned_with_hashes(text: str) -> None:
    """Each entry is one version and the digests of its files, and nothing else stands there."""
    assert "".join(lock.entries(text).values()) == text
    for first, block in lock.entries(text).items():
        assert [one.operator for one in Requirement(first).specifier] == ["=="], first
        assert HASHED.fullmatch(block.removeprefix(first)), first


def test_no_entry_stands_in_both() -> None:
    """Neither half installs what the other does; a package of both differs in its markers alone."""
    assert not lock.entries(PRODUCT).keys() & lock.entries(DEV).keys()
    product, dev = (
        {
            canonicalize_name(one.name): {
                str(two.specifier) for two in all_of if two.name == one.name
            }
            for one in all_of
        }
        for all_of in (requirements(PRODUCT), requirements(DEV))
    )
    for name in product.keys() & dev.keys():
        assert dev[name] <= product[name], name
    assert not names_here(PRODUCT) & names_here(DEV)


def test_the_products_lock_is_what_the_product_asks_for() -> None:
    """Provider, emulator and their build backend come down to this lock: no more, and no less."""
    assert closure(asked_of(dev=False)) == names_here(PRODUCT)


def test_the_other_lock_is_what_only_tests_and_lint_ask_for() -> None:
    """With the product's it is all that the development group comes down to."""
    needed = closure([*asked_of(dev=False), *asked_of(dev=True)])
    assert needed == names_here(PRODUCT) | names_here(DEV)


def test_the_product_imports_nothing_of_the_other_half() -> None:
    """What `make up`, docs, schema and lock run imports what the product's lock installs."""
    there = modules(names_here(PRODUCT))
    assert "google.auth" in there
    assert "google.generativeai" not in there
    for path in files():
        for module, member in imported(path):
            top = module.split(".")[0]
            if top not in OWN | EXTRAS | sys.stdlib_module_names:
                assert {module, f"{module}.{member}"} & there, f"{path} imports {module}"


def modules(distributions: Iterable[str]) -> set[str]:
    """Return the modules of installed distributions: of `google` each half has its own."""
    return {
        ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        for name in distributions
        for file in importlib.metadata.files(name) or []
        if file.suffix == ".py"
    }


def files() -> Iterator[Path]:
    """Yield the product's files."""
    for name in SOURCES:
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the modules that a file imports, wherever in it, each with what it takes from it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.module, one.name) for one in node.names)


def test_the_rest_keeps_what_differs_in_its_marker() -> None:
    """What the product needs on fewer platforms stays with the other half, hashes and all."""
    here = "a==1 \\\n    --hash=sha256:00\n"
    windows = "b==2 ; sys_platform == 'win32' \\\n    --hash=sha256:01\n"
    everywhere = "b==2 \\\n    --hash=sha256:01\n"
    assert lock.rest(here + everywhere, here + windows) == everywhere
    assert lock.rest(here + windows, here + windows) == ""
