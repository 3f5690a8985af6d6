"""The record of the thorough tests: which files were there when they last passed, all of them.

    python -m tools.thorough digest         print the digest of the files that can turn them red
    python -m tools.thorough record DIGEST  write it, unless a file has changed since it was taken
    python -m tools.thorough check          end with 1 where the record is of other files

CI has a clean clone and no base to compare with, so what they passed for is committed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = Path("tests/thorough.passed")
# What a killed, interrupted or cut-off run depends on: all that the engine, the program and the
# plugin execute, the server that they talk to, and the tests themselves.
FILES = (
    "provider/pulumi_google_tuning/**/*.py",
    "schema/*.json",
    "emulator/google_tuning_emulator/**/*.py",
    "docs/adding-a-resource.md",
    "examples/*/*.py",
    "examples/typescript/*.ts",
    "examples/typescript/*.json",
    "examples/go/*.go",
    "examples/go/go.*",
    "tools/**/*.py",
    "tools/**/*.spec",
    "plugin/*.*",
    "tools/languages/**/*.go",
    "tools/languages/**/go.*",
    "pyproject.toml",
    "requirements*.lock",
    "tests/conftest.py",
    "tests/support/**/*.py",
    "tests/lifecycle/**/*.py",
    "tests/e2e/soak.py",
    "tests/e2e/test_adding_a_resource.py",
    "tests/e2e/test_coming_from.py",
    "tests/e2e/test_copied_state.py",
    "tests/e2e/test_datasets.py",
    "tests/e2e/test_file_backend.py",
    "tests/e2e/test_former_types.py",
    "tests/e2e/test_gcs_backend.py",
    "tests/e2e/test_granted_again.py",
    "tests/e2e/test_inline_program.py",
    "tests/e2e/test_interrupted.py",
    "tests/e2e/test_large_dataset.py",
    "tests/e2e/test_migration.py",
    "tests/e2e/test_moved.py",
    "tests/e2e/test_native_identity.py",
    "tests/e2e/test_native_languages.py",
    "tests/e2e/test_other_provider.py",
    "tests/e2e/test_other_spelling.py",
    "tests/e2e/test_patch_preview.py",
    "tests/e2e/test_plugin_folder.py",
    "tests/e2e/test_policy_pack.py",
    "tests/e2e/test_product_half.py",
    "tests/e2e/test_pulumi_cloud.py",
    "tests/e2e/test_races.py",
    "tests/e2e/test_renamed.py",
    "tests/e2e/test_replacement.py",
    "tests/e2e/test_screens.py",
    "tests/e2e/test_soak.py",
    "tests/e2e/test_stack_renamed.py",
    "tests/e2e/test_stalled.py",
    "tests/e2e/test_story.py",
    "tests/e2e/test_sweep.py",
    "tests/e2e/test_unknown_data.py",
    "tests/e2e/test_unread_state.py",
    "tests/e2e/test_vertex_destroy.py",
    "tests/e2e/test_vertex_elsewhere.py",
    "tests/e2e/test_vertex_ends.py",
    "tests/e2e/test_vertex_late_list.py",
    "tests/e2e/test_yaml_guards.py",
    "tests/e2e/test_vertex_story.py",
    "tests/e2e/test_without_python.py",
    "tests/unit/data/datasets/test_quick_rows.py",
    "tests/unit/doors/native/test_native_unknown_anywhere.py",
)
# No run of the engine loads these: a change in them can't turn a thorough test red.
BUT = (
    "provider/pulumi_google_tuning/cli/**/*.py",
    "provider/pulumi_google_tuning/stack_data/**/*.py",
    "schema/stack.schema.json",
)


def files(root: Path = ROOT) -> list[Path]:
    """Return the files that can turn a thorough test red, sorted."""
    without = {file for pattern in BUT for file in root.glob(pattern)}
    return sorted({file for pattern in FILES for file in root.glob(pattern)} - without)


def digest(root: Path = ROOT) -> str:
    """Return the digest of those files, their names and their contents."""
    whole = hashlib.sha256()
    for file in files(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(root).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def passed(root: Path = ROOT) -> bool:
    """Return whether the thorough tests have passed for the files as they are."""
    record = root / RECORD
    return record.exists() and record.read_text().split() == [digest(root)]


def record(before: str, root: Path = ROOT) -> str | None:
    """Write that they passed for the files of this digest, or return why that can't be said."""
    if digest(root) != before:
        return "files changed while the tests ran: run `make test-all` again"
    (root / RECORD).write_text(f"{before}\n")
    return None


def main(words: list[str]) -> int:
    """Run from the command line; return the exit code."""
    match words:
        case ["digest"]:
            print(digest())
        case ["record", before]:
            if problem := record(before):
                print(problem, file=sys.stderr)
                return 1
        case ["check"]:
            return 0 if passed() else 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
