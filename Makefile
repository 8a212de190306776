# make setup   the environment in .venv, from the lock
# make run     the main job on seeds/: the store, graph.ttl, graph.trig and network.html under output/
# make test    everything that a change must pass: format, lint, strict types, tests
# make lint    the first three of these
# make bench   ratios of speed, measured side by side
# make readme  the README's output, figures and picture, made anew
# make lock    requirements.lock, made anew on purpose; needs uv
# make clean   removes the environment and what the main job wrote
#
# Needs Python 3.11 or newer: make run PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup run test lint bench readme lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: setup
	$(BIN)/kg build seeds --output output
	@echo "Open output/network.html in a browser: file://$(CURDIR)/output/network.html"

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -W error -m pytest

bench: setup
	$(BIN)/python benchmarks/throughput.py

readme: setup
	$(BIN)/python tests/readme.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv output/* output/.written-from
