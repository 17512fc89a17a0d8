# `make site` shows the site, `make test` proves it; `make` alone lists what there is.
# Everything runs in .venv, which is made from requirements.lock.

BIN := .venv/bin
PIP := $(BIN)/python -I -m pip --quiet --disable-pip-version-check

# The wheel is installed, not the working tree: what is tested is what a user gets.
WHEEL := .venv/closecall.stamp
SOURCES := pyproject.toml README.md LICENSE requirements-run.lock \
	$(shell find generator schemas -not -name __pycache__ -not -name '*.pyc')

# Nothing of the caller's Python settings; Material's advertisement for another program left out.
unexport PYTHONPATH PYTHONHOME
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
.PHONY: help site test lint types unit browser records coverage bench lock hooks clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

site: records ## Check the records, build the site into site/ and say how to open it
	@$(BIN)/closecall build
	@echo
	@echo 'The site is in site/. Open site/index.html in a browser, or serve it:'
	@echo '    python3 -m http.server --bind 127.0.0.1 --directory site 8000'
	@echo 'and open http://127.0.0.1:8000/'

# One file, one process: what a file's tests share is made once.
SIDE_BY_SIDE := -n auto --dist loadfile

test: lint types records strace chromium .venv/node.stamp ## Everything that CI runs
	$(BIN)/python -P -m pytest $(SIDE_BY_SIDE)

lint: $(WHEEL) ## Style, format, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/pre-commit validate-config
	$(BIN)/pre-commit validate-manifest

types: $(WHEEL) ## Types, in the tests too
	$(BIN)/mypy

records: $(WHEEL) ## Check the records of this repository
	$(BIN)/closecall check

unit: $(WHEEL) strace .venv/node.stamp ## The tests without the browser
	$(BIN)/python -P -m pytest $(SIDE_BY_SIDE) -m 'not browser'

browser: $(WHEEL) chromium ## The browser test alone
	$(BIN)/python -P -m pytest -m browser

coverage: $(WHEEL) .venv/node.stamp ## Which lines and branches no test asks about
	$(BIN)/coverage run -m pytest -m 'not browser'
	$(BIN)/coverage report

bench: $(WHEEL) ## Time check and build on 1,000 and 10,000 made-up records
	$(BIN)/python -m bench

lock: ## Renew requirements.lock from pyproject.toml (UPGRADE=1: newest of everything)
	@bash .ci/prepare lock

hooks: $(WHEEL) ## Check style and records before each commit of yours
	$(BIN)/pre-commit install

clean: ## Remove everything that make made
	rm -rf .venv site build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find generator tests bench -name __pycache__ -prune -exec rm -rf {} +

.PHONY: strace
strace:
	@bash .ci/prepare strace

.PHONY: chromium
chromium: .venv/requirements.stamp
	@bash .ci/prepare chromium

.venv/node.stamp: .venv/requirements.stamp tests/editors/package-lock.json
	@bash .ci/prepare node
	@touch $@

.venv/requirements.stamp: requirements.lock
	@bash .ci/prepare venv
	@touch $@

$(WHEEL): .venv/requirements.stamp $(SOURCES)
	@$(PIP) install --no-index --no-deps --no-build-isolation --force-reinstall .
	@touch $@
