package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a value: what decoding, pruning, merging and field ownership need to know. Built-in
 * kinds and custom resources have the same.
 */
public final class Schema {
  /** The kinds of values. */
  public enum Type {
    OBJECT,
    LIST,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    INT_OR_STRING,
    QUANTITY,
    ANY
  }

  /** How a list merges. */
  public enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /**
   * How a strategic merge patch treats a value.
   *
   * @param mergeKey the key of list items; null when the list merges by value or not at all
   */
  public record PatchRule(
      boolean merge, boolean retainKeys, boolean replace, @Nullable String mergeKey) {
    public static final PatchRule NONE = new PatchRule(false, false, false, null);
  }

  /** A schema that accepts and keeps everything. */
  public static final Schema ANY = builder(Type.ANY).preserveUnknown(true).build();

  /** A schema for text. */
  public static final Schema STRING = builder(Type.STRING).build();

  private final Type type;
  private final Supplier<Map<String, Schema>> properties;
  private final Supplier<@Nullable Schema> items;
  private final Supplier<@Nullable Schema> additional;
  private final ListType listType;
  private final List<String> listKeys;
  private final boolean atomicMap;
  private final boolean preserveUnknown;
  private final boolean nullable;
  private final boolean embedded;
  private final PatchRule patch;
  private final Set<String> zeroDropped;
  private final String typeName;
  private final JsonNode source;

  private Schema(Builder b) {
    type = b.type;
    properties = new Memo<>(b.properties);
    items = new Memo<>(b.items);
    additional = new Memo<>(b.additional);
    listType = b.listType;
    listKeys = b.listKeys;
    atomicMap = b.atomicMap;
    preserveUnknown = b.preserveUnknown;
    nullable = b.nullable;
    embedded = b.embedded;
    patch = b.patch;
    zeroDropped = b.zeroDropped;
    typeName = b.typeName;
    source = b.source;
  }

  static Builder builder(Type type) {
    return new Builder(type);
  }

  public Type type() {
    return type;
  }

  /** The named fields of an object; empty for maps and other values. */
  public Map<String, Schema> properties() {
    return properties.get();
  }

  /** The schema of a list's items; null when nothing is known. */
  public @Nullable Schema items() {
    return items.get();
  }

  /** The schema of a map's values; null when the object is no map. */
  public @Nullable Schema additional() {
    return additional.get();
  }

  /** The schema of a field or map value; null when it is not declared. */
  public @Nullable Schema field(String name) {
    Schema named = properties().get(name);
    return named != null ? named : additional();
  }

  public ListType listType() {
    return listType;
  }

  /** The fields that identify an item of a list of type map. */
  public List<String> listKeys() {
    return listKeys;
  }

  /** Whether the object is owned and replaced as a whole. */
  public boolean atomicMap() {
    return atomicMap;
  }

  /** Whether fields that are not declared are kept. */
  public boolean preserveUnknown() {
    return preserveUnknown;
  }

  public boolean nullable() {
    return nullable;
  }

  /**
   * Whether the value is a whole object with {@code apiVersion}, {@code kind} and {@code metadata}.
   */
  public boolean embedded() {
    return embedded;
  }

  public PatchRule patch() {
    return patch;
  }

  /** Fields that the API leaves out when they are zero or false. */
  Set<String> zeroDropped() {
    return zeroDropped;
  }

  /** The name of a built-in type, such as {@code PodSpec}; empty for others. */
  public String typeName() {
    return typeName;
  }

  /** The OpenAPI schema this one was read from; missing for built-in types. */
  public JsonNode source() {
    return source;
  }

  /** A schema under construction. */
  static final class Builder {
    private final Type type;
    private Supplier<Map<String, Schema>> properties = Map::of;
    private Supplier<@Nullable Schema> items = () -> null;
    private Supplier<@Nullable Schema> additional = () -> null;
    private ListType listType = ListType.ATOMIC;
    private List<String> listKeys = List.of();
    private boolean atomicMap;
    private boolean preserveUnknown;
    private boolean nullable;
    private boolean embedded;
    private PatchRule patch = PatchRule.NONE;
    private Set<String> zeroDropped = Set.of();
    private String typeName = "";
    private JsonNode source = MissingNode.getInstance();

    private Builder(Type type) {
      this.type = type;
    }

    Builder properties(Supplier<Map<String, Schema>> all) {
      properties = all;
      return this;
    }

    Builder items(Supplier<@Nullable Schema> item) {
      items = item;
      return this;
    }

    Builder additional(Supplier<@Nullable Schema> value) {
      additional = value;
      return this;
    }

    Builder list(ListType how, List<String> keys) {
      listType = how;
      listKeys = keys;
      return this;
    }

    Builder atomicMap(boolean atomic) {
      atomicMap = atomic;
      return this;
    }

    Builder preserveUnknown(boolean preserve) {
      preserveUnknown = preserve;
      return this;
    }

    Builder nullable(boolean allowed) {
      nullable = allowed;
      return this;
    }

    Builder embedded(boolean whole) {
      embedded = whole;
      return this;
    }

    Builder patch(PatchRule rule) {
      patch = rule;
      return this;
    }

    Builder zeroDropped(Set<String> fields) {
      zeroDropped = fields;
      return this;
    }

    Builder typeName(String name) {
      typeName = name;
      return this;
    }

    Builder source(JsonNode openApi) {
      source = openApi;
      return this;
    }

    Schema build() {
      return new Schema(this);
    }
  }

  /** Built-in types refer to each other in circles, so parts are made when first asked for. */
  private static final class Memo<T extends @Nullable Object> implements Supplier<T> {
    private final Supplier<T> make;
    private volatile @Nullable Made<T> made;

    Memo(Supplier<T> make) {
      this.make = make;
    }

    @Override
    public T get() {
      Made<T> known = made;
      if (known == null) {
        known = new Made<>(make.get());
        made = known;
      }
      return known.value;
    }

    private record Made<T extends @Nullable Object>(T value) {}
  }
}
