# FINSEC Market. Every target does its own set-up; nothing but make and Python 3.11 or newer is needed.
#   make run      the whole market on this machine, at http://localhost:8000 (PORT=NUMBER for another port)
#   make test     all checks and tests; BROWSER=required fails without Chromium
#   make check    the fast static part            make bench DATA=folder   quality and speed, measured
#   make messages new texts into the translations make lock                new versions into the locks
#   make clean    forget everything that was installed, computed or stored here, the database included

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check bench messages lock clean python

# Dozens of processes start in a test run: each would compile Django, pandas and the market anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$name; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
BROWSER ?= optional
TESTS ?= tests
WITHIN := $(BIN)/python -m finsec_market.embedded.within
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --strip-extras \
	--no-header --no-emit-index-url --no-emit-find-links

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -7

python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed and was not found; name one with make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian: apt-get install python3-venv)." >&2; exit 1; }

$(VENV)/.made: requirements/bootstrap.txt | python
	@echo "Making the virtual environment."
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt || \
		echo "uv, the fast installer, could not be fetched; pip does its work." >&2
	@touch $@

$(VENV)/.run: requirements.lock $(VENV)/.made
	@echo "Installing the packages of requirements.lock."
	@sh deploy/install.sh $(BIN) requirements.lock
	@touch $@

$(VENV)/.test: requirements/dev.lock $(VENV)/.made
	@echo "Installing the packages of requirements/dev.lock."
	@sh deploy/install.sh $(BIN) requirements/dev.lock
	@touch $@ $(VENV)/.run

run: $(VENV)/.run
	@exec $(BIN)/python -m finsec_market.embedded.run

test: check
	@BROWSER=$(BROWSER) $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(TESTS)

check: $(VENV)/.test
	@$(BIN)/python -m finsec_market.embedded.messages
	@$(WITHIN) sh deploy/check.sh $(BIN)

bench: $(VENV)/.test
	@$(WITHIN) $(BIN)/python -m bench $(if $(DATA),--data $(DATA))

messages: $(VENV)/.test
	@$(WITHIN) $(BIN)/python manage.py messages
	@$(BIN)/python -m finsec_market.embedded.messages

lock: $(VENV)/.test
	@$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	@$(COMPILE) requirements/base.in -o requirements.lock
	@$(COMPILE) requirements/dev.in -c requirements.lock -o requirements/dev.lock

clean:
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
