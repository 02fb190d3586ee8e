# Everything a person does with Kringle: `make demo` to see it, `make test` to trust it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODE := bot core playground migrations tests benchmarks
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: help demo playground picture run chromium test cover chaos bench check format upgrade clean

help:  ## What there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

# Running needs requirements.txt alone; the playground, tests and checks need the rest.
$(VENV)/run.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Kringle needs Python 3.11 or newer; try: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m compileall -q bot core playground migrations
	touch $@

demo: $(VENV)/dev.stamp  ## A whole Secret Santa on a local Slack: no account needed
	@$(BIN)/python -m playground.demo

playground: $(VENV)/dev.stamp  ## The same Slack and Kringle on a page, where you can be anyone
	@$(BIN)/python -m playground.browser

picture: $(VENV)/dev.stamp chromium  ## The README's picture, taken again
	@$(BIN)/python -m playground.browser.picture docs/kringle.png

run: $(VENV)/run.stamp  ## Kringle in your workspace, with the settings in .env
	@$(BIN)/python -m bot

# What Debian calls them. Whoever may not install anything still gets every other test.
chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	chromium fonts-noto-color-emoji >/dev/null; } || \
	echo "Tests in a browser are left out: they need chromium or google-chrome in the PATH."

test: $(VENV)/dev.stamp chromium  ## Every test
	$(BIN)/python -m pytest -n 4 --dist worksteal

cover: $(VENV)/dev.stamp chromium  ## Every test, and which lines of bot and core none of them reaches
	$(BIN)/python -m pytest -n 4 --dist worksteal --cov --cov-report=term-missing:skip-covered

chaos: $(VENV)/dev.stamp  ## A thousand kills, freezes and lost replies, and ten thousand simulated worlds
	@$(BIN)/python -m tests.chaos --injections 1000
	@$(BIN)/python -m tests.simulation 10000

bench: $(VENV)/dev.stamp  ## What draws, commands, joins, messages, a flood of strangers and a full page cost
	@$(BIN)/python -m benchmarks.draw
	@$(BIN)/python -m benchmarks.drawing
	@$(BIN)/python -m benchmarks.commands
	@$(BIN)/python -m benchmarks.joining
	@$(BIN)/python -m benchmarks.flood
	@$(BIN)/python -m benchmarks.startup
	@$(BIN)/python -m benchmarks.deadlines
	@$(BIN)/python -m benchmarks.claims
	@$(BIN)/python -m benchmarks.delivery
	@$(BIN)/python -m benchmarks.floor
	@$(BIN)/python -m benchmarks.fairness
	@$(BIN)/python -m benchmarks.memory
	@$(BIN)/python -m benchmarks.browser

check: $(VENV)/dev.stamp  ## Format, lint and types
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy

format: $(VENV)/dev.stamp  ## Write the code the way `check` wants it
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

upgrade: $(VENV)/dev.stamp  ## Newest allowed versions of everything, pinned again
	$(LOCK) --upgrade --output-file requirements.txt requirements.in
	$(LOCK) --upgrade --output-file requirements-dev.txt requirements-dev.in

clean:  ## Remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
