package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Between the version in which objects are stored and one that is served. Arguments stay as they
 * are.
 */
public interface Conversion {
  /** Objects are stored as they are served. */
  Conversion NONE =
      new Conversion() {
        @Override
        public boolean identity() {
          return true;
        }

        @Override
        public ObjectNode fromStored(ObjectNode stored) {
          return stored;
        }

        @Override
        public ObjectNode toStored(ObjectNode served) {
          return served;
        }
      };

  ObjectNode fromStored(ObjectNode stored);

  ObjectNode toStored(ObjectNode served);

  /** Whether objects are stored as they are served. */
  default boolean identity() {
    return false;
  }

  /** Versions that differ in nothing but their name. */
  static Conversion renaming(String storedVersion, String servedVersion) {
    return storedVersion.equals(servedVersion)
        ? NONE
        : new Conversion() {
          @Override
          public ObjectNode fromStored(ObjectNode stored) {
            return stored.deepCopy().put("apiVersion", servedVersion);
          }

          @Override
          public ObjectNode toStored(ObjectNode served) {
            return served.deepCopy().put("apiVersion", storedVersion);
          }
        };
  }
}
