# `make demo` and `make test` need only Python >= 3.11, make and git; they make their own environment in .venv.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test quick-test core-test test-slow test-long test-web test-notebooks notebooks docs check-data train fuzz mutation benchmark \
	benchmark-accuracy benchmark-adversary clean lock

$(VENV)/made: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "needs Python 3.11 or newer on the PATH (or: make PYTHON=/path/to/python)"; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: $(VENV)/made
	$(BIN)/python examples/demo.py

test: $(VENV)/made
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/debtad signals test > /dev/null
	$(MAKE) --no-print-directory check-data
	$(BIN)/python -m pytest -p tests.measure -n 2 -m "not slow and not browser"

quick-test: $(VENV)/made
	$(BIN)/pytest -n 2 -m "not slow and not browser"

# Scoring alone, for Pythons other than the one that everything is tested on.
core-test: $(VENV)/made
	$(BIN)/pytest -n 2 -m "not slow and not browser" tests/text tests/signals tests/model tests/render tests/cli/test_score.py \
		tests/cli/test_main.py tests/test_features.py tests/test_golden.py tests/test_imports.py

# The slow tests that every change must pass; test-long runs all of them (half an hour on two quiet cores).
test-slow: $(VENV)/made
	$(BIN)/pytest -m slow tests/learn/test_train.py tests/audit/test_dask_engine.py tests/test_wheel.py

test-long: $(VENV)/made
	$(BIN)/pytest -m slow --durations 0

# The page in a real browser, and pictures read by the real engine. Chromium, its driver, a Chinese font and npm (for
# axe-core) are the system's; what is missing of them is skipped and said.
$(VENV)/made-more: $(VENV)/made requirements.more.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.more.lock
	touch $@

test-web: $(VENV)/made-more
	ORT_DISABLE_TELEMETRY=1 $(BIN)/pytest -n 0 -rs tests/web tests/ocr tests/web_browser -m "not slow"

# All four, top to bottom, in fresh kernels; fails where they take more than five minutes together.
test-notebooks: $(VENV)/made-more
	$(BIN)/python tools/run_notebooks.py

# Runs them and keeps the outputs in the files.
notebooks: $(VENV)/made-more
	$(BIN)/python tools/run_notebooks.py --write

docs: $(VENV)/made
	$(BIN)/debtad signals list --markdown > docs/signals.md
	$(BIN)/python tools/write_transcripts.py

# Coverage-guided fuzzing of every door by atheris (Linux), ten minutes each: some four hours in all. One door, or less:
# make fuzz DOORS=posts.csv SECONDS=60. Without atheris: python -m tests.fuzz.run --inputs 1000000
DOORS ?= $(shell $(BIN)/python -c 'from tests.fuzz.doors import DOORS; print(*DOORS)')
SECONDS ?= 600
fuzz: $(VENV)/made
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement tests/fuzz/requirements.txt
	for door in $(DOORS); do $(BIN)/python -W ignore -m tests.fuzz.atheris_door $$door -max_total_time=$(SECONDS) || exit 1; done

# Do the tests notice small errors in the code? A seeded sample of mutants (POSIX; half an hour or more of one core). Another one,
# a part, or what survived once more: make mutation MUTATION="--seed 1 --module text/decode", make mutation MUTATION=--again
MUTATION ?=
mutation: $(VENV)/made
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement tests/mutation/requirements.txt
	$(BIN)/python -m tests.mutation.run $(MUTATION)

# What of an advertisement survives who knows the rules: some ten minutes. docs/robustness.md quotes it.
benchmark-adversary: $(VENV)/made
	$(BIN)/python -m benchmarks.adversary --out build/adversary.json

check-data: $(VENV)/made
	$(BIN)/debtad corpus check data/corpus --rows 10000 --risky 4000 --pairs 600 --facts 1200 --kind 60

train: $(VENV)/made
	$(BIN)/debtad train data/corpus --out models/default

# Trains baselines and ablations: some twenty minutes on two cores. Posts for false alarms: make EVERYDAY=path benchmark-accuracy
EVERYDAY ?= ../shared/data/everyday_posts.jsonl.gz
benchmark-accuracy: $(VENV)/made
	$(BIN)/python -m benchmarks.accuracy --everyday $(EVERYDAY)

# Speed beside the usual pipelines: half an hour or so on two cores; smaller with ROWS=20000.
ROWS ?= 200000
benchmark: $(VENV)/made
	$(BIN)/python -m benchmarks.speed --everyday $(EVERYDAY) --rows $(ROWS)

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--extra dev pyproject.toml requirements.build.in --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--constraint requirements.lock requirements.more.in --output-file requirements.more.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
