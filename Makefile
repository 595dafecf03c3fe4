# The front door. `make` alone lists what there is.

STUDY ?= social-media-complaints
PYTHON ?= python3

# What bytes depend on; src/analysis/run/__init__.py holds the same, and a test holds them equal.
export TZ := UTC
export SOURCE_DATE_EPOCH := 1795305600
export PYTHONHASHSEED := 0
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1
unexport MPLBACKEND
# Compiling the libraries anew takes seconds at every start: their bytecode is kept.
unexport PYTHONDONTWRITEBYTECODE

# All paths are relative, so that the folder may have any name, spaces included.
PY := .venv/bin/python
RUN := $(PY) -m analysis
WINDOW := $(if $(START),--start "$(START)") $(if $(END),--end "$(END)")
# The name of the stamp changes with what is to be installed; the stamp is made last of all.
KEY := $(shell cat requirements.lock pyproject.toml | cksum | cut -d ' ' -f 1)
READY := .venv/ready-$(KEY)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report observations explain follow-up docs notebooks test test-long mutants lab inspect clean-copy batch lint verify manifest lock clean clean-all

help: ## list the targets
	@echo 'make TARGET [STUDY=$(STUDY)] [FORCE=...] [START=YYYY-MM-DD] [END=YYYY-MM-DD]'
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | while IFS='|' read -r name text; \
	do printf '%-14s %s\n' "$$name" "$$text"; done

report: $(READY) ## build the report of STUDY: HTML, PDF, Word (START=, END=; FORCE=: only read its replies)
	@$(if $(FORCE),$(RUN) observations --study "$(STUDY)" --force "$(FORCE)" $(WINDOW),$(RUN) report --study "$(STUDY)" $(WINDOW))

observations: $(READY) ## read the replies of STUDY, nothing more (FORCE=: of one force)
	@$(RUN) observations --study "$(STUDY)" $(if $(FORCE),--force "$(FORCE)")

explain: $(READY) ## say how a figure of STUDY was come by, cell by cell (NUMBER=a name in numbers.json, or a line)
	@$(if $(NUMBER),$(RUN) explain "$(NUMBER)" --study "$(STUDY)" $(WINDOW),echo 'say which figure: make explain NUMBER=name, or NUMBER=17 for a line of comparison.csv' >&2; exit 2)

follow-up: $(READY) ## write a letter to each force of STUDY for the one number that is missing (START=, END=)
	@$(RUN) follow-up --study "$(STUDY)" $(WINDOW)

docs: $(READY) ## write the parts of README and docs/ that the code knows
	@$(PY) docs/generate.py

notebooks: $(READY) ## run the notebooks and store their outputs in place
	@$(RUN) notebooks

test: $(READY) ## run all tests: unit, property, notebooks (of what is drawn at random, a sample)
	@$(PY) -m pytest -q -n 2 --dist worksteal tests
	@$(RUN) observations
	@$(PY) -m pytest -q -n 2 --dist loadscope --nbval --nbval-current-env -p tests.conftest notebooks

test-long: export LONG_TESTS := 1
test-long: test ## run all tests, with everything that is drawn at random

mutants: $(READY) ## make mistakes on purpose, one at a time, and list which test sees each
	@$(PY) benchmarks/mutants.py

lab: $(READY) ## open JupyterLab on the notebooks
	@$(PY) -m jupyter trust notebooks/*.ipynb # else JupyterLab hides the stored figures
	@$(PY) -m jupyterlab notebooks

inspect: $(READY) ## find a workbook's tables, draft its recipe, draw it (FILE=path, SHEET=, INTO=)
	@$(if $(FILE),$(RUN) inspect "$(FILE)" $(if $(SHEET),--sheet "$(SHEET)") $(if $(INTO),--into "$(INTO)"),echo 'say which workbook: make inspect FILE=path' >&2; exit 2)

clean-copy: $(READY) ## put the clean copy of a workbook in its place, its original aside (FILE=path)
	@$(if $(FILE),$(RUN) clean-copy "$(FILE)",echo 'say which workbook: make clean-copy FILE=path' >&2; exit 2)

# The default study is no place for somebody's requests: it is named on the command line.
batch: $(READY) ## fill the list of whom STUDY asked from an export of WhatDoTheyKnow (FILE=export.csv)
	@$(if $(and $(FILE),$(filter-out file,$(origin STUDY))),$(RUN) batch "$(FILE)" --study "$(STUDY)",echo 'say which export and which study: make batch FILE=export.csv STUDY=name' >&2; exit 2)

lint: $(READY) ## check style and form of the code
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

verify: $(READY) ## rebuild STUDY in an empty folder and compare its bytes with the manifest
	@$(RUN) verify --study "$(STUDY)"

manifest: $(READY) ## write the manifest that verify compares with
	@$(RUN) manifest --study "$(STUDY)"

lock: $(READY) ## choose the packages' versions anew and write requirements.lock
	@$(PY) -m uv pip compile --universal --python-version 3.11 --fork-strategy fewest \
	    --generate-hashes --no-header --quiet pyproject.toml --group test --group setup \
	    -o requirements.lock

clean: ## remove what can be built again; never data/raw
	@rm -rf build .pytest_cache .ruff_cache .hypothesis .pytask
	@find src tests benchmarks notebooks -name __pycache__ -o -name .ipynb_checkpoints | \
	    while IFS= read -r folder; do rm -rf "$$folder"; done

clean-all: clean ## remove the virtual environment too
	@rm -rf .venv

# uv installs faster, but nothing depends on it: on any failure of it pip does the same.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	    'Python 3.11 or later is needed; name one: make $(or $(MAKECMDGOALS),report) PYTHON=python3.12' >&2; exit 1; }
	@test ! -L .venv || { echo '.venv is a link, and setting up would empty what it leads to; remove it' >&2; exit 1; }
	@echo 'Setting up .venv (once) ...'
	@rm -f .venv/ready-*
	@$(PYTHON) -m venv --clear .venv || { echo \
	    '$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv' >&2; exit 1; }
	@sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^  *--hash/p;}' requirements.lock > .venv/uv.txt
	@{ $(PY) -m pip install --quiet --no-deps --require-hashes -r .venv/uv.txt && \
	    $(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock; } \
	    > .venv/uv.log 2>&1 || $(PY) -m pip install --quiet --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)
