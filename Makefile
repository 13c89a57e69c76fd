# JDK 25 is looked for where JDKs are installed; Maven itself runs on it too, so that the formatter works.
JAVA_HOME_25 := $(shell ./.ci/find-jdk 2>/dev/null)
ifneq ($(JAVA_HOME_25),)
export JAVA_HOME := $(JAVA_HOME_25)
endif
MVN := ./mvnw -B -ntp

.PHONY: bench build test e2e e2e-kind e2e-apiserver format crds diagram benchmark figures playground image clean

build:
	@./.ci/find-jdk >/dev/null
	$(MVN) -q -DskipTests package

test:
	@./.ci/find-jdk >/dev/null
	@./.ci/install-for-tests prometheus docker-registry git gpg=gnupg ssh-keygen=openssh-client
	$(MVN) verify
	@./.ci/requirements

# The scenarios and the contract of the API server on a real kube-apiserver; docs/testing.md tells where it is looked for.
e2e-apiserver:
	@./.ci/find-jdk >/dev/null
	@./.ci/install-for-tests prometheus git
	$(MVN) -pl playground,e2e -am verify -Dsluice.cluster=apiserver -Dtest='RealApiServerTest,dev.sluice.e2e.*Test' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Djacoco.skip

# The scenarios on a cluster with nodes: the one that KUBECONFIG names, or one that is started in Docker.
e2e:
	@./.ci/find-jdk >/dev/null
	@./.ci/e2e kubeconfig

e2e-kind:
	@./.ci/find-jdk >/dev/null
	@./.ci/e2e kind

format:
	@./.ci/find-jdk >/dev/null
	$(MVN) -q spotless:apply

# Writes what is generated from the records in crds/ and from the chart, and committed.
crds:
	@./.ci/find-jdk >/dev/null
	$(MVN) -q -pl crds test -Dtest=GeneratedFilesTest -Dsluice.regenerate=true
	$(MVN) -q -pl cli -am test -Dtest=ChartTest -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.regenerate=true

# Writes the diagram and the tables in docs/rollout.md from the table of transitions.
diagram:
	@./.ci/find-jdk >/dev/null
	$(MVN) -q -pl rollout test -Dtest=DiagramTest -Dsluice.regenerate=true

# What judging one interval costs, in time and in memory.
benchmark:
	@./.ci/find-jdk >/dev/null
	$(MVN) -q -pl analysis -Pbenchmark clean test-compile exec:exec

# How well Sluice decides, beside others; --check ends with an error when a target is missed.
bench:
	./sluice bench judge --check

playground:
	./sluice playground

# An OCI image as a file; BASE is what it stands on, when the default cannot be fetched.
image:
	@./.ci/find-jdk >/dev/null
	@./.ci/build-image "$(BASE)"

# What a start of the operator costs, and its memory with 1,000 Canaries; as the image runs it if there is one (Linux).
figures: build
	@./.ci/measure-operator 1000

clean:
	$(MVN) -q clean
