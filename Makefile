# Shortcuts; everything works without make too.

.PHONY: build test race fuzz bench coverage soak uploads schedules demo

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
	bin/phendau bench sync --rows 60000
	bin/phendau bench coverage
	bin/phendau bench report

coverage: ## 300 patrols of full length against PostGIS
	go test -count=1 -timeout 30m -v ./internal/border/cover -run PostGIS -patrol-points 1000

demo: ## the demo district in the browser
	go run ./cmd/phendau demo

soak: ## 1,000 phones, a bad network and 20 kills, ten minutes for each of four settings
	go test -count=1 -timeout 60m -v ./internal/soak -soak 10m -phones 1000 -kills 20 -pause 20s

uploads: ## 100,000 photos, equal and distinct, in parallel on both engines
	go test -count=1 -timeout 60m -v ./internal/syncing -run ParallelUploads -uploads 100000

schedules: ## 10,000 random schedules of the protocol
	go test -count=1 -timeout 60m -v ./internal/syncing -run RandomSchedules -schedules 10000
