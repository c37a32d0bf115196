# Everything here works from a clean clone with bash, make, Maven and a JDK 21 or newer. `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

suite := services/local-suite
# The JDK is found when a target first needs it, not for `make help`.
jdk = JAVA_HOME="$$($(suite)/bin/find-jdk)"; export JAVA_HOME PATH="$$JAVA_HOME/bin:$$PATH"
mvn = mvn -B -ntp -f services/pom.xml
# What `build` has made is not made again.
built = -Dquarkus.build.skip -Dcodegen.skipIfSpecIsUnchanged
# Without a locale Java would print a question mark for every sign beyond ASCII.
java = "$$JAVA_HOME/bin/java" -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
# The package of rule-kit has the metric language, in which catalogues are read.
measure = $(java) -Xmx256m -cp services/benchmarks/target/benchmarks.jar:$(suite)/target/local-suite.jar:services/rule-kit/target/rule-kit.jar
order = $(java) -cp $(suite)/target/local-suite.jar io.tidewatch.suite.control.SuiteOrder

##@ Every day

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Build what has changed and start everything here (Ctrl-C stops it): RULES=manual activates no change of rules by itself, REHEARSAL=yes runs it as in production
	@$(jdk); ! $(suite)/bin/suite-runs || { echo "A suite is running in this working copy; stop it first (Ctrl-C where it runs), or send commands to it: make help" >&2; exit 1; }
	@$(jdk); $(suite)/bin/build-if-changed
	@[[ "$(REHEARSAL)" != yes ]] || $(suite)/bin/debian-programs
	@$(jdk); exec $(java) -Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar $(suite)/target/local-suite.jar

.PHONY: test
test: build ## Run every test: unit, REST, contract, architecture, chart, system, browser
	@$(jdk); $(mvn) -T3 install $(built)

# From JDK 23 on the use of Unsafe by a library of the engine would put four lines of warnings before ours.
# The first compiler alone is quicker for what lives some seconds.
rule_kit = quiet=--sun-misc-unsafe-memory-access=allow; "$$JAVA_HOME/bin/java" $$quiet -version >/dev/null 2>&1 || quiet=; \
	  exec $(java) -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $$quiet -jar services/rule-kit/target/rule-kit.jar

.PHONY: rules-test
rules-test: ## Check the rules folder and run its scenarios, in seconds
	@$(jdk); $(suite)/bin/build-if-changed money metric-catalogue rule-kit
	@$(jdk); $(rule_kit) rules-test rules

.PHONY: rules-mutations
rules-mutations: ## Name the small mistakes in rules that no scenario would notice: THRESHOLD=…, PLAYBOOK=… or JOURNEY=… (or all)
	@$(jdk); $(suite)/bin/build-if-changed money metric-catalogue rule-kit
	@$(jdk); $(rule_kit) rules-mutations rules $(THRESHOLD) $(PLAYBOOK) $(JOURNEY)

.PHONY: build
build: ## Build what has changed, without tests
	@$(jdk); $(suite)/bin/build-if-changed

.PHONY: format
format: ## Format all Java sources
	@$(jdk); $(mvn) -q spotless:apply

.PHONY: lint
lint: ## Check the format of Java sources, the contracts and the language of texts
	@$(jdk); $(mvn) -q spotless:check
	@$(jdk); $(mvn) -q -pl contract-tests test

##@ While make run runs

.PHONY: rules-preview
rules-preview: ## Show which flags the rules folder would raise and clear, for whom and why: FOLDER=copy (or rules)
	@$(jdk); $(suite)/bin/build-if-changed local-suite
	@$(jdk); $(java) -cp $(suite)/target/local-suite.jar io.tidewatch.suite.rules.RulesOrder preview "$(or $(FOLDER),rules)"

.PHONY: rules-activate
rules-activate: ## Activate the rules folder (make run RULES=manual waits for it), or go back: BUNDLE=hash
	@$(jdk); $(suite)/bin/build-if-changed local-suite
	@$(jdk); $(java) -cp $(suite)/target/local-suite.jar io.tidewatch.suite.rules.RulesOrder activate "$(or $(BUNDLE),$(FOLDER),rules)"

.PHONY: playbook-drill
playbook-drill: ## Run a playbook for practice, with its mails to you: PLAYBOOK=executive-re-engagement ACCOUNT=… ANSWERS="response=9d"
	@$(jdk); $(suite)/bin/build-if-changed local-suite
	@$(jdk); $(java) -cp $(suite)/target/local-suite.jar io.tidewatch.suite.rules.RulesOrder drill "$(PLAYBOOK)" "$(ACCOUNT)" "$(ANSWERS)"

.PHONY: restart
restart: ## Build what has changed and restart one service: SERVICE=rules-engine
	@$(jdk); $(suite)/bin/build-if-changed; $(order) restart "$(SERVICE)"

.PHONY: scale
scale: ## Run one service in several replicas: SERVICE=rules-engine REPLICAS=2
	@$(jdk); $(order) scale "$(SERVICE)" "$(REPLICAS)"

.PHONY: clock-advance
clock-advance: ## Move the business time of all services forward: DAYS=7
	@$(jdk); $(order) clock "$(DAYS)"

.PHONY: fail-over
fail-over: ## Kill the primary of a rehearsal and promote its standby
	@$(jdk); $(order) fail-over

##@ Now and then

.PHONY: images
images: build ## Make a container image of each service: PUSH=registry/folder TAG=0.1.0 SOURCE=https://… CACHE=no
	@$(jdk); $(suite)/bin/build-if-changed local-suite images
	@$(jdk); PUSH="$(PUSH)" TAG="$(TAG)" SOURCE="$(SOURCE)" CACHE="$(or $(CACHE),yes)" exec $(java) -Xmx512m -jar services/images/target/images.jar

.PHONY: drills
drills: build ## Run the drills with their full counts, and the system tests behind PgBouncer
	@$(suite)/bin/debian-programs
	@$(jdk); $(mvn) -pl rule-kit,system-tests,images -am install $(built) -Dtidewatch.drills=full -Dsurefire.failIfNoSpecifiedTests=false -Dtest='*Drill*'
	@$(jdk); $(mvn) -pl system-tests test $(built) -Dtidewatch.pooler=transaction

.PHONY: rules-fuzz
rules-fuzz: ## Change rule files and class files at random and see that the checks stop them: SECONDS=60 SEED=1
	@$(jdk); $(suite)/bin/build-if-changed money metric-catalogue rule-kit
	@$(jdk); $(mvn) -pl rule-kit test -Dtest='*FuzzTest' -Dtidewatch.fuzz.seconds="$(or $(SECONDS),60)" -Dtidewatch.fuzz.seed="$(or $(SEED),1)"

.PHONY: base
base: ## Write a generated customer base as CSV files: ACCOUNTS=50000 SEED=1 OUT=folder
	@$(jdk); $(suite)/bin/build-if-changed benchmarks
	@$(jdk); exec $(measure) io.tidewatch.benchmarks.base.MakeBase

.PHONY: bench-settle
bench-settle: build ## Load a generated base into services of its own and print what it took: ACCOUNTS=50000
	@$(jdk); $(suite)/bin/build-if-changed benchmarks
	@$(jdk); exec $(measure) io.tidewatch.benchmarks.settle.BenchSettle

.PHONY: bench-flag
bench-flag: ## Send single observations and print how long their flags take: ACCOUNTS=20000 RATE=5 OBSERVATIONS=300
	@$(jdk); $(suite)/bin/build-if-changed account-ingestion rules-engine local-suite rule-kit benchmarks
	@$(jdk); exec $(measure) io.tidewatch.benchmarks.settle.BenchFlag

.PHONY: bench-ingestion
bench-ingestion: ## Import a large file of usage and compare it with COPY on the same server: ROWS=2000000
	@$(jdk); $(suite)/bin/build-if-changed account-ingestion local-suite rule-kit benchmarks
	@$(jdk); exec $(measure) io.tidewatch.benchmarks.imports.BenchIngestion

.PHONY: bench-metrics
bench-metrics: ## Compute all metrics of a generated base and print what it took: ACCOUNTS=20000 USAGE=12000000
	@$(jdk); $(suite)/bin/build-if-changed account-ingestion local-suite rule-kit benchmarks
	@$(jdk); exec $(measure) io.tidewatch.benchmarks.metrics.BenchMetrics

.PHONY: bench-query
bench-query: ## Ask for retention and cohorts of a generated base and print what it took: ACCOUNTS=20000
	@$(jdk); $(suite)/bin/build-if-changed account-ingestion local-suite rule-kit benchmarks
	@$(jdk); exec $(measure) io.tidewatch.benchmarks.metrics.BenchQuery

.PHONY: bench-rules
bench-rules: ## Judge 100,000 accounts by 50 thresholds, swap bundles under load, and print what it took: ACCOUNTS=100000
	@$(jdk); $(suite)/bin/build-if-changed local-suite rule-kit benchmarks
	@$(jdk); exec $(measure) -Xmx512m io.tidewatch.benchmarks.rules.BenchRules

# The variable wins over the options that tests have.
.PHONY: bench-pass
bench-pass: build ## Judge all of many accounts from and to the database and print what a pass takes: ACCOUNTS=100000 HEAP=512m
	@$(jdk); export _JAVA_OPTIONS="-Xmx$(or $(HEAP),512m) -XX:TieredStopAtLevel=4"; \
	  $(mvn) -q -pl rules-engine test -Dtest=FullPassDrillTest -Dpass.accounts=$(or $(ACCOUNTS),100000) \
	  -Dtidewatch.judging.slice=200 -Dtidewatch.judging.look=2000 -Dtidewatch.judging.interval=PT1S 2>&1 | grep -e PASS -e ERROR

.PHONY: bench-zen
bench-zen: ## Decide the same thresholds with the ZEN engine, which npm installs, and compare what both take
	@$(jdk); $(suite)/bin/build-if-changed local-suite rule-kit benchmarks
	@$(jdk); exec $(measure) -Xmx512m io.tidewatch.benchmarks.rules.BenchZen

.PHONY: reset
reset: ## Delete the data of the local suite, so that the next make run starts with fresh data
	@! $(suite)/bin/suite-runs || { echo "A suite is running in this working copy; stop it first." >&2; exit 1; }
	@rm -rf .local/postgresql .local/rehearsal .local/keycloak .local/rules .local/log .local/secrets.properties
	@echo "The next make run starts with fresh data."

.PHONY: clean
clean: ## Delete what was built and unpacked; the data of the local suite stays
	@! $(suite)/bin/suite-runs || { echo "A suite is running in this working copy; stop it first." >&2; exit 1; }
	@find services helm -type d -name target -prune -exec rm -rf {} +
	@rm -rf .local/app .local/stamps .local/unpacked .local/keycloak-* .local/prepared-* .local/postgresql-*
