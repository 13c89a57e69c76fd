package dev.sluice.playground.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One version of an object. The tree is shared and must not be changed; take {@link #copy} to
 * change it.
 *
 * @param version the global version at which it was written
 */
public record Stored(Key key, ObjectNode object, long version) {
  /** A copy of the object that may be changed. */
  public ObjectNode copy() {
    return object.deepCopy();
  }
}
