# make test is the whole proof: what it needs and does not find, it installs on Debian as root, and names elsewhere.

GO ?= go
export CGO_ENABLED = 0

.PHONY: build run test unit browser bench lint

build:
	$(GO) build -trimpath -o bin/parallax ./cmd/parallax

run: build
	bin/parallax serve

test:
	scripts/test

# What needs neither server nor browser.
unit:
	$(GO) test ./...

browser: build
	scripts/browser

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

lint:
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
