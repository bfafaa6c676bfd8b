# Everything a person does with the checkout. `make demo` needs Python >= 3.11 and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOURNEY ?=
PROGRAM ?=

.PHONY: install demo run test check bench lock messages clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

# $(call installed,LOCK): install a hashed lock, then this checkout on top of it, once per change of the lock.
define installed
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/pybabel --quiet compile --directory locales --domain kopilka
	@touch $@
endef

$(VENV)/.installed: requirements.txt pyproject.toml $(wildcard locales/*/LC_MESSAGES/*.po)
	$(call installed,requirements.txt)

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(call installed,requirements-dev.txt)

$(VENV)/.installed-journey: requirements-journey.txt $(VENV)/.installed
	$(call installed,requirements-journey.txt)

install: $(VENV)/.installed ## make .venv from the hashed lock

demo: $(VENV)/.installed $(if $(JOURNEY),$(VENV)/.installed-journey) ## a shop in the browser: JOURNEY=1 with a real year of purchases
	@exec $(BIN)/kopilka demo $(if $(JOURNEY),--journey) $(if $(PROGRAM),--program $(PROGRAM))

run: $(VENV)/.installed ## the same program on the real Telegram (KOPILKA_TELEGRAM_TOKEN)
	@exec $(BIN)/kopilka run

check: $(VENV)/.installed-dev ## lint, types, layers, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m tests.catalogues

test: check ## everything, on SQLite and PostgreSQL, in a real browser
	@$(BIN)/python -m tests.browser
	$(BIN)/pytest -n auto --dist loadgroup

bench: $(VENV)/.installed-dev ## measure against the floors, in ratios
	$(BIN)/python -m bench

lock: ## resolve pyproject.toml again into the hashed locks
	@command -v uv >/dev/null || { echo "make lock needs uv: python -m pip install uv"; exit 2; }
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra dev --extra journey -c requirements.txt -o requirements-dev.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra journey -c requirements.txt -o requirements-journey.txt

messages: $(VENV)/.installed-dev ## extract texts, update and compile the catalogues
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping babel.cfg --no-location --sort-output --no-wrap --no-default-keywords --keywords="gettext ngettext:1,2 N_" --output build/kopilka.pot screens rules handlers bot
	$(BIN)/pybabel --quiet update --input-file build/kopilka.pot --output-dir locales --domain kopilka --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/python -m tests.catalogues fill
	$(BIN)/pybabel --quiet compile --directory locales --domain kopilka

clean: ## remove what was made here
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
