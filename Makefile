# Every target brings npm packages and Node 22 first; targets that need Docker, Pulumi or images run set-up.
STACK ?= local
export STACK
RUN := tools/setup/bootstrap.sh

.DEFAULT_GOAL := help
.PHONY: help setup up down test test-fleet plan preview deploy rollback repair status doctor logs env images release bench soak faults golden golden-update docs coverage static lint check clean prod-start prod-health prod-deploy-contracts abi

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "STACK=local unless given: make plan STACK=testnet"

setup: ## brings what is missing: npm packages, Docker, Pulumi, geth, CometBFT, images, state
	@$(RUN) tools/setup/setup.ts

up: setup ## set-up, pulumi up, then the proof: blocks, a transfer, endpoints
	@$(RUN) tools/up.ts

down: ## destroys the stack and checks that nothing of it is left
	@$(RUN) tools/down.ts

test: ## set-up, lint, types, unit, contracts with coverage and static checks, goldens, node, engine, fleet
	@$(RUN) tools/test/runAll.ts

test-fleet: ## the long tests: the testnet on stand-in clouds, clouds on paper, 100 hosts, rollback, byzantine validators
	@$(RUN) tools/test/runAll.ts setup long

plan: ## hosts, ports, firewall, waves and costs of a description; needs no credentials
	@$(RUN) tools/plan.ts

preview: ## pulumi preview --diff
	@$(RUN) tools/preview.ts

deploy: ## pulumi up
	@$(RUN) tools/deploy.ts

rollback: ## lists the updates of a stack, or goes back: TO=<number, time or commit>
	@$(RUN) tools/rollback.ts

release: ## builds and pushes a cloud network's images: STACK=testnet NAME=2026-12-01
	@$(RUN) tools/release.ts

repair: ## after an interrupted up: clears the lock and pending steps
	@$(RUN) tools/repair.ts

status: ## table of hosts: generation, height, peers, lag, up since
	@$(RUN) tools/status.ts

doctor: ## what is wrong with this machine or stack, and the command that mends it
	@$(RUN) tools/doctor.ts

logs: ## log lines: HOST=sequencer-1 [SERVICE=app] [SINCE=10m] [FOLLOW=1]
	@$(RUN) tools/logs.ts

env: ## shell lines for plain pulumi: eval "$(make env)"
	@$(RUN) tools/setup/printEnvironment.ts

images: ## builds images that changed and writes the release file: [NAME=local]
	@$(RUN) tools/images/build.ts $(if $(NAME),--release $(NAME))

bench: setup ## figures of a running network, with goals, into bench/latest.json
	@$(RUN) tools/bench.ts

soak: ## real processes under load and random troubles: [SOAK_MINUTES=30] [FAULT_SEED=n]
	@$(RUN) test/faults/soak.ts

faults: ## 200 random kills over a running network: [FAULT_KILLS=200] [FAULT_SEED=n]
	@$(RUN) test/faults/kills.ts

golden: ## compares the plans of all stacks with golden/
	@$(RUN) tools/golden.ts check

golden-update: ## accepts the plans of all stacks into golden/
	@$(RUN) tools/golden.ts update

docs: ## writes docs/reference and the JSON Schema anew
	@$(RUN) tools/docs.ts

abi: ## compiles the contracts and writes their ABIs for the program and the node
	@$(RUN) tools/abi.ts

coverage: ## lines and branches of the contracts that tests reach; less than 95 % of a file fails
	@$(RUN) tools/contracts/coverage.ts

static: ## slither over the contracts; what nobody has judged fails
	@$(RUN) tools/contracts/staticChecks.ts

lint: ## biome
	@$(RUN) && node_modules/.bin/biome ci .

check: ## types
	@$(RUN) && node_modules/.bin/tsc --noEmit -p tsconfig.json

clean: ## removes images, caches and builds of this checkout; refuses while a stack runs
	@$(RUN) tools/setup/clean.ts

prod-start: ## make deploy STACK=mainnet
	@$(MAKE) --no-print-directory deploy STACK=mainnet

prod-health: ## make status STACK=mainnet
	@$(MAKE) --no-print-directory status STACK=mainnet

prod-deploy-contracts: ## the contracts' part of make deploy alone
	@$(RUN) tools/deployContracts.ts
