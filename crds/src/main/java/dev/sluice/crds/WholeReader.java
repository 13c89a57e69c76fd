package dev.sluice.crds;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/**
 * Reads any JSON number as an {@code int}: a fraction is dropped, and what is too big or too small
 * becomes the biggest or smallest {@code int}. The API server admits such numbers, and an exception
 * here would not stop one object but the watch of all of them.
 */
final class WholeReader extends StdScalarDeserializer<Integer> {
  private static final long serialVersionUID = 1L;

  WholeReader() {
    super(Integer.class);
  }

  @Override
  public Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return (int) parser.getDoubleValue(); // the cast saturates, and a double holds every int
    }
    return (Integer) context.handleUnexpectedToken(Integer.class, parser);
  }
}
