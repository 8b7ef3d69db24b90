# Everything a developer does, in one place. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help run setup test check fix bench front messages migration openapi requirements clean

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
LAN ?=
WORKERS ?= 2
ARGS ?=

help: ## What can be made, and how
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## A living product at http://127.0.0.1:8000 (PORT=9000: another port; LAN=1: for phones in the same network)
	@$(PYTHON) tools/setup.py
	@$(BIN)/contenthub run --port $(PORT) $(if $(filter-out 0,$(LAN)),--lan)

setup: ## Set up what running, testing and checking need
	@$(PYTHON) tools/setup.py --dev

test: setup ## The test suite (ARGS="-k upload": part of it; WORKERS=4: more at once)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: setup ## What must hold for every change: format, lint, types, imports, dependencies, migrations = models
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/contenthub db check

fix: setup ## Format, and repair what can be repaired by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## The benchmarks: a table, and JSON under var/bench/
	@$(BIN)/python -m benchmarks $(ARGS)

front: setup ## Build the front end now
	@$(BIN)/python tools/front.py

messages: setup ## Bring the message catalogues up to date with the sources; what is new then waits for words
	@$(BIN)/python tools/messages.py

migration: setup ## A migration from what changed in the models (NAME="slots get goals")
	@test -n "$(NAME)" || { echo 'Say what changes: make migration NAME="slots get goals"'; exit 2; }
	@$(BIN)/contenthub db revision "$(NAME)"

openapi: setup ## Write the OpenAPI document to docs/openapi.json
	@$(BIN)/python tools/openapi.py docs/openapi.json
	@$(BIN)/python tools/api_doc.py docs/api.md

# The pins of both files are made together, for every platform and Python we support, with checksums and without a host.
COMPILE = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

requirements: setup ## Pin the newest versions pyproject.toml allows (PACKAGE=flask: only that one)
	@$(BIN)/python -c "import uv" 2>/dev/null || $(BIN)/python -m pip install --quiet uv
	@$(COMPILE) $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade) --group front pyproject.toml -o requirements/run.txt
	@$(COMPILE) $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade) --extra postgres --extra redis \
		--group front --group dev pyproject.toml -o requirements/dev.txt

clean: ## Remove what can be made again; var/, the data, stays
	@rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
