# `make run` and `make test` each set up a bare machine: they need Python 3.11+, make, a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
DEMO := demo
HOST ?= 127.0.0.1
PORT ?= 8050

.PHONY: run test check nightly docs bench lock clean

run: $(VENV)/.ready  ## make a synthetic cohort, build its release, serve it
	$(BIN)/cohort-browser demo --out $(DEMO) --host $(HOST) --port $(PORT)

test: check  ## check the code, then pass every test, in a real browser too
	tests/browser/find-chromium $(BIN)
	$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.ready-to-test  ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

nightly: $(VENV)/.ready-to-test  ## try every property of disclosure control on ten times as many examples
	EXAMPLES_TIMES=10 $(BIN)/pytest -n 2 --dist loadfile tests/suppression

docs: $(VENV)/.ready  ## write anew what documentation is made from code and data
	$(BIN)/python docs/generate.py

bench: $(VENV)/.ready-to-test $(VENV)-bench/.ready  ## print the benchmark tables
	$(BIN)/python -m tests.benchmarks

lock: $(VENV)/.ready  ## choose versions anew and pin them with their hashes
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group test --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --quiet --output-file requirements-test.lock
	$(BIN)/uv pip compile --group bench --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --quiet --output-file requirements-bench.lock

clean:  ## remove what `make run` and `make test` made
	rm -rf $(VENV) $(VENV)-bench $(DEMO) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# uv installs in seconds what takes pip most of a minute
$(VENV)/.ready: requirements-installer.lock requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes \
	    --requirement requirements-installer.lock
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --editable .
	touch $@

$(VENV)/.ready-to-test: $(VENV)/.ready requirements-test.lock
	$(INSTALL) --require-hashes --requirement requirements-test.lock
	touch $@

# the tools we are compared with need older libraries than we do
$(VENV)-bench/.ready: $(VENV)/.ready requirements-bench.lock
	$(PYTHON) -m venv $(VENV)-bench
	$(BIN)/uv pip install --quiet --python $(VENV)-bench/bin/python --require-hashes \
	    --requirement requirements-bench.lock
	touch $@
