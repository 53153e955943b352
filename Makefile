PYTHON ?= python3
UV_VERSION := 0.13.9
export UV_PYTHON_DOWNLOADS := never
UV := .boot/bin/uv
PY := .venv/bin/python
# For tools that read the settings and never connect.
OFFLINE := DATABASE_URL=postgresql://app@/app REDIS_URL=redis://127.0.0.1:1

.DEFAULT_GOAL := help
.PHONY: help demo test quality bench assets lock openapi clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

demo: assets ## the whole product on this machine, with a demo group (PORT=, VAR=, DEMO=0, DATABASE_URL=, REDIS_URL=)
	@exec $(PY) -m devstack up

test: assets ## the whole suite, on real servers, in two processes (JOBS=); with ARGS= one pytest
	@$(PY) -m $(if $(ARGS),pytest $(ARGS),devstack test)

quality: assets ## format, lint, types, imports, templates, migrations, translations, OpenAPI
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(OFFLINE) $(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet groupe establishments shared_services acquisitions
	$(PY) -m groupe.kernel.i18n --check
	$(PY) -m devstack run $(PY) manage.py makemigrations --check --dry-run
	$(PY) -m devstack run $(PY) manage.py spectacular --lang en --validate --fail-on-warn --format openapi-json --file .venv/openapi.json
	@diff -u openapi.json .venv/openapi.json || { echo "the API changed: run make openapi and commit openapi.json"; exit 1; }

openapi: assets ## freezes the schema of the API in openapi.json
	$(PY) -m devstack run $(PY) manage.py spectacular --lang en --validate --format openapi-json --file openapi.json

bench: assets ## the benchmark (SITES=, MONTHS=)
	@$(PY) -m devstack run $(PY) -m benchmarks

assets: .venv/.stamp # translations compiled, chart library written
	@$(PY) -m groupe.kernel.i18n
	@$(PY) -m groupe.kernel.charts.bundle

lock: $(UV) ## computes the locks again
	@sh -c '$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet pyproject.toml -o requirements.lock'
	@sh -c '$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet pyproject.toml --group dev --group stack -o requirements-dev.lock'

.boot/bin/uv:
	@$(PYTHON) -m venv .boot
	@.boot/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.stamp: requirements-dev.lock $(UV)
	@echo "installing into .venv"
	@$(UV) venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements-dev.lock
	@touch $@

clean: ## forgets the environment and the data of the demo
	rm -rf .boot .venv var staticfiles
