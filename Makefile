# make demo: the whole main job on the sample site.  make test: the tests.  Both make the environment first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help env demo test check docs lock bench-env clean
help:
	@echo "make demo   crawl the sample site into data/bulletins.db and show what was stored and removed"
	@echo "make test   run the tests"
	@echo "make env    only make .venv"
	@echo "make check  lint, format, types, import rule"
	@echo "make docs   write docs/commands.md again"
	@echo "make lock   resolve the dependencies again (needs uv)"

env: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "bulletins needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: env
	@$(BIN)/bulletins demo

test: env
	$(BIN)/python -m pytest -n auto --dist loadfile

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: env
	$(BIN)/python -c 'import crawler.cli; from pipelines.cli.reference import reference; print(reference(), end="")' > docs/commands.md

bench-env: env
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.lock

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --strip-extras --extra dev --extra notebook -o requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --strip-extras --extra dev --extra notebook --extra bench -o requirements-bench.lock pyproject.toml

clean:
	rm -rf .venv
