package dev.sluice.operator.notify;

import org.jspecify.annotations.Nullable;

/**
 * Where in Slack. Prints nothing of it, because webhook addresses are secrets.
 *
 * @param address the incoming webhook; with a token, Slack's API or one of its methods
 * @param token a bot's, for the API; null for a webhook
 * @param proxy an HTTP proxy, with user and password in it if it wants them; null for none
 * @param channel null for the webhook's own
 */
public record SlackTarget(
    String address,
    @Nullable String token,
    @Nullable String proxy,
    String username,
    @Nullable String channel) {
  @Override
  public String toString() {
    return "SlackTarget[channel=%s, username=%s]".formatted(channel, username);
  }
}
