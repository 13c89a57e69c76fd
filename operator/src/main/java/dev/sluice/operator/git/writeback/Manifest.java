package dev.sluice.operator.git.writeback;

/**
 * Where Git declares an object.
 *
 * @param path of the file, from the root of the repository; of a directory when its manifests are
 *     rendered
 * @param kind for example {@code Deployment}
 */
public record Manifest(String path, String kind, String namespace, String name) {}
