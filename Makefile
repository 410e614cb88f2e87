# The front door. `make study` and `make test` need nothing but Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    ?= out
DATA   := $(wildcard ../shared/data)
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: study test check lint validate bench docs browser spark bayes semantic fast lock reference clean

study: $(VENV)/.run ## run the flagship study and print where its report is
	$(BIN)/tightrope run pakistan --out $(OUT)

test: $(VENV)/.dev ## run every test that needs no browser
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not spark and not bayes and not semantic and not fast" tests

check: lint test docs ## lint, test, docs

lint: $(VENV)/.dev ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

validate: $(VENV)/.run ## hold published numbers against ours
	$(BIN)/tightrope validate $(if $(DATA),--data $(DATA))

bench: $(VENV)/.dev ## time each hot path beside its peer
	$(BIN)/python -m benchmarks

docs: $(VENV)/.dev ## check that the generated reference is current
	$(BIN)/python -m tools.reference --check

browser: $(VENV)/.browser ## drive the report in a real browser
	$(BIN)/python -m pytest -m browser tests/browser

spark: $(VENV)/.spark ## run the event expression on a local Spark (needs Java)
	$(BIN)/python -m pytest -m spark tests/spark

bayes: $(VENV)/.bayes ## hold the fast estimators against NUTS
	$(BIN)/python -m pytest -m bayes tests/bayes

semantic: $(VENV)/.semantic ## run the packaged sentence model, and hold its score to the one that ships
	$(BIN)/python -m pytest -m semantic tests/semantic

reference: $(VENV)/.run ## rebuild the shipped panel from the data folder
	$(BIN)/tightrope data build --from $(DATA)

fast: $(VENV)/.fast ## hold the compiled kernel of the game beside the arrays
	$(BIN)/python -m pytest -m fast tests/fast

lock: ## write the locks again (needs uv); hashes, no index addresses
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --group build pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra exports --extra events --extra rivals --group build --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --group browser -o requirements/browser.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra exports --extra events --extra spark --group build --group dev pyproject.toml -o requirements/spark.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra exports --extra events --extra bayes --group build --group dev pyproject.toml -o requirements/bayes.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra exports --extra events --extra semantic --group build --group dev pyproject.toml -o requirements/semantic.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --extra exports --extra events --extra fast --group build --group dev pyproject.toml -o requirements/fast.txt
	echo 'qualitative-coding==1.7.8' | uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-deps - -o requirements/samples.txt

clean:
	rm -rf $(VENV) $(OUT)

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tightrope needs Python 3.11 or newer: make PYTHON=python3.12 $@"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(if $(UV),uv pip install -q --python $(BIN)/python --require-hashes -r $(1),$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1))
endef
define install_self
	$(if $(UV),uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .,$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .)
endef

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(call install,requirements/run.txt)
	$(call install_self)
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/samples.txt pyproject.toml
	$(call install,requirements/dev.txt)
	$(call install,requirements/samples.txt --no-deps)
	$(call install_self)
	@touch $@ $(VENV)/.run

$(VENV)/.browser: $(VENV)/.dev requirements/browser.txt
	$(call install,requirements/browser.txt)
	@touch $@

$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	$(call install,requirements/spark.txt)
	@touch $@

$(VENV)/.bayes: $(VENV)/.dev requirements/bayes.txt
	$(call install,requirements/bayes.txt)
	@touch $@

$(VENV)/.semantic: $(VENV)/.dev requirements/semantic.txt
	$(call install,requirements/semantic.txt)
	@touch $@

$(VENV)/.fast: $(VENV)/.dev requirements/fast.txt
	$(call install,requirements/fast.txt)
	@touch $@
