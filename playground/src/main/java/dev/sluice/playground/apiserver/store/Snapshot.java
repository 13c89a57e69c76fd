package dev.sluice.playground.apiserver.store;

import java.util.List;

/** The objects of a resource as they were at one version, in the order of namespace and name. */
public record Snapshot(long version, List<Stored> objects) {}
