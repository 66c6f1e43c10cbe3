# make demo: the whole main job on the sample site.  make test: the tests.  Both make the environment first.
PYTHON ?= python3
BIN := .venv/bin

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
LOCK := uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --strip-extras
HASHED := $(LOCK) --generate-hashes
RUN_EXTRAS := --extra build --extra serve --extra notify --extra postgres
DEV_EXTRAS := $(RUN_EXTRAS) --extra browser --extra export --extra notebook --extra dev

.PHONY: help env dev-env batch-env bench-env demo test test-all score coverage check docs notebook lock clean
help:
	@echo "make demo      crawl the sample site into data/bulletins.db and show what was stored and removed"
	@echo "make test      run the tests, of kills, days and examples some: a few minutes"
	@echo "make test-all  run the tests with all kills, days and examples, and the long ones"
	@echo "make score     read the golden pages of tests/pages and print what is right, a page a line"
	@echo "make coverage  run the tests and say which lines none of them reaches (takes twice as long)"
	@echo "make env       only make .venv with what bulletins needs; dev-env: with the tools of developers"
	@echo "make batch-env Spark too, 450 MB: without it the tests of batch jobs are left out"
	@echo "make check     lint, format, types, import rule, words"
	@echo "make docs      write docs/commands.md again"
	@echo "make notebook  run docs/three-questions.ipynb on the sample site again"
	@echo "make lock      resolve the dependencies again (needs uv)"

env: .venv/.ready
dev-env: .venv/.ready-dev

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "bulletins needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

demo: env
	@$(BIN)/bulletins demo

test: dev-env
	$(BIN)/python -m pytest -n auto --dist worksteal

test-all: dev-env
	BULLETINS_LONG_TESTS=1 $(BIN)/python -m pytest -n auto --dist worksteal

score: dev-env
	$(BIN)/python bench/golden.py

coverage: dev-env
	$(BIN)/python -m pytest -n auto --dist loadfile --cov=bulletins --cov=crawler --cov=pipelines --cov-report=term:skip-covered

check: dev-env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/words.py

docs: env
	$(BIN)/python -c 'from bulletins.cli.group import reference; print(reference(), end="")' > docs/commands.md

notebook: dev-env
	$(BIN)/python docs/run_notebook.py

# Spark is 450 MB of source package from which pip first makes a wheel: only for those who run batch jobs, and .ci/run
batch-env: .venv/.ready-batch

.venv/.ready-batch: .venv/.ready-dev requirements-batch.lock
	$(PIP) --require-hashes -r requirements-batch.lock
	@touch $@

bench-env: dev-env
	$(PIP) -r requirements-bench.lock

# What runs is held to the versions that are tested. The peers of bench/ run on nobody's machine but a measurer's: without hashes
lock:
	$(HASHED) $(DEV_EXTRAS) -o requirements-dev.lock pyproject.toml
	$(HASHED) $(RUN_EXTRAS) -c requirements-dev.lock -o requirements.lock pyproject.toml
	$(HASHED) --group pyproject.toml:core -c requirements-dev.lock -o requirements-core.lock
	$(HASHED) --group pyproject.toml:spark -c requirements-dev.lock -o requirements-batch.lock
	$(LOCK) --no-annotate $(DEV_EXTRAS) --extra bench -c requirements-dev.lock -o requirements-bench.lock pyproject.toml

clean:
	rm -rf .venv
