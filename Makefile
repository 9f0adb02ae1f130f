# What a newcomer types: `make demo` to look at claimtrack, `make test` to check it. `make help` lists the rest.

SHELL := bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := .make/installed

# The tested version first: a Python that is too new may lack ready-made packages and would have to compile them.
PYTHONS := python3.11 python3.12 python3.13 python3 python3.14

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Of pip's few hundred lines, those that say why it takes long.
define PIP_PROGRESS
/^ *(Downloading|Using cached) .*\.whl.*\([0-9][0-9.]+ MB\)/ { sub(/^ */, ""); print "  " $$0; fflush() } \
/^Installing collected packages/ { print "  Installing " NF - 3 " packages"; fflush() }
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(STAMP) ## Open the dashboard with example articles, on http://127.0.0.1:8000
	@exec $(BIN)/claimtrack demo

# Style and types are checked beside the tests, which leave a core idle now and then, and told after them.
.PHONY: test
test: $(STAMP) chromium ## Check everything: style, types, imports, and every test
	@mkdir -p .make; \
	  $(MAKE) --no-print-directory lint >.make/lint.log 2>&1 & lint=$$!; \
	  trap "kill $$lint 2>/dev/null" INT TERM; \
	  $(BIN)/pytest --numprocesses auto --dist worksteal; tests=$$?; \
	  wait $$lint; lint=$$?; \
	  cat .make/lint.log; \
	  exit $$((tests || lint))

.PHONY: lint
lint: $(STAMP) ## Check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

.PHONY: format
format: $(STAMP) ## Bring the code into the agreed shape
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

.PHONY: install
install: $(STAMP) ## Install into .venv; the other verbs do it by themselves
	@echo "claimtrack is installed. See $(BIN)/claimtrack --help"

.PHONY: clean
clean: ## Remove .venv and all else that was made here; the tracker's data stays
	@rm -rf $(VENV) .make build dist *.egg-info .*_cache .hypothesis
	@find claimtrack docs migrations tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	@set -euo pipefail; \
	  install() { $(BIN)/python -m pip install --progress-bar off -c constraints.txt "$$@"; }; \
	  torch=$$(sed -n 's/^torch==//p' constraints.txt); \
	  if [[ $$(uname -s) == Linux ]] && ! command -v nvidia-smi >/dev/null && ! $(BIN)/python -m pip show -qq torch; then \
	    echo "Looking for the CPU build of torch $$torch"; \
	    install --no-deps "torch==$$torch+cpu" 2>/dev/null | awk '$(PIP_PROGRESS)' || \
	      echo "  pip's sources have none; the standard build may be several GB larger (README, What you need)"; \
	  fi; \
	  echo "Installing claimtrack and what it needs (the first time takes some minutes)"; \
	  install -e ".[dev]" | awk '$(PIP_PROGRESS)'
	@mkdir -p $(@D) && touch $@

$(BIN)/python:
	@bare=; \
	  for python in $(PYTHONS); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	    bare=$$python; \
	    "$$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || continue; \
	    echo "Making $(VENV) with $$("$$python" --version)"; \
	    rm -rf $(VENV) $(STAMP); \
	    exec "$$python" -m venv $(VENV); \
	  done; \
	  if [ "$$bare" ]; then \
	    echo "$$bare is here, but without its venv module. On Debian and Ubuntu: apt-get install $$bare-venv" >&2; \
	  else \
	    echo "claimtrack needs Python 3.11 or newer; none of these is: $(PYTHONS)." >&2; \
	    echo "On Debian and Ubuntu: apt-get install python3 python3-venv. On macOS: brew install python@3.12" >&2; \
	  fi; \
	  exit 1

# The browser tests drive an installed Chromium, and skip without one.
.PHONY: chromium
chromium:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	  missing() { echo "The browser tests will be skipped: $$1. Install Chromium to run them." >&2; exit 0; }; \
	  command -v apt-get >/dev/null || missing "Chromium is missing, and there is no apt-get to install it with"; \
	  sudo=; \
	  if [ "$$(id -u)" != 0 ]; then sudo="sudo -n"; $$sudo true 2>/dev/null || missing "Chromium is missing, and installing it needs root"; fi; \
	  echo "Installing Chromium for the browser tests"; \
	  mkdir -p .make; \
	  { $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } \
	    </dev/null >.make/chromium.log 2>&1 || missing "Chromium could not be installed, see .make/chromium.log"
