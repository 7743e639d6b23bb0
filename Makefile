# The commands of a developer and of a demo; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

PORT ?= 3000
HOST ?= 127.0.0.1
DATA_DIR ?= data
KRAAMZORG_MODE ?= demo
PYTEST_WORKERS ?= 2
export PORT HOST DATA_DIR KRAAMZORG_MODE

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/runtime.stamp: requirements.txt constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --requirement requirements.txt
	touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.txt
	$(PIP) --requirement requirements-dev.txt
	touch $@

# The OpenID provider that the tests log in with; Node comes from its wheel.
tests/oidc/node_modules/stamp: .venv/dev.stamp tests/oidc/package-lock.json
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tests/oidc --no-audit --no-fund --ignore-scripts
	touch $@

.PHONY: install
install: .venv/dev.stamp tests/oidc/node_modules/stamp ## Make the virtual environment with everything for development

.PHONY: build
build: .venv/runtime.stamp ## Build the pages, when something changed
	@$(BIN)/python scripts/build.py

.PHONY: migrate
migrate: .venv/runtime.stamp ## Bring the database up to date
	@if [ -f alembic.ini ]; then $(BIN)/alembic upgrade head; fi

.PHONY: demo
demo: build migrate ## Start the demo on http://localhost:3000 (PORT=, HOST=, DATA_DIR=)
	@$(BIN)/python -m kraamzorg_app.jobs.seed_demo
	@echo "Demo: http://localhost:$(PORT)"
	@exec scripts/serve

.PHONY: demo-reset
demo-reset: ## Throw the demo's data away; the next start fills it again
	@test "$(KRAAMZORG_MODE)" = demo || { echo "only in demo mode" >&2; exit 1; }
	@! (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null || { echo "stop the demo first" >&2; exit 1; }
	rm -rf "$(DATA_DIR)"/kraamzorg.sqlite3* "$(DATA_DIR)"/mail "$(DATA_DIR)"/exports "$(DATA_DIR)"/seals

ifeq ($(KRAAMZORG_MODE),demo)
BACKUP_KEY_FILE ?= $(DATA_DIR)/backup-key
endif
# Only here: the tool itself never needs the key that opens backups.
backup restore: export BACKUP_KEY_FILE := $(BACKUP_KEY_FILE)
BACKUP := $(BIN)/python -m kraamzorg_app.jobs.backup

.PHONY: backup
backup: FILE ?= $(DATA_DIR)/backups/$(shell date +%Y%m%dT%H%M%S).backup
backup: .venv/runtime.stamp ## Write a sealed backup (FILE=) and, when the key is here, try it out
	@if [ "$(KRAAMZORG_MODE)" = demo ] && [ ! -f "$(BACKUP_KEY_FILE)" ]; then \
		$(BACKUP) key "$(BACKUP_KEY_FILE)"; fi
	@$(BACKUP) make "$(FILE)"
	@if [ -n "$(BACKUP_KEY_FILE)" ]; then $(BACKUP) check "$(FILE)"; fi

.PHONY: restore
restore: .venv/runtime.stamp ## Put a backup in place of the database: make restore FILE=… (FORCE=1)
	@test -n "$(FILE)" || { echo "FILE= is needed" >&2; exit 1; }
	@$(BACKUP) restore "$(FILE)" $(if $(filter 1,$(FORCE)),--force)

.PHONY: lint
lint: install ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

.PHONY: fmt
fmt: install ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: docs
docs: install ## Write the pages that are made from the code
	PYTHONPATH=. $(BIN)/python scripts/permissions_doc.py

.PHONY: browser
browser: install
	@scripts/ensure_browser

.PHONY: test
test: lint build browser ## Everything: style, types, unit, integration, protocol and browser tests
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadfile --ignore tests/e2e
	$(BIN)/pytest tests/e2e

.PHONY: verify-log
verify-log: migrate ## Prove the access log, or name the first line that was tampered with
	@$(BIN)/python -m kraamzorg_app.jobs.verify_log

.PHONY: soak
soak: install build browser ## The races, kills, outages and probes of the test command, many times over
	KRAAMZORG_ROUNDS=$(or $(ROUNDS),200) $(BIN)/pytest --timeout=0 \
		$$(grep -rl "from tests.rounds import" tests/unit tests/integration tests/ui --include="test_*.py")

.PHONY: e2e
e2e: install browser ## The journeys against a running demo: make e2e URL=… (HEADED=1, ONLY=name)
	@test -n "$(URL)" || { echo "URL= is needed" >&2; exit 1; }
	KRAAMZORG_E2E_URL="$(URL)" KRAAMZORG_E2E_HEADED="$(HEADED)" \
		$(BIN)/pytest tests/e2e $(if $(ONLY),-k "$(ONLY)")

.PHONY: help-pictures
help-pictures: install build browser ## Make the pictures of the manual again
	rm -f assets/help/*.webp
	KRAAMZORG_HELP_PICTURES=assets/help $(BIN)/pytest tests/e2e/test_manual.py

.PHONY: audit
audit: install ## Look for known weaknesses in what is installed (needs the network)
	$(BIN)/python scripts/audit.py

.PHONY: migration
migration: install ## Write a migration from the tables: make migration MESSAGE="Add …"
	$(BIN)/alembic revision --autogenerate -m "$(MESSAGE)"
