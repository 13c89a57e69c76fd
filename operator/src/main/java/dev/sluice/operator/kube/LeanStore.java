package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.function.Consumer;

/** What an informer remembers, without what nobody asks for. */
public final class LeanStore<T extends HasMetadata> extends BasicItemStore<T> {
  private final Consumer<? super T> trim;

  /**
   * @param trim takes away from an object that nobody else has seen yet what need not be remembered
   */
  public LeanStore(Consumer<? super T> trim) {
    super(Cache::metaNamespaceKeyFunc);
    this.trim = trim;
  }

  @Override
  public T put(String key, T object) {
    trim.accept(object);
    return super.put(key, object);
  }
}
