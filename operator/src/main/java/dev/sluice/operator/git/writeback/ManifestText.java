package dev.sluice.operator.git.writeback;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The text of a file of manifests, cut into its documents. */
final class ManifestText {
  /** What separates documents belongs to the one after it. */
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setMaxAliasesForCollections(20).setAllowDuplicateKeys(true).build();

  private final List<String> documents = new ArrayList<>();

  ManifestText(String text) {
    Matcher separator = SEPARATOR.matcher(text);
    int from = 0;
    while (separator.find()) {
      if (separator.start() > from) {
        documents.add(text.substring(from, separator.start()));
        from = separator.start();
      }
    }
    documents.add(text.substring(from));
  }

  /** The document that declares an object; empty if none does, or more than one. */
  Optional<String> document(Manifest object) {
    List<String> found = documents.stream().filter(text -> declares(text, object)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The whole text with that document's text replaced. */
  String with(String document, String replacement) {
    StringBuilder text = new StringBuilder();
    for (String each : documents) {
      text.append(each.equals(document) ? replacement : each);
    }
    return text.toString();
  }

  private static boolean declares(String document, Manifest object) {
    try {
      return new Load(SETTINGS).loadFromString(document) instanceof Map<?, ?> manifest
          && object.kind().equals(manifest.get("kind"))
          && manifest.get("metadata") instanceof Map<?, ?> metadata
          && object.name().equals(Objects.toString(metadata.get("name"), null))
          && (metadata.get("namespace") == null
              || object.namespace().equals(metadata.get("namespace")));
    } catch (YamlEngineException e) {
      return false;
    }
  }
}
