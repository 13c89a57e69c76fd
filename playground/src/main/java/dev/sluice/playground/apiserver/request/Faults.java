package dev.sluice.playground.apiserver.request;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** The faults in force. The first rule that has one for a request decides. */
public final class Faults {
  private final List<Function<ApiRequest, Optional<Fault>>> rules = new CopyOnWriteArrayList<>();

  /** A rule in force until it is closed. */
  public interface Injected extends AutoCloseable {
    @Override
    void close();
  }

  /** Disturbs requests by a rule. */
  public Injected inject(Function<ApiRequest, Optional<Fault>> rule) {
    rules.add(rule);
    return () -> rules.remove(rule);
  }

  /** Disturbs every matching request. */
  public Injected inject(Predicate<ApiRequest> requests, Fault fault) {
    return inject(request -> requests.test(request) ? Optional.of(fault) : Optional.empty());
  }

  /** Disturbs the next matching requests, as many as said. */
  public Injected injectNext(int times, Predicate<ApiRequest> requests, Fault fault) {
    AtomicInteger left = new AtomicInteger(times);
    return inject(
        request ->
            requests.test(request) && left.getAndDecrement() > 0
                ? Optional.of(fault)
                : Optional.empty());
  }

  /** The fault for a request. */
  public Optional<Fault> of(ApiRequest request) {
    return rules.stream().flatMap(rule -> rule.apply(request).stream()).findFirst();
  }
}
