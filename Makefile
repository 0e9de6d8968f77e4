# One way to do each thing. PYTHON=… names another Python (3.11 or newer), PORT=… another port;
# ARGS=… is handed on: make test ARGS="-m 'not slow'", make lock ARGS=--upgrade
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Tests keep their temporary files in the clone; `make` is the only one to say so, since a shared
# folder is emptied by each run.
SCRATCH := $(CURDIR)/test-results/tmp

.PHONY: run test lint bench lock
.NOTPARALLEL:

run: .venv/ready
	$(BIN)/kb index corpus
	$(BIN)/kb serve --port $(PORT)

# Coverage is measured over the whole suite only; a selection would always fall short.
test: .venv/ready
	@rm -rf $(SCRATCH) && mkdir -p $(SCRATCH)
	TMPDIR=$(SCRATCH) $(BIN)/python -m pytest -n 2 --dist worksteal $(if $(ARGS),,--cov) $(ARGS)

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/codespell

bench: .venv/ready
	$(BIN)/python -m pytest -m bench -p no:randomly -s $(ARGS)

lock: .venv/ready
	$(BIN)/uv pip compile pyproject.toml --group dev --python-version 3.11 --universal --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock $(ARGS)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python lacks venv; install it (Debian, Ubuntu: apt-get install python3-venv) and try again." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
