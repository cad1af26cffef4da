# Earsight: `make run` sets everything up and describes the sample pictures; `make test` passes the tests.
# Only POSIX sh and GNU make 3.81 (the one macOS ships) are assumed.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PYTHON ?=
AUTOSTART ?=
SUITE ?= bookworm trixie
export PYTHON

.PHONY: help run setup app install-desktop remove-desktop setup-tests check test proof proof-arm lint fresh upgrade-test lock clean

help:
	@echo "make run                          set up, then describe the sample pictures aloud and open the window"
	@echo "make run ARGS=\"describe my.jpg\"   set up, then run any verb"
	@echo "make setup                        set up only; then the command is $(BIN)/earsight"
	@echo "make app                          on a Mac: make Earsight.app in your Applications folder"
	@echo "make install-desktop              on Linux: put Earsight among your programs (AUTOSTART=yes: it starts with the computer)"
	@echo "make remove-desktop               take it away from there again"
	@echo "make check                        check the code and run the quick tests, all processors at once (no root, no display)"
	@echo "make test                         that, then the tests of the whole app at a desktop (installs what these need)"
	@echo "make setup-tests                  set up only; then one test is $(BIN)/python -m pytest PATH"
	@echo "make proof                        run training's tests; prove that other processors give the same words, and nobody is told"
	@echo "make proof-arm                    the same for aarch64, in a Debian 13 that is fetched first (root)"
	@echo "make lint                         check the code only"
	@echo "make fresh                        prove run and test on a bare Debian 12 and 13 (root, takes a while)"
	@echo "make upgrade-test                 prove that an older Earsight is upgraded (takes some minutes)"
	@echo "make lock                         resolve the dependencies again (needs uv)"
	@echo "make clean                        remove what set-up and tests made"

setup: $(VENV)/.installed $(VENV)/.system-run

run: setup
	@sh packaging/run.sh $(ARGS)

app: setup
	@$(BIN)/python packaging/mac_app.py $(ARGS)

install-desktop: setup
	@$(BIN)/python packaging/desktop_entry.py install $(AUTOSTART)

remove-desktop: setup
	@$(BIN)/python packaging/desktop_entry.py remove

setup-tests: setup $(VENV)/.tests-installed $(VENV)/mac-metadata/.fetched

check: $(VENV)/.tests-installed $(VENV)/mac-metadata/.fetched
	@sh packaging/check.sh

# In this order: what needs no root first.
test: setup-tests check $(VENV)/.system-test
	@sh packaging/test.sh

proof: setup-tests $(VENV)/.system-proof
	@$(if $(ARGS),,$(BIN)/python -m pytest -q -n logical --maxprocesses=8 tests/models/training)
	@$(BIN)/python packaging/proof.py $(ARGS)

proof-arm: setup $(VENV)/.system-proof
	@bash packaging/proof_arm.sh

lint: $(VENV)/.tests-installed
	@sh packaging/lint.sh

# The stamps: a second set-up compares dates and does nothing.
$(VENV)/.installed: packaging/requirements.lock pyproject.toml packaging/setup.sh packaging/install.py
	@sh packaging/setup.sh $(VENV)

$(VENV)/.tests-installed: packaging/requirements-test.lock packaging/install.py | $(VENV)/.installed
	@$(BIN)/python packaging/install.py --tests

$(VENV)/mac-metadata/.fetched: packaging/requirements.lock packaging/mac_metadata.py | $(VENV)/.installed
	@$(BIN)/python packaging/mac_metadata.py $(VENV)/mac-metadata

# Not stamped while something is missing, so that the line to type is said again.
$(VENV)/.system-run: packaging/system.sh packaging/debian-run.txt | $(VENV)/.installed
	@sh packaging/system.sh packaging/debian-run.txt $@

$(VENV)/.system-test: packaging/system.sh packaging/debian-test.txt | $(VENV)/.installed
	@sh packaging/system.sh packaging/debian-test.txt $@ required

$(VENV)/.system-proof: packaging/system.sh packaging/debian-proof.txt | $(VENV)/.installed
	@sh packaging/system.sh packaging/debian-proof.txt $@ required

fresh:
	@for suite in $(SUITE); do bash packaging/fresh_machine.sh "$$suite" || exit 1; done

upgrade-test:
	@$(if $(PYTHON),$(PYTHON),python3) packaging/upgrade_test.py

lock:
	@$(if $(PYTHON),$(PYTHON),python3) packaging/lock.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
