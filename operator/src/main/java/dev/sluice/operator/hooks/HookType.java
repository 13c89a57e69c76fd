package dev.sluice.operator.hooks;

import dev.sluice.crds.AnalysisSpec.WebhookSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import java.util.Arrays;
import java.util.List;

/** When a hook is called, under the contract's names. */
public enum HookType {
  CONFIRM_ROLLOUT("confirm-rollout"),
  PRE_ROLLOUT("pre-rollout"),
  /** Also when no type is given. */
  ROLLOUT("rollout"),
  CONFIRM_TRAFFIC_INCREASE("confirm-traffic-increase"),
  CONFIRM_PROMOTION("confirm-promotion"),
  POST_ROLLOUT("post-rollout"),
  /** Approves a rollback: success means that somebody wants it. */
  ROLLBACK("rollback"),
  /** Gets every event; its answer means nothing. */
  EVENT("event");

  private final String wire;

  HookType(String wire) {
    this.wire = wire;
  }

  /** As it is written in a manifest. */
  public String wire() {
    return wire;
  }

  /**
   * The type of a hook.
   *
   * @throws ProblemException when there is no such type
   */
  public static HookType of(WebhookSpec hook) {
    String type = hook.type();
    if (type == null || type.isEmpty()) {
      return ROLLOUT;
    }
    return Arrays.stream(values())
        .filter(known -> known.wire.equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    "HookTypeUnknown",
                    "webhook %s has the unknown type %s; the types are %s"
                        .formatted(
                            hook.name(),
                            type,
                            String.join(
                                ", ", Arrays.stream(values()).map(HookType::wire).toList()))));
  }

  /** The Canary's hooks of this type, in their order. */
  public List<WebhookSpec> in(Canary canary) {
    return canary.getSpec().analysis().webhooks().stream()
        .filter(hook -> of(hook) == this)
        .toList();
  }
}
