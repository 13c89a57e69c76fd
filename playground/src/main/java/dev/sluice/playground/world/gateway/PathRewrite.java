package dev.sluice.playground.world.gateway;

/** What the backend sees as the path. */
sealed interface PathRewrite {
  /** The path stays. */
  record Keep() implements PathRewrite {}

  /** Another path instead. */
  record Full(String path) implements PathRewrite {}

  /** Another prefix instead of the one that matched. */
  record Prefix(String matched, String replacement) implements PathRewrite {
    private String replace(String path) {
      String prefix = withoutSlash(matched);
      String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
      String joined = withoutSlash(replacement) + rest;
      return joined.startsWith("/") ? joined : "/" + joined;
    }

    private static String withoutSlash(String prefix) {
      return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
  }

  default String apply(String path) {
    return switch (this) {
      case Keep keep -> path;
      case Full full -> full.path();
      case Prefix prefix -> prefix.replace(path);
    };
  }
}
