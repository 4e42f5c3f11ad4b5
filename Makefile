# Two commands: `make report` and `make test`. They need make and Python 3.11 to 3.13, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Parallel work is over documents, never inside a matrix product: one thread each keeps the bytes the same.
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export MKL_NUM_THREADS = 1
# Tests and reports start many processes: without stored bytecode each compiles two thousand modules anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: report test check lab notebooks bench recovery soak bundle lock clean

report: $(VENV)/ready
	$(BIN)/caatext report

# Two processes: each loads a language model of its own, and keeps to its files.
test: check
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(VENV)/ready
	$(BIN)/jupyter lab notebooks

notebooks: $(VENV)/ready
	$(BIN)/python -m pytest tests/test_notebooks.py

# Those that need development data say so where it is missing.
bench: $(VENV)/ready
	-for name in run annotate stance gold templates inference topics scales prevalence; do echo "== $$name"; $(BIN)/python bench/$$name.py; done
	$(BIN)/python bench/against.py

# The gates of docs/reliability.md at full size, in at most half an hour on two cores.
soak: $(VENV)/ready
	rm -rf build/gates
	-timeout --foreground 1800 $(BIN)/python -m pytest -n 2 --dist worksteal tests/reliability tests/test_end_to_end.py --soak
	$(BIN)/python tests/reliability/gates.py

# What is recovered of texts whose truth is known; misses stay in the table.
recovery: $(VENV)/ready
	PYTHONPATH=bench $(BIN)/python -m recovery
	$(BIN)/python bench/recovery_curves.py

# Made again by whoever holds the texts: make bundle TEXTS=path/to/analyst-2025.txt
TEXTS ?= ../shared/corpus/analyst-2025.txt
bundle: $(VENV)/ready
	rm -rf build/analyst-2025
	$(BIN)/caatext ingest $(TEXTS) --profile caci-analyst --out build/analyst-2025
	$(BIN)/caatext share build/analyst-2025 --codebook corpus/analyst-2025/codebook.toml --out corpus/analyst-2025

# uv is quick; where it cannot be had or cannot connect, pip does the same.
INSTALL = install() { $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5" && \
  UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python "$$@" || \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$@"; }; install

# The environment is made once, and again when the lock or the project file changes.
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	  f"caatext needs Python 3.11, 3.12 or 3.13; $(PYTHON) is {v[0]}.{v[1]}. Say: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "making the environment in $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@

lock: ## after a change of dependencies; needs uv
	uv pip compile pyproject.toml --extra lab --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --quiet --output-file requirements.lock --no-emit-find-links --no-emit-index-url

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache reports/*/output
