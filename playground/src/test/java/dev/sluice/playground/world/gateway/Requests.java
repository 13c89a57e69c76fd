package dev.sluice.playground.world.gateway;

import okhttp3.Headers;

/** Requests as routing sees them. */
final class Requests {
  static final Answer.RouteName ROUTE = new Answer.RouteName("ns", "route", "", "/", "");

  private Requests() {}

  static RequestHead get(String host, String target, String... namesAndValues) {
    String[] parts = target.split("\\?", 2);
    return new RequestHead(
        "GET", host, parts[0], parts.length == 2 ? parts[1] : "", Headers.of(namesAndValues));
  }

  static Destination.To to(String service) {
    return new Destination.To(new Backend("ns", service, 80), Filters.NONE);
  }

  /** The service that a request is sent to; its status if it is not sent on. */
  static String served(Answer answer) {
    return switch (answer) {
      case Answer.Forward forward -> forward.backend().service();
      case Answer.Reply reply -> Integer.toString(reply.status());
    };
  }
}
