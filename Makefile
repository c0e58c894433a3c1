# Cerebro: everything a developer runs. `make help` lists the targets.
GO      ?= go
BIN     := bin/cerebro
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
PKGS    ?= ./...

.DEFAULT_GOAL := help
.PHONY: help build run test race lint fmt fuzz crash engines bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

build: ## build bin/cerebro
	$(GO) build -trimpath -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/cerebro

run: build ## serve a generated organisation on 127.0.0.1:8080 (DATA=folder, default ./data)
	$(BIN) demo --data $(or $(DATA),./data)

test: ## run every test
	$(GO) test -timeout 9m $(PKGS)

race: ## run the tests of the packages with goroutines under the race detector
	$(GO) test -race -short -timeout 20m ./eventstore/... ./projections/... ./commands/... ./http/... ./cmd/...

lint: ## run the linters (golangci-lint v2 must be on the PATH)
	golangci-lint run

fmt: ## format the code
	$(GO) tool gofumpt -w . 2>/dev/null || gofmt -w .

FUZZTIME ?= 100000x
fuzz: ## fuzz every parser and cleaner, FUZZTIME each (a count of inputs, or a time such as 20s)
	scripts/fuzz.sh $(FUZZTIME)

crash: ## kill -9 in a loop: 100 rounds (CEREBRO_CRASH_ROUNDS)
	CEREBRO_CRASH_ROUNDS=$(or $(CEREBRO_CRASH_ROUNDS),100) $(GO) test -count=1 -timeout 30m -run 'Crash|Kill' ./eventstore/... ./projections/... ./cmd/...

engines: ## start the server engines for tests (none are needed yet)
	@echo "Cerebro runs on its embedded engines; the server engines come with their drivers."

bench: build ## print the figures of the README
	scripts/bench.sh $(BIN)

clean: ## remove what was built
	rm -rf bin
