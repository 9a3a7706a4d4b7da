# The two commands of the README: `make run` and `make test`. PYTHON may name another interpreter (3.11 or newer).
PYTHON ?= python3
PY := .venv/bin/python
STAMP := .venv/.stamp

.PHONY: run story test test-long bench bench-understanding messages pictures check format lock clean

run: $(STAMP)
	@$(PY) run_service.py sandbox

story: $(STAMP)
	@$(PY) run_service.py sandbox --story

test: check
	$(PY) -m pytest -n 2 -m "not long"

test-long: $(STAMP)
	$(PY) -m pytest -m long

# All the benches, about an hour on a quiet machine; Postfix and PostgreSQL have to be there.
bench: $(STAMP)
	$(PY) bench/all.py

bench-understanding: $(STAMP)
	$(PY) bench/understanding.py

# Plays the whole story in a browser, and keeps the pictures that the documentation shows.
pictures: $(STAMP)
	KRING_PICTURES=docs/pictures $(PY) -m pytest -m long tests/console/test_whole_story.py

# Brings the catalogues up to date with what console and digest say; what is new is then translated by hand.
SENTENCES := -k sentence -k Refused -k NotFound -k BadInput -k Unusable
messages: $(STAMP)
	@mkdir -p var
	$(PY) -m babel.messages.frontend -q extract -F templates/console/babel.cfg $(SENTENCES) --no-location --sort-output -o var/console.pot .
	for one in templates/console/*.po; do \
	  $(PY) -m babel.messages.frontend -q update --ignore-obsolete --no-fuzzy-matching -w 110 \
	    -l $$(basename $$one .po) -i var/console.pot -o $$one; done

check: $(STAMP)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy

format: $(STAMP)
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kring needs Python 3.11 or newer; try: make PYTHON=python3.12 run")'
	@echo "Making the environment in .venv (once; a minute or so) ..."
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(STAMP)

# Needs uv; names no index (uv.lock would, so it is never committed).
lock:
	uv pip compile --universal --generate-hashes --no-annotate --python-version 3.11 --extra dev pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-annotate --python-version 3.11 requirements-fuzz.in -o requirements-fuzz.lock

clean:
	rm -rf .venv var .mypy_cache .ruff_cache
