# Every target is one line of `make`'s own list. On Windows, see start.py.

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# What a school runs, whatever this shell is set to.
PRODUCTION := env -u DEBUG -u DEMO -u HTTPS -u DATABASE_URL
COMPILE := $(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock'

help:  # this list
	@sed -n 's/^\([a-z]*\):.*  # /  \1\t/p' Makefile | expand -t 12

install:  # the environment, the translations and the keys
	@$(PYTHON) start.py install

run:  # the server with the demo school, on 127.0.0.1:8000
	@$(PYTHON) start.py run

test:  # every test but the browser's
	@$(PYTHON) start.py test

browser: tools  # the tests that need Chromium
	@$(BIN)/python -m pytest -m browser

check: tools  # all that tools can check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	find templates -name '*.html' -exec $(BIN)/djade --check {} +
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(MANAGE) makemigrations --check --dry-run --settings tests.settings
	$(MANAGE) words --check
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

fix: tools  # what tools can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -exec $(BIN)/djade {} +

messages: tools  # collect the sentences (needs GNU gettext) and compile the translations
	$(MANAGE) makemessages --locale zh_Hans --no-obsolete --no-wrap --add-location file --ignore '.venv/*' --ignore 'tests/*'
	$(MANAGE) words

migrate: install  # the migrations, on the database of the demo or on DATABASE_URL
	@DEMO=1 HTTPS=0 $(MANAGE) migrate

demo: install  # a school with a term of records
	@DEMO=1 HTTPS=0 $(MANAGE) demo

soak: tools  # the long forms: hundreds of kills, fifty backups while somebody writes
	@SOAK=1 $(BIN)/python -m pytest -m soak

bench: tools  # the pages against a bare page, on the database of DATA_DIR or DATABASE_URL
	@DEMO=1 HTTPS=0 $(BIN)/python -m benchmarks.run

lock: install  # the exact packages, from the lists for people
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) requirements.txt --output-file requirements.lock
	$(COMPILE) requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock

tools:
	@$(PYTHON) start.py tools

.DEFAULT_GOAL := help
.PHONY: help install run test browser check fix messages migrate demo soak lock tools
