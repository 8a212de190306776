# make setup   the environment in .venv, from the lock
# make run     the main job on seeds/: the store, graph.ttl, graph.trig and network.html under output/
# make test    everything that a change must pass (lint, types, tests)
# make bench   ratios of speed, measured side by side
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test lint bench lock clean

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: setup
	$(BIN)/kg build seeds --output output
	@echo "Open output/network.html in a browser."

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -W error -m pytest

bench: setup
	$(BIN)/python benchmarks/throughput.py

# The lock is made anew only on purpose; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv output/store output/graph.ttl output/graph.trig output/network.html
