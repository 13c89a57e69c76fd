package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.kube.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML file with {@linkplain Marker markers}. Of its text only the values beside markers change,
 * and each keeps its quotes; everything else stays, byte for byte. Only the text's tokens are read:
 * anchors are not followed.
 */
final class MarkedFile {
  /** Plain text that YAML takes for something else than a string. */
  private static final Pattern NO_STRING =
      Pattern.compile(
          "(?i)[-+]?(?:[0-9][0-9_]*\\.?|\\.[0-9])[0-9_]*(?:e[-+]?[0-9]+)?|0[xo][0-9a-f]+|true|false|yes|no|on|off|null|~|y|n|[-+]?\\.inf|\\.nan|[0-9]{4}-[0-9]{2}-[0-9]{2}.*");

  private final String path;
  private final String text;
  private final List<Setter> setters = new ArrayList<>();

  /**
   * A value with a marker.
   *
   * @param start index of its first character in the text, a quote included
   * @param end index after its last one
   */
  private record Setter(Marker marker, String value, ScalarStyle style, int start, int end) {}

  /** What was changed at one marker. */
  record Change(Marker marker, String before, String now) {}

  /** The text with its changes; none if it is as it should be. */
  record Edited(String text, List<Change> changes) {}

  /** Where the parser is: keys and values of a mapping take turns, items of a sequence do not. */
  private static final class Level {
    private final boolean mapping;
    private boolean atValue;

    Level(boolean mapping) {
      this.mapping = mapping;
    }

    boolean isKey() {
      return mapping && !atValue;
    }

    void next() {
      atValue = !atValue;
    }
  }

  /**
   * @param path names the file in problems
   * @throws ProblemException when it has markers and is no YAML
   */
  MarkedFile(String path, String text) {
    this.path = path;
    this.text = text;
    if (text.contains(Marker.TOKEN)) {
      read();
    }
  }

  /**
   * Sets the values beside markers.
   *
   * @param latest the newest image of a policy; empty leaves the value alone
   * @throws ProblemException when a marker asks for what the policy has not
   */
  Edited edit(Function<Marker, Optional<Found>> latest) {
    StringBuilder edited = new StringBuilder(text);
    List<Change> changes = new ArrayList<>();
    for (Setter setter : setters.reversed()) {
      latest
          .apply(setter.marker)
          .map(found -> value(setter.marker, found))
          .filter(value -> !value.equals(setter.value))
          .ifPresent(
              value -> {
                edited.replace(setter.start, setter.end, written(value, setter.style));
                changes.addFirst(new Change(setter.marker, setter.value, value));
              });
    }
    return new Edited(edited.toString(), changes);
  }

  /** How many values beside such a marker are this one. */
  int count(Marker marker, String value) {
    return (int)
        setters.stream()
            .filter(setter -> setter.marker.equals(marker) && setter.value.equals(value))
            .count();
  }

  private String value(Marker marker, Found found) {
    String digest = found.digest() == null ? "" : found.digest();
    return switch (marker.part()) {
      case WHOLE -> found.name() + ":" + found.tag() + (digest.isEmpty() ? "" : "@" + digest);
      case NAME -> found.name();
      case TAG -> found.tag();
      case DIGEST -> {
        if (digest.isEmpty()) {
          throw new ProblemException(
              "NoDigest",
              "%s: a marker asks for the digest of ImagePolicy %s.%s, which looks none up: set digest: true there"
                  .formatted(path, marker.name(), marker.namespace()));
        }
        yield digest;
      }
    };
  }

  /** As it was quoted; a tag such as 1.10 gets quotes, because YAML takes it for the number 1.1. */
  private static String written(String value, ScalarStyle style) {
    return switch (style) {
      case SINGLE_QUOTED -> "'" + value + "'";
      case PLAIN -> NO_STRING.matcher(value).matches() ? "\"" + value + "\"" : value;
      case DOUBLE_QUOTED, LITERAL, FOLDED, JSON_SCALAR_STYLE -> "\"" + value + "\"";
    };
  }

  private void read() {
    Deque<Level> levels = new ArrayDeque<>();
    levels.push(new Level(false));
    ScalarEvent last = null;
    LoadSettings settings = LoadSettings.builder().setParseComments(true).setLabel(path).build();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        switch (event.getEventId()) {
          case MappingStart, SequenceStart -> {
            levels.element().next();
            levels.push(new Level(event instanceof MappingStartEvent));
            last = null;
          }
          case MappingEnd, SequenceEnd -> {
            levels.pop();
            last = null;
          }
          case Scalar -> {
            last = levels.element().isKey() ? null : (ScalarEvent) event;
            levels.element().next();
          }
          case Alias -> {
            levels.element().next();
            last = null;
          }
          case Comment -> note(((CommentEvent) event).getValue(), event, last);
          default -> {}
        }
      }
    } catch (MarkedYamlEngineException e) {
      throw invalid(
          e.getProblem()
              + e.getProblemMark().map(mark -> " in line " + (mark.getLine() + 1)).orElse(""),
          e);
    } catch (YamlEngineException e) {
      throw invalid(String.valueOf(e.getMessage()), e);
    }
  }

  private void note(String comment, Event event, @Nullable ScalarEvent value) {
    Optional<Marker> marker = Marker.in(comment);
    Optional<Mark> at = event.getStartMark();
    if (marker.isEmpty() || value == null || at.isEmpty()) {
      return;
    }
    Mark start = value.getStartMark().orElseThrow();
    Mark end = value.getEndMark().orElseThrow();
    if (end.getLine() != at.get().getLine()
        || value.getScalarStyle() == ScalarStyle.LITERAL
        || value.getScalarStyle() == ScalarStyle.FOLDED) {
      return;
    }
    setters.add(
        new Setter(
            marker.get(), value.getValue(), value.getScalarStyle(), index(start), index(end)));
  }

  /** Marks count characters as Unicode does, strings as UTF-16 does. */
  private int index(Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }

  private ProblemException invalid(String why, Exception cause) {
    return new ProblemException(
        "InvalidYaml",
        "%s is no YAML, so its image markers cannot be followed: %s".formatted(path, why),
        cause);
  }
}
