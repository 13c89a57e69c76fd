package dev.sluice.playground.apiserver.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import dev.sluice.playground.apiserver.json.ApiError;
import io.kubernetes.client.proto.Runtime;
import java.io.IOException;

/**
 * An object as Go's clients send it: four bytes, then a {@code runtime.Unknown} that names the kind
 * and holds the object's own message.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding">
 *     Kubernetes Protobuf encoding</a>
 */
public final class ProtobufBody {
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  /** Read by its description, as all messages here: the classes made of it are of an old make. */
  private static final Descriptor UNKNOWN =
      Runtime.getDescriptor().findMessageTypeByName("Unknown");

  private static final ByteString PREFIX = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});

  private ProtobufBody() {}

  /**
   * Reads an object.
   *
   * @throws ApiError 400 if the bytes are not what they should be, 415 if the kind has no protobuf
   *     here
   */
  public static ObjectNode decode(byte[] body) {
    ByteString bytes = ByteString.copyFrom(body);
    if (!bytes.startsWith(PREFIX)) {
      throw ApiError.badRequest(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    try {
      return object(DynamicMessage.parseFrom(UNKNOWN, bytes.substring(PREFIX.size())));
    } catch (IOException e) {
      throw ApiError.badRequest("the object provided is unrecognized: " + e.getMessage());
    }
  }

  private static ObjectNode object(DynamicMessage envelope) throws IOException {
    DynamicMessage type = (DynamicMessage) envelope.getField(UNKNOWN.findFieldByName("typeMeta"));
    String apiVersion = text(type, "apiVersion");
    String kind = text(type, "kind");
    Descriptor message =
        ProtobufKinds.find(apiVersion, kind).orElseThrow(() -> unknown(apiVersion, kind));
    ByteString raw = (ByteString) envelope.getField(UNKNOWN.findFieldByName("raw"));
    ObjectNode object = ProtobufJson.of(DynamicMessage.parseFrom(message, raw));
    if (!apiVersion.isEmpty()) {
      object.put("apiVersion", apiVersion);
    }
    if (!kind.isEmpty()) {
      object.put("kind", kind);
    }
    return object;
  }

  private static ApiError unknown(String apiVersion, String kind) {
    return ApiError.unsupportedMediaType(
        "the body of the request was in an unknown format - protobuf of "
            + apiVersion
            + " "
            + kind
            + " is not known here; accepted media types include: application/json,"
            + " application/yaml");
  }

  private static String text(DynamicMessage message, String field) {
    return (String) message.getField(message.getDescriptorForType().findFieldByName(field));
  }
}
