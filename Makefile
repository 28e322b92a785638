# Recua. `make help` lists what there is.

swift ?= swift
# Linked against the Swift runtime statically: one file that runs on any machine with the few C libraries it names.
release = $(swift) build -c release --static-swift-stdlib --product recua
recua = .build/release/recua
sources = Package.swift Sources Tests

.PHONY: help build demo down test torture fuzz bench docs outside lint format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(recua) ## the release binary, .build/release/recua

# Asking SwiftPM whether there is anything to do takes it ten seconds; asking make takes none.
$(recua): Package.swift $(shell find Sources -type f)
	@scripts/setup build
	@echo 'building recua: about ten minutes the first time' >&2
	@$(release)
	@touch $@

demo: ## two models on this machine, tested and answering
	@scripts/setup demo
	@$(MAKE) --no-print-directory build
	@scripts/demo

down: ## take the demo down
	@$(recua) down -f stacks/demo.yaml

test: ## every test, the real models and servers included
	@scripts/setup test
	@scripts/test

torture: ## kill, cut and damage a thousand times what the tests do a hundred and fifty times
	@scripts/setup test
	@RECUA_TORTURE=1 $(swift) test --no-parallel --filter 'CrashTests|LedgerProcessTests|SeveralAtOnceTests'

fuzz: ## ten minutes of made-up input to all that reads foreign bytes
	@scripts/setup build
	@scripts/fuzz

bench: ## speed and memory, as ratios against the tools one would use instead
	@scripts/setup bench
	@$(MAKE) --no-print-directory build
	@scripts/bench

docs: ## the documentation of the Swift libraries, .build/docs
	@scripts/setup docs
	@$(swift) build --target RecuaProgram
	@$(swift) build --target RecuaContract
	@scripts/docs

outside: ## a `recua` with one plugin more, from a package elsewhere: about ten minutes
	@scripts/setup demo
	@scripts/outside llamas

lint: ## the format and the scripts
	@scripts/setup lint
	@$(swift) format lint --strict --recursive $(sources)
	@shellcheck scripts/* .ci/run stacks/plugins/webhook

format: ## put the sources into the house format
	@$(swift) format --in-place --recursive $(sources)

clean: ## remove what was built
	@rm -rf .build .venv
