# Learning Without Labels. The README says what each line is for.
#   make run    the studios and chapters in a browser, at http://127.0.0.1:8866/
#   make lab    JupyterLab on your own copies of the chapters
#   make test   all tests
# ARGS goes to the command: make run ARGS="--port 9000"    make test ARGS="-k masks"

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.PHONY: help run lab test lint build clean environment test-environment
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   \(make.*\)/\1/p' Makefile

environment:
	@$(PYTHON) course_lib/install/environment.py

test-environment:
	@$(PYTHON) course_lib/install/environment.py test

run: environment
	@$(VENV_PYTHON) -m course_lib serve $(ARGS)

lab: environment
	@$(VENV_PYTHON) -m course_lib lab $(ARGS)

test: test-environment
	@$(VENV_PYTHON) -m course_lib.install.browser
	$(VENV_PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: test-environment
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .

build: test-environment
	$(VENV_PYTHON) -m course_lib build $(ARGS)

# Your copies (my_course/), data sets and training runs stay.
clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './my_course/*' -prune -exec rm -rf {} +
