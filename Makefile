# Everything the project can do from a fresh clone: `make run` serves the demo, `make test` runs the whole suite.
# Needs git, make and Python 3.11 or later with its venv module; the rest is installed into .venv from the lock files.

SHELL = /bin/bash
.DEFAULT_GOAL = help
.PHONY: help install install-dev run test check bench messages screenshots clean

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
# What production needs at the least; `check` asks Django's deployment checks with it and connects to nothing.
PRODUCTION = JIANNUO_MODE=production ALLOWED_HOSTS=register.example PERSONAL_KEYS=$$(head -c 32 /dev/urandom | base64 | tr '+/' '-_') \
	SECRET_KEY=$$(head -c 64 /dev/urandom | base64 | tr -d '\n') DATABASE_URL=postgresql://jiannuo@127.0.0.1/jiannuo

help:
	@echo "make run [PORT=8000]   the demo at http://127.0.0.1:8000"
	@echo "make test [ARGS=...]   the whole suite, on SQLite and wherever it answers on PostgreSQL"
	@echo "make check             format, lint, types, layers, templates, migrations, settings, catalogues"
	@echo "make install           the environment in .venv, from requirements.lock"
	@echo "make bench             the benchmarks in benchmarks/"
	@echo "make messages          gather and compile the catalogues"
	@echo "make screenshots       pictures of the browser journeys, in screenshots/"
	@echo "make clean             remove what tests and tools have left"

# A .venv that is a link belongs to somebody else: it is used as it is.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older, or not there. PYTHON=... names another."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock | .venv/bin/python
	@test -L .venv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@test -L .venv || touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@test -L .venv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@test -L .venv || touch $@

install: .venv/installed

install-dev: .venv/installed-dev

run: install
	@PORT=$(PORT) PYTHON=$(BIN)/python deploy/demo

test: install-dev
	@$(BIN)/python -m tests $(ARGS)

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint .
	$(MANAGE) makemigrations --check --dry-run
	@echo "check --deploy, as in production"; $(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/python -m pytest -q -p no:randomly tests/test_catalogues.py

bench: install-dev
	@missed=0; for each in benchmarks/[a-z]*.py; do echo "== $$each"; $(BIN)/python -m "$$(tr / . <<< "$${each%.py}")" $(ARGS) || missed=1; done; exit $$missed

messages: install-dev
	@for each in $$(git ls-files '*/apps.py' | grep -v '^tests/'); do \
		app=$$(dirname "$$each"); mkdir -p "$$app/locale"; \
		(cd "$$app" && "$(CURDIR)/$(BIN)/python" -m django makemessages -l zh_Hans --no-location -v 0 \
			&& "$(CURDIR)/$(BIN)/python" -m django compilemessages -v 0) || exit 1; \
	done

screenshots: install-dev
	@mkdir -p screenshots
	SCREENSHOTS=1 $(BIN)/python -m pytest -q -m browser $(ARGS)
	@ls screenshots

clean:
	-@for engine in sqlite postgresql; do test ! -x $(BIN)/python || TEST_DATABASE=$$engine $(BIN)/python -m tests.databases 2>/dev/null; done
	rm -rf var/test .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov .import_linter_cache staticfiles
