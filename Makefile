# Everything a person or CI runs. `make` prints this help.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install build start demo up down dev check test soak bench specs migrate audit screenshots clean

INSTALLED := node_modules/.installed

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

$(INSTALLED): package.json package-lock.json backend/package.json backend/contract/package.json frontend/package.json druid/local/package.json .npmrc
	npm ci --no-audit --no-fund --loglevel=error
	tap build >/dev/null
	@touch $@

install: $(INSTALLED) ## the packages of the lock file, its own Node.js included

frontend/dist/index.html: $(INSTALLED) $(shell find frontend/src frontend/index.html frontend/vite.config.ts backend/contract -type f 2>/dev/null)
	npm run --silent build -w @nemeton/frontend
	@touch $@

build: frontend/dist/index.html ## the pages

start: build ## the whole product on this machine: PostgreSQL, an S3 server, Druid, Nemeton; until Ctrl-C
	@exec node druid/local/up.ts

demo: build ## the same, and loads the bundled sales sample
	@exec node druid/local/demo.ts

up: ## the whole product in containers (needs .env, see .env.example)
	docker compose up --build --detach --wait

down: ## stops the containers, keeps their data
	docker compose down

dev: build ## the local stack without the service, the service and the pages with reload
	@exec node druid/local/dev.ts

check: install ## types, lint, format, unit tests, build
	tsc -p .
	npm run --silent check -w @nemeton/frontend
	biome ci .
	$(MAKE) build
	node backend/test/run.ts unit

test: install build ## everything: check, stack, live and browser tests on stacks of their own
	tsc -p .
	npm run --silent check -w @nemeton/frontend
	biome ci .
	node backend/test/run.ts unit stack live browser

soak: install build ## the full counts of the random and fault tests
	SOAK=true node backend/test/run.ts live

bench: install build ## the figures that the README claims
	node backend/bench/run.ts

specs: install ## writes ingestion-specs/examples/*/spec.json anew
	node ingestion-specs/specs.ts

migrate: install ## brings the database of DATABASE_URL up to date
	node backend/src/migrate.ts

audit: install ## known vulnerabilities of the dependencies; fails too when the registry cannot be asked
	@node backend/test/audit.ts

screenshots: install build ## every page, both themes, two widths, of the stack at BASE_URL
	node frontend/screenshots.ts

clean: ## forgets what was built; data stays
	rm -rf frontend/dist node_modules druid/local/target
