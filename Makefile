# Frontdesk. Needs Python 3 with pip, make and git; everything else is fetched. `make` alone lists the targets.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
CODE := actions backend bot channels deploy tests

.DEFAULT_GOAL := help
.PHONY: help up test check bench nightly eval widget fmt lock audit clean setup setup-dev node

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

setup:
	@$(PYTHON) -m deploy.setup service bot

setup-dev:
	@$(PYTHON) -m deploy.setup dev bot

up: setup ## start everything on this machine with a demo clinic; Ctrl-C stops it
	@exec $(BIN)/frontdesk up

test: setup-dev node ## run all tests; three at once, as many of them wait for others most of the time
	@$(BIN)/frontdesk train
	@$(BIN)/pytest -q -n 3 --ignore tests/e2e --ignore tests/bench
	@$(BIN)/pytest -q -n 2 --dist loadgroup -p no:randomly tests/e2e

node: # Prism holds the sandbox carrier against Twilio's OpenAPI file, axe looks at the widget; without npm those tests are left out
	@if command -v npm >/dev/null; then for place in tests/contracts channels/web/widget; do \
		[ -d $$place/node_modules ] || npm ci --silent --no-audit --no-fund --prefix $$place || exit 1; done; fi

check: setup-dev ## format, lint, types, import rules, security lint, locks
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/bandit --quiet --recursive --severity-level medium --confidence-level medium --configfile pyproject.toml actions backend bot channels deploy
	@$(BIN)/python -m deploy.lock --check

bench: setup-dev ## measure speed and size, each against a baseline of the same run; then break things at full size
	@$(BIN)/frontdesk bench
	@FAULTS=full $(BIN)/pytest -q -s tests/faults/test_callbacks.py tests/faults/test_webhooks.py tests/faults/test_reminders.py tests/faults/test_clocks.py tests/faults/test_waitlist.py tests/faults/test_closures.py

nightly: setup-dev ## 100,000 reminders under 1,000 kills, 500 lives in which 64 answer at once (hours)
	@FAULTS=nightly $(BIN)/pytest -q -s tests/faults/test_reminders.py
	@FAULTS=full $(BIN)/pytest -q -s tests/faults/test_answers.py tests/faults/test_replies.py

eval: setup-dev ## measure understanding against its goals, with the evaluation data in ../shared (PARTS="times identity" for some)
	@$(BIN)/frontdesk train >/dev/null
	@$(BIN)/python -m tests.eval $(PARTS)

widget: node ## bundle the chat widget anew from channels/web/widget (needs npm)
	@cd channels/web/widget && npm run --silent build && gzip -9c ../static/widget.js | wc -c

fmt: setup-dev ## format the code and sort its imports
	@$(BIN)/ruff check --quiet --fix $(CODE); $(BIN)/ruff format $(CODE)

lock: setup-dev ## write requirements/ anew from pyproject.toml (UPGRADE=1 takes the newest versions that fit)
	@$(BIN)/python -m deploy.lock $(if $(UPGRADE),--upgrade)

audit: setup-dev ## look the locked packages up in the vulnerability database (needs the network)
	@for lock in service bot; do echo "requirements/$$lock.txt"; $(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements/$$lock.txt || failed=1; done; exit $${failed:-0}

clean: ## remove the environments and tools, not the state in .frontdesk
	@rm -rf .venv .venv-bot .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
