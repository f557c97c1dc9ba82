# Everything this project can be asked to do. The README, CI and people call these targets and nothing else.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Compiled Python is kept: a warm start is three times as fast.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
bin := .venv/bin
manage := $(bin)/python manage.py

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: .venv/installed-production ## Start the site and its task worker on this machine; Ctrl-C ends both
	@exec deploy/run

.PHONY: test
test: .venv/installed-dev ## Test on SQLite, and on PostgreSQL and in a browser when those are there
	@exec tests/run

.PHONY: coverage
coverage: .venv/installed-dev ## Test on SQLite and show which lines and branches no test reached
	@$(bin)/pytest -n 2 -m "not browser and not postgres" --cov --cov-report=term-missing:skip-covered

.PHONY: lint
lint: .venv/installed-dev ## Check style, types of trap ruff knows, and who imports whom
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/lint-imports pyproject.toml

.PHONY: format
format: .venv/installed-dev ## Put the code into the house's shape
	@$(bin)/ruff check --fix .
	@$(bin)/ruff format .

.PHONY: seed
seed: .venv/installed-production ## Fill the local database with the demo (safe to repeat)
	@deploy/prepare

.PHONY: messages
messages: .venv/installed-dev ## Collect the texts for people into locale/*.po (needs gettext), then compile them
	@$(manage) makemessages --settings backoffice.settings.test --locale rw --locale fr --add-location file --no-obsolete \
		--ignore "node_modules/*" --ignore "tests/*" --ignore ".venv/*" --ignore "var/*"
	@$(bin)/pybabel compile --domain django --directory locale --statistics
	@$(bin)/pybabel compile --domain django --directory locale/packages --statistics

.PHONY: screens
screens: .venv/installed-dev ## Take the screenshots in docs/
	@$(manage) screens

.PHONY: bench
bench: .venv/installed-dev ## Measure the speed targets on PostgreSQL; writes bench.json
	@$(manage) bench

.PHONY: sim-trays
sim-trays: .venv/installed-dev ## Send N random trays through the rules and count wrong plates (N=100000)
	@$(manage) sim_trays $(or $(N),100000)

.PHONY: lock
lock: $(bin)/uv ## Pin every package again, with hashes, from requirements/*.txt
	@deploy/lock

.PHONY: clean
clean: ## Remove the environment, the local database and everything made (asks first)
	@read -r -p "Delete .venv and var, with the local database and photos? [y/N] " answer; [[ $$answer == y ]]
	@rm -rf .venv var .pytest_cache .ruff_cache .import_linter_cache .coverage .hypothesis test-results

# --- what the targets above stand on ---------------------------------------------------------------
$(bin)/uv: requirements/uv.lock deploy/environment
	@deploy/environment "$(PYTHON)"

.venv/installed-%: requirements/%.lock $(bin)/uv
	@deploy/packages $*
