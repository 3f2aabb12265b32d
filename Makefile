# Shortcuts; everything works without make too.

.PHONY: build test race fuzz bench demo

build: ## one static binary
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/phendau ./cmd/phendau

test: ## every check and test
	./test

race: ## tests under the race detector
	go test -race -count=1 ./...

fuzz: ## every fuzz target for a while
	./scripts/fuzz 30s

bench: build ## the budgets of docs/benchmarks.md
	bin/phendau bench figures --rows 1000000
	bin/phendau bench figures --rows 10000000
	bin/phendau bench ingest --rows 60000
	bin/phendau bench report

demo: ## the demo district in the browser
	go run ./cmd/phendau demo
