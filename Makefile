# make run   the site on http://127.0.0.1:8000, with demo content; Ctrl-C stops everything
# make test  the tests that need no service and no browser
# make bench the figures that the design promises, as ratios of one run
# make lint  everything a change must pass besides the tests
# make lock  writes requirements*.txt anew from pyproject.toml
# Needs Python 3.11 or newer with pip, and make. Nothing is installed outside .venv, nothing is kept outside data.

SHELL := /bin/sh
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 1
TESTS ?= tests
JOBS ?= auto
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test bench lint format lock e2e clean
.DEFAULT_GOAL := run

run: $(VENV)/.has-runtime
	@DEMO=$(DEMO) exec $(PY) manage.py up --host $(HOST) --port $(PORT)

test: $(VENV)/.has-dev
	@$(BIN)/pytest -n $(JOBS) --dist loadfile $(TESTS)

bench: $(VENV)/.has-dev
	@$(PY) tests/bench/run.py

lint: $(VENV)/.has-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/lint-imports --no-cache
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check

format: $(VENV)/.has-dev
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

# browser tests; they need a Chromium on this machine
e2e: $(VENV)/.has-e2e
	@$(BIN)/pytest $(TESTS) -m browser

$(PY):
	@sh .ci/venv $(VENV)

$(VENV)/.has-runtime: requirements.txt | $(PY)
	@echo "Installing the packages into $(VENV); this is done once and takes about half a minute."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.has-dev: requirements-dev.txt $(VENV)/.has-runtime
	@echo "Installing the test tools into $(VENV); this is done once."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.has-e2e: requirements-e2e.txt $(VENV)/.has-dev
	@$(PIP) -r requirements-e2e.txt
	@touch $@

# no index address and no registry host may stand in a lock: whoever installs uses the index that pip is set up with
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	$(LOCK) pyproject.toml --extra postgres --extra redis -o requirements.txt
	$(LOCK) pyproject.toml --extra fleet -c requirements.txt -o requirements-fleet.txt
	$(LOCK) --group pyproject.toml:dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --group pyproject.toml:e2e -c requirements.txt -c requirements-dev.txt -o requirements-e2e.txt
	@! grep -nE '://|^-' requirements*.txt

clean:
	rm -rf $(VENV) data
