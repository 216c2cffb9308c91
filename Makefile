# One environment, .venv, made from pyproject.toml: what grading needs first, torch and the developers' tools on top.

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
INSTALLED := pyproject.toml graders/signpost/__init__.py

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test slow bench lint

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/base.stamp ## grade the example submissions, each with a report to look at
	@for submission in examples/submissions/*; do \
		$(BIN)/python grade.py "$$submission" --out reports; code=$$?; \
		[ $$code -le 1 ] || { echo "make demo: grading $$submission ended with exit code $$code; 0 and 1 are grades" >&2; exit 1; }; \
	done
	@echo; echo "Each submission has its report in the folder reports; open one in a browser."

test: .venv/complete.stamp ## run the tests, all but the slow ones
	$(PYTEST) -n auto --maxprocesses 8 --dist loadgroup -m "not slow and not browser"

slow: .venv/complete.stamp ## run the slow tests and those that open a browser
	$(PYTEST) -n auto --maxprocesses 4 --dist loadgroup -m "slow or browser"

bench: .venv/complete.stamp ## measure and print the figures of the benchmark
	$(BIN)/python -m benchmarks

lint: .venv/complete.stamp ## look for mistakes, check the layout and the types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The environment. Each stamp is as new as the last complete installation, so nothing is installed twice.
# Not --editable: that puts an import hook into .venv which costs every start of Python 12 ms, and hooks nothing here.

.venv/base.stamp: $(INSTALLED) | $(BIN)/python
	$(BIN)/python -m pip install --quiet .
	@touch $@

.venv/complete.stamp: $(INSTALLED) | $(BIN)/python
	$(BIN)/python -m pip install --quiet '.[dev,torch,postgresql,cluster]'
	@touch .venv/base.stamp $@

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here; install Python 3.10 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "$(PYTHON) is $$("$(PYTHON)" -V 2>&1); Labproof needs Python 3.10 or newer: install one, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make environments; on Debian and Ubuntu that is the package python3-venv: apt install python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv --clear .venv
