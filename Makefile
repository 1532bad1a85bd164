# Everything a person does here. `make` alone lists it.
.PHONY: help run demo demo-hub test bench fmt lint screenshots package advisories setup ui
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, and open the window on a sample day
	@scripts/run.sh

demo: ## the sample day again, on what was built last
	@scripts/demo.sh

demo-hub: ## a hub with a sample batch, and a station enrolled with it
	@scripts/demo-hub.sh

test: ## install what is missing, and pass every check and test
	@scripts/test.sh

bench: ## budgets: ratios against bare engines, measured in one run
	@scripts/bench.sh

fmt: ## format everything
	@scripts/fmt.sh

lint: ## formatting, Clippy, types
	@scripts/lint.sh

screenshots: ## take the README's pictures from the real window
	@scripts/screenshots.sh

package: ## a Debian package of the window and zitictl
	@scripts/package.sh

advisories: ## known weaknesses in dependencies (needs a network)
	@scripts/advisories.sh

setup: ## install what building, running and testing need
	@scripts/setup.sh test

ui: ## build the screen into ui/dist
	@scripts/ui.sh
