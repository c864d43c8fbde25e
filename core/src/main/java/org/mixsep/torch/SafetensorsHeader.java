package org.mixsep.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.InvalidInputException;

/**
 * The header of a safetensors file, taken from anybody: a JSON object with no name twice and
 * nothing after it, whole numbers for sides and offsets, texts for metadata.
 *
 * @param entries the tensors, in the order of their offsets
 * @param texts the metadata; the map is the caller's
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> texts) {
  static final String METADATA = "__metadata__";

  /** libtorch's operators take no more. */
  private static final int MOST_SIDES = 64;

  /** Of two tensors of one name another reader might take the other one. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @throws InvalidInputException when it breaks the format's rules; where tensors lie is for the
   *     reader of the values to check
   */
  static SafetensorsHeader parse(byte[] header, Path file) throws IOException {
    JsonNode root = tree(header, file);
    return new SafetensorsHeader(entries(root, file), texts(root.path(METADATA), file));
  }

  /** One tensor: values at bytes from..to after the header; -1 stands for what is no number. */
  record Entry(String name, ScalarType type, long[] shape, long from, long to) {
    boolean sizeFits() {
      if (shape.length > MOST_SIDES) {
        return false;
      }
      long bytes = size(type);
      boolean empty = false;
      for (long side : shape) { // also beside a side of 0 no other may be too large to count
        if (side < 0 || bytes > Long.MAX_VALUE / Math.max(1, side)) {
          return false;
        }
        bytes *= Math.max(1, side);
        empty |= side == 0;
      }
      return (empty ? 0 : bytes) == to - from;
    }
  }

  private static List<Entry> entries(JsonNode root, Path file) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : root.properties()) {
      String name = property.getKey();
      if (!name.equals(METADATA)) {
        JsonNode description = property.getValue();
        JsonNode offsets = description.path("data_offsets");
        JsonNode shape = description.path("shape");
        if (!shape.isArray() || !offsets.isArray() || offsets.size() != 2) {
          throw damaged(file, "tensor " + name + " lacks a shape or its two offsets");
        }
        long[] sides = new long[shape.size()];
        for (int i = 0; i < sides.length; i++) {
          sides[i] = whole(shape.get(i));
        }
        ScalarType type = type(description.path("dtype").asText(), name, file);
        entries.add(new Entry(name, type, sides, whole(offsets.get(0)), whole(offsets.get(1))));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    return entries;
  }

  private static long whole(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() ? number.asLong() : -1;
  }

  private static JsonNode tree(byte[] header, Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(header);
      if (root != null && root.isObject()) {
        return root;
      }
      throw damaged(file, "its header is no JSON object");
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is no JSON, or names something twice");
    }
  }

  private static Map<String, String> texts(JsonNode metadata, Path file) {
    if (metadata.isMissingNode()) {
      return new LinkedHashMap<>();
    }
    if (!metadata.isObject()) {
      throw damaged(file, "its metadata is no object");
    }
    for (JsonNode value : metadata) {
      if (!value.isTextual()) {
        throw damaged(file, "its metadata holds more than texts");
      }
    }
    return JSON.convertValue(metadata, new TypeReference<LinkedHashMap<String, String>>() {});
  }

  static InvalidInputException damaged(Path file, String how) {
    return new InvalidInputException(
        "%s is damaged or no safetensors file: %s".formatted(file, how));
  }

  private static ScalarType type(String name, String tensor, Path file) {
    return switch (name) {
      case "F32" -> ScalarType.Float;
      case "F64" -> ScalarType.Double;
      case "BF16" -> ScalarType.BFloat16;
      case "F16" -> ScalarType.Half;
      case "F8_E4M3" -> ScalarType.Float8_e4m3fn;
      case "F8_E5M2" -> ScalarType.Float8_e5m2;
      case "I64" -> ScalarType.Long;
      case "I32" -> ScalarType.Int;
      case "I16" -> ScalarType.Short;
      case "I8" -> ScalarType.Char;
      case "U64" -> ScalarType.UInt64;
      case "U32" -> ScalarType.UInt32;
      case "U16" -> ScalarType.UInt16;
      case "U8" -> ScalarType.Byte;
      case "BOOL" -> ScalarType.Bool;
      default -> throw damaged(file, "tensor " + tensor + " is of the unknown type " + name);
    };
  }

  private static int size(ScalarType type) {
    return switch (type) {
      case Double, Long, UInt64 -> 8;
      case Float, Int, UInt32 -> 4;
      case BFloat16, Half, Short, UInt16 -> 2;
      default -> 1;
    };
  }
}
