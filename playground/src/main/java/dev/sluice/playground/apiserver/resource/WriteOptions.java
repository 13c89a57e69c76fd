package dev.sluice.playground.apiserver.resource;

/**
 * How a client wants a write to be done.
 *
 * @param manager who is entered as the owner of fields
 * @param force whether an apply takes fields from others
 */
public record WriteOptions(
    String manager, boolean dryRun, FieldValidation validation, boolean force) {
  /** For what the server does by itself. */
  public static final WriteOptions INTERNAL =
      new WriteOptions("kube-controller-manager", false, FieldValidation.IGNORE, true);
}
