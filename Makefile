# Every target does its own set-up. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# 3.12 first: the version of the images, and the one all parts have ready-made packages for.
PYTHON ?= $(firstword $(foreach p,python3.12 python3.13 python3.11 python3,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null | grep True),$(p))))
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
T ?=
# Most tests wait for a process or a broker; two files at a time, each with a broker of its own.
SPREAD ?= -n 2 --dist loadfile

.PHONY: help setup demo test lint types unit contract contracts asyncapi integration e2e fault eval bench kafka-up kafka-down up down clean

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready ## create .venv with the locked dependencies

$(UV):
	@[ -n "$(PYTHON)" ] || { echo "Vedette needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3 setup"; exit 1; }
	@$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: $(UV) uv.lock pyproject.toml $(wildcard libs/*/pyproject.toml services/*/pyproject.toml)
	@# compiled here once: where Python may not write bytecode, each process would compile a second's worth of modules
	@$(UV) sync --quiet --locked --all-packages --compile-bytecode --python $(PYTHON)
	@touch $@

demo: setup ## run the whole pipeline on this machine and show the notices
	@$(RUN)/vedette demo

test: lint unit contract ## lint, types, unit and contract tests, and the pipeline on the embedded broker
	@$(RUN)/pytest -q $(SPREAD) tests/architecture tests/integration tests/e2e $(T)

lint: setup ## ruff, mypy strict, import rules
	@$(RUN)/ruff format --check --quiet . && $(RUN)/ruff check --quiet .
	@$(RUN)/mypy --no-error-summary
	@$(RUN)/lint-imports --no-cache | tail -n 3

types: setup ## mypy strict alone
	@$(RUN)/mypy

unit: setup ## unit tests of every library and service
	@$(RUN)/pytest -q $(SPREAD) libs services $(T)

contract: setup ## published schemas and examples
	@$(RUN)/pytest -q tests/contract $(T)

contracts: setup ## write the published schemas and asyncapi.yaml from the models
	@$(RUN)/python -m vedette.schemas.export libs/schemas/published

asyncapi: setup ## validate asyncapi.yaml with AsyncAPI's own parser (needs Node)
	@cd tests/contract/asyncapi && npm ci --silent --no-audit --no-fund && npm run -s check

integration: setup ## services on a broker: VEDETTE_TEST_BROKER=embedded|kafka|docker
	@$(RUN)/pytest -q $(SPREAD) tests/integration $(T)

e2e: setup ## the whole pipeline with real receivers, same choice of broker
	@$(RUN)/pytest -q tests/e2e $(T)

fault: setup ## kill -9, poison messages, broker restarts; count what arrives
	@$(RUN)/pytest -q tests/fault $(T)

eval: setup ## score cleaning, reading and merging on labelled texts
	@mkdir -p .cache && ls tests/eval/*_eval.py | xargs -P 2 -I{} bash -c \
	  'log=.cache/$$(basename {}).log; $(RUN)/python {} >$$log 2>&1; code=$$?; printf "\n== %s\n" {}; cat $$log; exit $$code'

bench: setup ## speed and memory, ratios within one run
	@for part in tests/perf/*_bench.py; do $(RUN)/python $$part || exit 1; done

kafka-up: ## start Apache Kafka 4.1 without Docker (needs Java 17 and Maven)
	@deploy/kafka/kafka up

kafka-down: ## stop it
	@deploy/kafka/kafka down

up: ## docker compose: broker, topics, the four services, mail catcher
	docker compose up -d --wait

down: ## stop and remove them, keep the data
	docker compose down

clean: ## remove the environment and caches
	@rm -rf .venv .tools .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
