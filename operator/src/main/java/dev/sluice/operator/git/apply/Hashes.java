package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.OwnedFields;
import okio.ByteString;

/** Short hashes of objects: the same content has the same, in whatever order it is written. */
public final class Hashes {
  /** Of 64 bits: among a few thousand objects two are never alike by chance. */
  private static final int DIGITS = 16;

  private static final ObjectMapper SORTED =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private Hashes() {}

  public static String of(JsonNode tree) {
    try {
      Object plain = SORTED.treeToValue(tree, Object.class);
      return ByteString.encodeUtf8(SORTED.writeValueAsString(plain))
          .sha256()
          .hex()
          .substring(0, DIGITS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Of all that was asked of an object, by whomever; it stays the same while that does. */
  static String content(JsonNode object) {
    JsonNode asked = OwnedFields.desired(object);
    if (asked.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove("deployment.kubernetes.io/revision");
    }
    return of(asked);
  }

  /** Of what an object has that came from Git; it stays the same while nobody changes that. */
  static String made(JsonNode object) {
    return OwnedFields.of(object, Target.FIELD_MANAGER).map(Hashes::of).orElse("");
  }
}
