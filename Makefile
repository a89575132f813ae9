# 议约 Yiyue. `make help` lists what there is; `make run` and `make test` need nothing installed but Python 3.11+.
.DEFAULT_GOAL := help
.PHONY: help run test sure demo i18n docs bench referees vendor lock clean ready

PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
  $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
VENV := .venv/bin
TOOL := $(VENV)/python tools

help: ## Show this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: ## Open the portal on http://127.0.0.1:8000 (PORT=9000 for another port), with a demo city at first
	@$(or $(PYTHON),$(error The portal needs Python 3.11 or later)) tools/bootstrap.py run
	@exec $(VENV)/portal run

test: ready ## Run all tests: on SQLite, on PostgreSQL, and the journeys in a real browser
	@exec $(TOOL)/suite.py

sure: ready ## Everything a change must pass: style, types, contracts, translations, documents, tests
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(TOOL)/i18n.py check
	@$(TOOL)/docs_pages.py check
	@exec $(TOOL)/suite.py sqlite postgres

demo: ready ## Load the demo city into the development database, if it is empty
	@$(VENV)/portal demo

i18n: ready ## Collect new texts into the catalogues of translations and compile them
	@$(TOOL)/i18n.py update
	@$(TOOL)/i18n.py compile

docs: ready ## Write the generated pages under docs/ anew
	@$(TOOL)/docs_pages.py write

bench: ready ## Measure the promises of speed
	@failed=0; for each in benchmarks/bench_*.py; do $(VENV)/python $$each || failed=1; done; exit $$failed

referees: ready ## Install the libraries that `make bench` counts beside (no part of the portal)
	@$(VENV)/uv pip install --python $(VENV)/python --group referees

vendor: ## Fetch the front-end libraries anew into portal/static/vendor (needs npm; never needed to run)
	@python3 tools/vendor.py

lock: ready ## Compile requirements/*.txt anew from pyproject.toml (UPGRADE=1 for newer versions)
	@$(TOOL)/lock.py $(if $(UPGRADE),--upgrade)

clean: ## Remove what was made: environment, caches, compiled translations (never instance/)
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f translations/*/LC_MESSAGES/*.mo

ready:
	@$(or $(PYTHON),$(error The portal needs Python 3.11 or later)) tools/bootstrap.py test
