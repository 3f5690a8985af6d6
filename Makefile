# Needs Python 3.10 or later and make; brings the rest into .venv, .state and the user's cache.
# The work is done in tools/: each target here is one line that says which part of it.

PYTHON ?= python3
STACK ?= dev
# More options for pulumi (`make up ARGS=--refresh`) or pytest (`make test ARGS="-k hosts"`).
ARGS ?=
# One worker more than cores, at most four: an end-to-end test waits about a third of its time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))')

BIN := $(CURDIR)/.venv/bin
UV_VERSION := 0.13.8

.DEFAULT_GOAL := help
.PHONY: help setup up down preview drift env test lint soak docs bench schema lock

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## the virtual environment, the pulumi CLI and its helpers (the other targets call it)
	@$(PYTHON) -m tools.setup

up: setup ## converge the stack (STACK=dev: on the embedded emulator)
	@$(BIN)/python -m tools.stack up --stack $(STACK) $(ARGS)

down: setup ## destroy what the stack holds, and end the emulator that `up` started
	@$(BIN)/python -m tools.stack down --stack $(STACK) $(ARGS)

preview: setup ## show what `up` would do
	@$(BIN)/python -m tools.stack preview --stack $(STACK) $(ARGS)

drift: setup ## compare with the server; fails when something was changed elsewhere
	@$(BIN)/python -m tools.stack drift --stack $(STACK) $(ARGS)

env: ## print the variables to use pulumi by hand: eval "$$(make -s env)"
	@$(BIN)/python -m tools.stack env --stack $(STACK)

# worksteal: end-to-end tests take seconds and unit tests none, so an idle worker takes from a busy.
test: setup ## all tests
	@PATH="$(BIN):$$PATH" $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup ## ruff, mypy and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --package tools
	$(BIN)/lint-imports

soak: setup ## kill runs at random instants (ARGS="--kills 200 --seed 7")
	@PATH="$(BIN):$$PATH" $(BIN)/python tests/e2e/soak.py $(ARGS)

docs: setup ## write docs/resources and docs/configuration.md anew from schema/
	@$(BIN)/python -m tools.reference

bench: setup ## measure; the results go to bench/results
	@PATH="$(BIN):$$PATH" $(BIN)/python -m bench $(ARGS)

schema: setup ## write schema/stack.schema.json anew from the other schemas
	@$(BIN)/python -m tools.stack_schema

# The lock is installed with --no-deps, so it names everything and needs no extras; uv has an
# environment of its own: it is no dependency of the project's.
lock: setup ## write requirements.lock anew from both pyproject.toml (ARGS=--upgrade for newer versions)
	@test -x .state/uv/bin/uv || $(PYTHON) -m venv .state/uv
	@.state/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	.state/uv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --strip-extras \
	  --group dev pyproject.toml emulator/pyproject.toml -o requirements.lock $(ARGS)
