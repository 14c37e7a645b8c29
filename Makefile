# Everything a person does with a checkout, one word each. `make` alone lists the words.
#
# PYTHON=python3.12 make setup    another Python, 3.11 or later
# SONGWRIGHT_HOME=DIR make song   where sounds and voices are kept (default: the user's data folder)
# TORCH='torch --index-url URL'   what `make models` has pip install: torch for your card, from where its makers say

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PROMPT ?= A chill lo-fi beat with soft vocals
OUT    ?= out
VENV   := .venv
MODELS := .venv-models
TORCH  ?= torch==2.13.0
BIN    := $(VENV)/bin
UV     ?= $(or $(shell command -v uv),.cache/uv/bin/uv)

# The locks are complete: nothing outside them is installed, and no Python is downloaded.
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
# What Python compiles it keeps, or each start would pay a second for it again.
unexport PYTHONDONTWRITEBYTECODE

# An environment that has the developer's tools has all that a listener needs: don't take them away again.
SET := $(if $(wildcard $(VENV)/.synced-dev),dev,run)

.PHONY: help
help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(VENV)/.synced-dev ## environment with the developer's tools, sounds, voices and models
	@$(BIN)/songwright setup

.PHONY: song
song: $(VENV)/.synced-$(SET) ## set up what a listener needs, and make two songs into out/
	@$(BIN)/songwright sing "$(PROMPT)" --setup --takes 2 --out $(OUT)

.PHONY: serve
serve: $(VENV)/.synced-$(SET) ## set up what a listener needs, and start the service
	@$(BIN)/songwright setup --quiet
	@$(BIN)/songwright serve

.PHONY: lint
lint: $(VENV)/.synced-dev ## style, format and import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

.PHONY: types
types: $(VENV)/.synced-dev ## both type checkers
	$(BIN)/mypy
	$(BIN)/basedpyright

.PHONY: test
test: setup ## every test, slow ones too
	$(BIN)/pytest -rs

.PHONY: models
models: $(MODELS)/.synced $(VENV)/.synced-dev ## tests of song models in this process, in an environment of their own
	@$(BIN)/songwright setup --quiet
	OMP_NUM_THREADS=1 $(MODELS)/bin/pytest -rs -m models tests/local tests/engines tests/house

.PHONY: check
check: lint types test ## lint, types and test: before each commit

.PHONY: lock
lock: $(UV) ## lock the dependencies anew after a change (UPGRADE=--upgrade takes newer ones)
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra ace-step --extra musicgen --excludes requirements/models.without.in \
		-c requirements/dev.txt -o requirements/models.txt
	$(LOCK) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) requirements/uv.in -o requirements/uv.txt

.PHONY: clean
clean: ## forget the environment and the caches (sounds, voices and songs stay)
	rm -rf $(VENV) $(MODELS) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Locks name versions and hashes and no address, and hold for every platform from Python 3.11 on.
LOCK = $(UV) pip compile -q --python $(PYTHON) --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(UPGRADE)

.cache/uv/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Songwright needs Python 3.11 or later: install it, or name it: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo 'This Python has no venv module: on Debian and Ubuntu, apt-get install python3-venv'; exit 1; }
	@echo 'Bringing uv, the installer'
	@$(PYTHON) -m venv --clear .cache/uv
	@.cache/uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(BIN)/python: | $(UV)
	@$(UV) venv -q --allow-existing --python $(PYTHON) $(VENV)

$(VENV)/.synced-%: requirements/%.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo 'Installing the locked packages of requirements/$*.txt'
	@$(UV) pip sync -q --compile-bytecode --require-hashes requirements/$*.txt requirements/build.txt
	@$(UV) pip install -q --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@touch $@

# torch comes by pip, from wherever this machine has it, and stands in no lock: which build is right hangs on the card.
$(MODELS)/.synced: requirements/models.txt requirements/dev.txt requirements/build.txt pyproject.toml | $(UV)
	@echo 'Installing $(TORCH) and the locked packages of requirements/models.txt'
	@$(PYTHON) -m venv --clear $(MODELS)
	@$(MODELS)/bin/python -m pip install -q --disable-pip-version-check $(TORCH)
	@VIRTUAL_ENV=$(CURDIR)/$(MODELS) $(UV) pip install -q --no-deps --require-hashes \
		-r requirements/dev.txt -r requirements/models.txt -r requirements/build.txt
	@VIRTUAL_ENV=$(CURDIR)/$(MODELS) $(UV) pip install -q --no-deps --no-build-isolation -e .
	@touch $@
