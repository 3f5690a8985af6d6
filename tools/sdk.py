"""`make sdk`: the SDKs for Python, Node and Go, from schema/package.json.

`sdk/` gets them as they are published. The example projects of these languages get, in `sdks/`,
what `pulumi package add` writes there. Both are made on demand and not kept: see
docs/development.md. With `--pack`, `sdk/` also gets the wheel and the npm package of a release.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools.steps.languages import GENERATOR

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schema" / "package.json"
TARGET = ROOT / "sdk"
# Which language's SDK an example takes, by the example's folder.
EXAMPLES = {"typescript": "nodejs", "go": "go"}
# Where a package added by `pulumi package add` is, from the project's folder.
ADDED = Path("sdks") / "google-tuning"


class SdkError(Exception):
    """The SDKs can't be made; its text says what to do."""


def generate(folder: Path, *, local: bool = False, schema: Path = SCHEMA) -> None:
    """Write `folder/python`, `folder/nodejs` and `folder/go`; what was there goes.

    With `local` the one for Node compiles itself when a project installs it. Raises SdkError.
    """
    generator = Path(sys.prefix) / "bin" / GENERATOR
    if not generator.exists():
        raise SdkError(f"{generator} is missing: install Go and run `make setup-dev`.")
    shutil.rmtree(folder, ignore_errors=True)
    command = [str(generator), *(["-local"] if local else []), str(schema), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SdkError(done.stderr.strip())
    # pyproject.toml names a README beside it, and the generator writes one deeper down.
    package = next(folder.glob("python/*/README.md"))
    shutil.copy(package, folder / "python" / "README.md")


def add_to(project: Path, sdk: Path) -> None:
    """Put an SDK where `pulumi package add` puts one; what a package manager left there goes."""
    target = project / ADDED
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(sdk, target)


def pack(folder: Path) -> None:
    """Build `folder/*.whl` and `folder/*.tgz` from what `generate` wrote. Raises SdkError."""
    node = folder / "nodejs"
    wheel = ["build", "--wheel", "--no-isolation", "--outdir", str(folder), "."]
    _run([sys.executable, "-m", *wheel], folder / "python")
    _run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], node)
    _run(["npm", "run", "build"], node)
    # As Pulumi's own packages: what tsc wrote is the package's root.
    for name in ("package.json", "README.md"):
        shutil.copy(node / name, node / "bin")
    _run(["npm", "pack", "--pack-destination", str(folder), "./bin"], node)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise SdkError(f"{command[0]} is missing on PATH.") from error
    if done.returncode != 0:
        raise SdkError(f"`{' '.join(command)}` failed: {done.stdout}{done.stderr}")


def main(words: list[str]) -> int:
    """Write all of them; return the exit code."""
    added = ROOT / ".state" / "sdks"
    try:
        generate(TARGET)
        generate(added, local=True)
        if "--pack" in words:
            pack(TARGET)
    except SdkError as error:
        print(f"sdk failed: {error}", file=sys.stderr)
        return 1
    for example, language in EXAMPLES.items():
        add_to(ROOT / "examples" / example, added / language)
    print(f"{TARGET.relative_to(ROOT)}/ has the SDKs for Python, Node and Go.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
