package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mixsep.AtomicFile;

/**
 * How records become files and files records: a component's name is its key, and what is absent is
 * not written. Keys that a record does not know, of other versions, are passed over.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule())
          .defaultPropertyInclusion(Value.construct(Include.NON_ABSENT, Include.NON_ABSENT))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private Json() {}

  /**
   * Reads a file.
   *
   * @throws IOException when it is not there, cannot be read, or holds no such record
   */
  static <T> T read(Path file, Class<T> type) throws IOException {
    T read = MAPPER.readValue(Files.readAllBytes(file), type);
    if (read == null) {
      throw new IOException("the file holds nothing");
    }
    return read;
  }

  /** The record that a tree holds; none where it holds none. */
  static <T> Optional<T> optional(JsonNode json, Class<T> type) {
    try {
      return Optional.ofNullable(MAPPER.treeToValue(json, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The text of a record, in one line without its end. */
  static String line(Object record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e); // no record of this room holds what has no text
    }
  }

  static JsonNode tree(Object record) {
    return MAPPER.valueToTree(record);
  }

  /**
   * Writes or replaces a file, each key on a line of its own.
   *
   * @throws org.mixsep.InvalidInputException when it cannot be written
   */
  static void write(Path file, Object record) {
    AtomicFile.writeText(file, tree(record).toPrettyString() + "\n");
  }

  /** The number that a node is; none where it is missing, no number, or not finite. */
  static OptionalDouble number(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.asDouble())
        ? OptionalDouble.of(node.asDouble())
        : OptionalDouble.empty();
  }
}
