# Learning Without Labels. The README says what each line is for.
#   make run        the studios and chapters in a browser, at http://127.0.0.1:8866/
#   make lab        JupyterLab on your own copies of the chapters
#   make class      the same for everybody in the room, and a session on a projector
#   make test       all tests
#   make hub        JupyterHub for a department: a server of one's own for everybody
#   make release    the chapters as an nbgrader course, in grading/
#   make solutions  the solved chapters, in solutions/
# ARGS goes to the command: make run ARGS="--port 9000"    make test ARGS="-k masks"

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.PHONY: help run lab class hub test lint build release solutions clean environment test-environment grading-environment hub-environment
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

class: environment
	@$(VENV_PYTHON) -m course_lib class $(ARGS)

hub-environment:
	@$(PYTHON) course_lib/install/environment.py hub

hub: hub-environment
	@$(VENV_PYTHON) -m course_lib.hub.proxy
	@$(VENV_PYTHON) -m jupyterhub -f course_lib/hub/jupyterhub_config.py $(ARGS)

test: test-environment
	@$(VENV_PYTHON) -m course_lib.install.browser
	$(VENV_PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: test-environment
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .

build: test-environment
	$(VENV_PYTHON) -m course_lib build $(ARGS)

grading-environment:
	@$(PYTHON) course_lib/install/environment.py grading

release: grading-environment
	@$(VENV_PYTHON) -m course_lib release grading $(ARGS)

solutions: grading-environment
	@$(VENV_PYTHON) -m course_lib build --solutions solutions

# Your copies (my_course/), data sets and training runs stay.
clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './my_course/*' -prune -exec rm -rf {} +
