package dev.sluice.operator.git.render;

import dev.sluice.operator.git.repository.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hooks of charts. Helm's library leaves them out of what it renders, so they are looked for in the
 * text of the templates: those of tests, which nobody misses, are not counted.
 */
final class HelmHooks {
  private static final Pattern HOOK =
      Pattern.compile("helm\\.sh/hook[\"']?\\s*:\\s*[\"']?(?<when>[a-z, -]+)");

  private HelmHooks() {}

  /** One for each template with a hook that does not run. */
  static List<String> notices(Tree tree, String chart) throws IOException {
    List<String> notices = new ArrayList<>();
    Sources sources = new Sources(chart);
    for (Tree.Entry entry : tree.list(chart, Sources.FILES)) {
      if (entry.kind() == Tree.Kind.FILE && entry.path().contains("templates/")) {
        String text = new String(sources.read(tree, entry), StandardCharsets.UTF_8);
        Matcher hook = HOOK.matcher(text);
        while (hook.find()) {
          String when = hook.group("when").strip();
          if (!when.startsWith("test")) {
            notices.add(
                "%s is a %s hook, and hooks of charts are not run".formatted(entry.path(), when));
          }
        }
      }
    }
    return notices;
  }
}
