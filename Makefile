# make serve   set up what is missing, then run the site in the foreground
# make test    the same set-up, then every check and test
SHELL := /bin/bash
PYTHON := /usr/bin/python3
BIN := .venv/bin
#: As many tests at once as there are processors; those of one site run in one process (tests/conftest.py).
PARALLEL := -n logical --dist loadgroup
#: The tests of make check; property tests with slow examples try fewer of them (tests/example_counts.py).
QUICK := -m "not site and not client and not container and not slow"
#: The compiler of TypeScript 7 is one static program of 9.7 MB (to fetch) and the same on Debian 12 and 13. Debian's own
#: are two, of 2022 (4.8, 4.9), and need root and node; a compiler in JavaScript (5.9) with node in a wheel is 65 MB and
#: takes 2.9 s where this one takes 0.4 s.
TSC := .venv/share/umbra-test/typescript/tsc
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Else each of the hundreds of processes that the tests start would compile the whole project.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help serve test check later torture format docs coverage bench fresh clean

help: ## show this list
	@grep -hE '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

serve: ## set up what is missing and run the site (UMBRA_PORT, UMBRA_VAR)
	@$(PYTHON) etc/bootstrap.py
	@exec $(BIN)/umbra serve

test: ## set up what is missing, then every check and every test
	@$(PYTHON) etc/bootstrap.py --test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest $(PARALLEL)

check: ## the quick part: style, types, import contracts, quick tests without a server
	@$(PYTHON) etc/bootstrap.py --test --no-packages
	@$(MAKE) --no-print-directory lint
	@UMBRA_QUICK=1 $(BIN)/pytest $(PARALLEL) $(QUICK)

later: ## every test with the clock two years ahead
	@$(PYTHON) etc/bootstrap.py --test
	@# By the later calendar no server of packages has a valid certificate.
	@test -x build/sora/bin/python || $(BIN)/python -m tests.sora_environment build/sora
	@UMBRA_SORA_PYTHON=$(CURDIR)/build/sora/bin/python $(BIN)/python -m tests.later_clock $(BIN)/pytest $(PARALLEL)

format: ## put the code into the project's form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: ## the pages of docs/ into build/docs, every warning an error
	@$(PYTHON) etc/bootstrap.py --test --no-packages
	@$(BIN)/python -m sphinx -q -W --keep-going -n -d build/doctrees docs build/docs

torture: ## hours that try to break it: 200,000 damaged files, 500 kills, 100,000 queries (TORTURE=--files=1000 CRASHES=--rounds=20 QUERIES=--queries=1000 for fewer)
	@$(PYTHON) etc/bootstrap.py --test
	@$(BIN)/python -m tests.torture.mutation_run $(TORTURE)
	@$(BIN)/python -m tests.torture.crash_run $(CRASHES)
	@$(BIN)/python -m tests.torture.query_run $(QUERIES)

coverage: ## the tests that need no server, and the lines that they did not run
	@$(BIN)/pytest $(PARALLEL) -m "not site and not client and not container" --cov --cov-report=term:skip-covered

.PHONY: lint
lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(TSC) --project web

bench: ## the benchmarks
	@$(PYTHON) etc/bootstrap.py --test --no-packages
	@status=0; for script in benchmarks/bench_*.py; do \
		name=$${script%.py}; $(BIN)/python -m "$${name//\//.}" || status=1; \
	done; exit $$status

fresh: ## prove "make serve" on bare Debian 12 and 13 trees (root)
	@PYTHONPATH=etc $(PYTHON) -m tests.container.fresh_machine bookworm trixie

clean: ## remove the Python environment and caches; var/ (the data) stays
	rm -rf .venv build dist *.egg-info bootstrap.log .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
