package dev.sluice.operator.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hashes of what matters: the first 8 bytes of a SHA-256, as 16 hexadecimal digits. */
final class Fingerprint {
  private static final KubernetesSerialization MODEL = new KubernetesSerialization();
  private static final JsonMapper CANONICAL = canonical();

  private Fingerprint() {}

  /** Of a revision: the template, in whatever order its fields are, and its configs. */
  static String revision(PodTemplateSpec template, Map<String, String> configs) {
    return of(Map.of("template", tree(template), "configs", new TreeMap<>(configs)));
  }

  /** Of a primary's template. A restart of its pods by kubectl does not count. */
  static String template(PodTemplateSpec template) {
    var metadata = template.getMetadata();
    var restarted =
        metadata != null
            && metadata.getAnnotations() != null
            && metadata.getAnnotations().containsKey(Marks.RESTARTED_AT);
    return of(
        tree(
            restarted
                ? new PodTemplateSpecBuilder(template)
                    .editMetadata()
                    .removeFromAnnotations(Marks.RESTARTED_AT)
                    .endMetadata()
                    .build()
                : template));
  }

  /** As Flagger's, of the data (A2); binary data counts too where there is any. */
  static String config(ConfigMap config) {
    var binary = config.getBinaryData();
    return binary == null || binary.isEmpty()
        ? of(orNull(config.getData()))
        : of(
            Map.of(
                "data",
                config.getData() == null ? Map.of() : config.getData(),
                "binaryData",
                binary));
  }

  /** As Flagger's, of the data (A2). */
  static String config(Secret secret) {
    return of(orNull(secret.getData()));
  }

  /** The same bytes for the same thing. */
  static String json(@Nullable Object value) {
    try {
      return CANONICAL.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of JSON values can always be written", e);
    }
  }

  /** A thing of the API as maps and lists. */
  static Map<?, ?> tree(Object thing) {
    return MODEL.convertValue(thing, Map.class);
  }

  static String of(@Nullable Object value) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(json(value).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Data that is absent is {@code null} for Flagger, and so is empty data once it was stored. */
  private static @Nullable Map<String, String> orNull(@Nullable Map<String, String> data) {
    return data == null || data.isEmpty() ? null : data;
  }

  private static JsonMapper canonical() {
    var mapper =
        JsonMapper.builder()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build();
    mapper.getFactory().setCharacterEscapes(new GoEscapes());
    return mapper;
  }

  /** What Go's encoding/json escapes beyond the standard, for hashes equal to Flagger's. */
  private static final class GoEscapes extends CharacterEscapes {
    @Serial private static final long serialVersionUID = 1L;

    private static final String ESCAPED = "<>&\u2028\u2029";

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      ESCAPED.chars().filter(c -> c < codes.length).forEach(c -> codes[c] = ESCAPE_CUSTOM);
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return ESCAPED.indexOf(character) < 0
          ? null
          : new SerializedString("\\u%04x".formatted(character).toLowerCase(Locale.ROOT));
    }
  }
}
