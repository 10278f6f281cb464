# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# Where bytecode is not kept, every command that a test starts compiles all of Django anew: the tests take twice as long.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv

.venv/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.venv/bench.stamp: requirements/bench.txt .venv/dev.stamp
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@touch $@

setup: .venv/run.stamp ## install what the product needs into .venv; the command is .venv/bin/motcua

system: ## install Chromium and PostgreSQL for the tests (as root, through apt), or say how
	@tools/system.sh

demo: .venv/run.stamp ## a running province on this machine, seeded; says where to look and as whom to sign in
	@$(BIN)/motcua demo

check: style types ## style, types, import contracts

style: .venv/dev.stamp
	$(BIN)/ruff check src tests tools bench
	$(BIN)/ruff format --check --quiet src tests tools bench
	$(BIN)/lint-imports --no-cache

types: .venv/dev.stamp
	$(BIN)/mypy

# Stories in a browser wait half of their time, for slow networks and for windows: the databases' tests run meanwhile.
test: ## everything that CI runs: both databases, pages in a real browser
	@$(MAKE) --no-print-directory --jobs 2 system style
	@$(MAKE) --no-print-directory --jobs 2 databases browser

databases: .venv/dev.stamp
	$(PYTEST) -n 2 -m "not browser and not slow"
	$(BIN)/python tools/with_postgres.py --servers 2 $(PYTEST) -n 2 -m "not browser and not slow" --database-only

# What they say comes in one piece, after they have ended.
browser: types
	@said=$$(mktemp); $(PYTEST) -n 2 -m browser > $$said 2>&1; ended=$$?; cat $$said; rm $$said; exit $$ended
PYTEST := $(BIN)/pytest --dist worksteal

format: .venv/dev.stamp ## lay out the code the one way, and repair what can be repaired by itself
	$(BIN)/ruff check --quiet --fix src tests tools bench
	$(BIN)/ruff format --quiet src tests tools bench

hooks: .venv/dev.stamp ## run the quick checks before every commit
	$(BIN)/pre-commit install

messages: .venv/dev.stamp ## collect what pages say for translation into English, and compile it
	$(BIN)/python tools/messages.py

soak: .venv/bench.stamp system ## kill server and worker under load, on both databases
	$(BIN)/pytest -m slow
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -m slow

bench: .venv/bench.stamp system ## measure, and write bench/RESULTS.md
	$(BIN)/python -m bench.run

bench-large: .venv/bench.stamp system ## measure only the queue and the register of a million cases
	$(BIN)/python -m bench.run --only large

bench-volume: .venv/bench.stamp system ## measure the figures of half a million and of five million dossiers, and counting again
	$(BIN)/python -m bench.run --only volume

screenshots: .venv/dev.stamp system ## take the pictures of docs/screenshots anew
	$(BIN)/python -m tools.screenshots

requirements: | $(BIN)/uv ## lock the dependencies again, with hashes
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile $(LOCK) --extra s3 -c requirements/run.txt pyproject.toml -o requirements/s3.txt
	$(BIN)/uv pip compile $(LOCK) --extra dev -c requirements/s3.txt pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) --extra dev --extra bench -c requirements/dev.txt pyproject.toml -o requirements/bench.txt
LOCK := --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links

clean: ## remove what was made here, but not var/
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help setup system demo check style types test databases browser soak bench bench-large bench-volume screenshots format hooks messages requirements clean
