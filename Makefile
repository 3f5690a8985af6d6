# Needs Python 3.10 or later and make; brings the rest into .venv, .state and the user's cache.
# The work is done in tools/: each target here is one line that says which part of it.

PYTHON ?= python3
STACK ?= dev
# More options for pulumi (`make up ARGS=--refresh`) or pytest (`make test ARGS="-k hosts"`).
ARGS ?=
# Two workers more than cores, at most six: an end-to-end test waits about a third of its time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 2, 6))')

BIN := $(CURDIR)/.venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev up down preview drift env test test-all lint soak docs pictures site bench schema generate typed-forms catalogue-age lock dist packages archive sdk

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {gsub(/\$$\$$/, "$$", $$2); printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The other targets call the one or the other, each what it needs; done already, it takes no time.
setup: ## the virtual environment with what the product needs, the pulumi CLI and its helpers
	@$(PYTHON) -m tools.setup

setup-dev: ## the same, and what tests, lint and bench need
	@$(PYTHON) -m tools.setup --dev

up: setup ## converge the stack (STACK=dev: on the embedded emulator, without asking)
	@$(BIN)/python -m tools.stack up --stack $(STACK) $(ARGS)

down: setup ## destroy what the stack holds, and end the emulator that `up` started (asks, but for dev)
	@$(BIN)/python -m tools.stack down --stack $(STACK) $(ARGS)

preview: setup ## show what `up` would do
	@$(BIN)/python -m tools.stack preview --stack $(STACK) $(ARGS)

drift: setup ## compare with the server; fails when something was changed elsewhere
	@$(BIN)/python -m tools.stack drift --stack $(STACK) $(ARGS)

env: ## print the variables to use pulumi by hand: eval "$$(make -s env)"
	@$(BIN)/python -m tools.stack env --stack $(STACK)

# worksteal: end-to-end tests take seconds and unit tests none, so an idle worker takes from a busy.
# Compiled modules are kept whatever the environment says: hundreds of processes import them.
PYTEST = PATH="$(BIN):$$PATH" PYTHONDONTWRITEBYTECODE= \
  $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test: setup-dev ## all tests but the thorough ones
	@$(PYTEST) -m "not thorough" $(ARGS)

# The record is of a whole run, so this takes no ARGS.
test-all: setup-dev ## all tests, ten times the generated examples, no forks (FORKED=yes: forks); writes tests/thorough.passed
	@before=$$($(BIN)/python -m tools.thorough digest) && \
	  $(PYTEST) $(if $(FORKED),,--real-processes) --hypothesis-profile thorough && $(BIN)/python -m tools.thorough record $$before

lint: setup-dev ## ruff, mypy, the direction of imports and plain English
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --package tools
	MYPYPATH=provider:emulator:tests $(BIN)/mypy --follow-imports silent --cache-dir .mypy_cache/bench bench
	$(BIN)/lint-imports
	$(BIN)/python -m tools.plain_english

soak: setup-dev ## end runs at random instants (COUNT=1000 ARGS="--seed 7 --result FILE")
	@PATH="$(BIN):$$PATH" $(BIN)/python tests/e2e/soak.py $(if $(COUNT),--kills $(COUNT)) $(ARGS)

docs: setup ## write the reference in docs/ again, from schema/ and each command's --help
	@$(BIN)/python -m tools.reference

# The typed forms first: what writes the rest imports them.
generate: typed-forms docs schema ## write all that is made from schema/ and the registry
	@$(BIN)/python -m tools.public_names

typed-forms: setup
	@$(BIN)/python -m tools.typed_forms

pictures: setup-dev ## draw the terminals of docs/images again (ARGS=demo: one of them)
	@PATH="$(BIN):$$PATH" $(BIN)/python tests/pictures $(ARGS)

site: setup-dev ## build the documentation as a website, into .state/site; fails on a broken link
	@$(BIN)/python -m tools.site $(ARGS)

# As pip leaves them, modules are compiled: else each process would compile those of the checkout.
bench: setup-dev ## measure; the results go to bench/results
	@$(BIN)/python -m compileall -q provider emulator tools bench tests/support
	@PATH="$(BIN):$$PATH" $(BIN)/python -m bench $(ARGS)

schema: setup ## write schema/stack.schema.json and schema/package.json again from the other schemas
	@$(BIN)/python -m tools.stack_schema
	@$(BIN)/python -m tools.package_schema

catalogue-age: setup ## fail when the catalogue of base models is older than 60 days (for a schedule)
	@$(BIN)/python -m tools.catalogue_age

lock: setup ## write both locks again from both pyproject.toml (ARGS=--upgrade for newer versions)
	@$(BIN)/python -m tools.lock $(ARGS)

dist: packages archive ## build all that is released into dist/: wheels, sdists, plugin and emulator

packages: setup-dev ## build wheel and sdist of provider and emulator into dist/
	@for project in . emulator; do \
	  $(BIN)/python -m build --no-isolation --outdir dist $$project || exit 1; done

archive: setup-dev ## build native plugin and emulator for machines without Python into dist/
	@$(BIN)/python -m tools.plugin_archive
	@$(BIN)/python -m tools.emulator_archive

sdk: setup-dev ## write the SDKs for Python, Node and Go into sdk/ (ARGS=--pack: their packages too)
	@$(BIN)/python -m tools.sdk $(ARGS)
