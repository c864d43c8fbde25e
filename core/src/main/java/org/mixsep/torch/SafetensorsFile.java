package org.mixsep.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * Named tensors and texts in one file of the safetensors format: eight bytes of header length, a
 * header of JSON, then raw values without holes.
 *
 * <p>Files written here carry a CRC-32C of all their bytes (its own digits taken as zeros) among
 * their texts, and are refused when it does not fit; files of others are read without.
 */
public final class SafetensorsFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "crc32c";
  private static final String UNKNOWN = "00000000";
  private static final long LARGEST_HEADER = 100_000_000;

  /**
   * What a file holds.
   *
   * @param tensors contiguous, in host memory, by name
   * @param texts the header's texts, without the checksum
   * @param verified whether the file carried a checksum, which then did fit
   */
  public record Contents(
      Map<String, Tensor> tensors, Map<String, String> texts, boolean verified) {}

  private SafetensorsFile() {}

  /**
   * Writes, or replaces, {@code file} atomically.
   *
   * @throws InvalidInputException when it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> texts) {
    byte[] header = header(tensors, texts);
    AtomicFile.write(
        file,
        channel -> {
          CRC32C checksum = new CRC32C();
          ByteBuffer length =
              ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
          put(channel, length, checksum);
          put(channel, ByteBuffer.wrap(header), checksum);
          for (Tensor tensor : tensors.values()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            put(channel, Tensors.bytes(plain), checksum);
            plain.close();
          }
          ByteBuffer digits = ByteBuffer.wrap(digits(checksum));
          channel.write(digits, 8 + checksumPosition(header));
        });
  }

  /**
   * Reads a file whole.
   *
   * @throws InvalidInputException when it is missing, cut, damaged or not of this format
   */
  public static Contents read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      CRC32C checksum = new CRC32C();
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      get(channel, length, file);
      long headerLength = length.getLong(0);
      if (headerLength < 2 || headerLength > Math.min(channel.size() - 8, LARGEST_HEADER)) {
        throw damaged(file, "its header length, " + headerLength + ", does not fit");
      }
      byte[] header = new byte[(int) headerLength];
      get(channel, ByteBuffer.wrap(header), file);
      JsonNode root = parse(header, file);
      Map<String, String> texts = texts(root.path(METADATA), file);
      String expected = texts.remove(CHECKSUM);
      checksum.update(length.rewind());
      checksum.update(expected == null ? header : withoutDigits(header));
      Map<String, Tensor> tensors = tensors(channel, root, file, checksum);
      if (expected != null
          && !expected.equals(new String(digits(checksum), StandardCharsets.US_ASCII))) {
        throw damaged(file, "its checksum does not fit its content");
      }
      return new Contents(tensors, texts, expected != null);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot read %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private static Map<String, Tensor> tensors(
      FileChannel channel, JsonNode root, Path file, CRC32C checksum) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long start = channel.position();
    long end = 0;
    for (Entry entry : entries(root, file)) {
      // In the order of their offsets, so a gap or an overlap shows at once.
      if (entry.from != end || entry.to < entry.from || entry.to > channel.size() - start) {
        throw damaged(file, "tensor " + entry.name + " does not follow the one before it");
      }
      if (!entry.sizeFits()) {
        throw damaged(file, "tensor " + entry.name + "'s shape and size disagree");
      }
      Tensor tensor = torch.empty(entry.shape, Tensors.options(entry.type), null);
      ByteBuffer bytes = Tensors.bytes(tensor);
      get(channel, bytes, file);
      checksum.update(bytes.rewind());
      tensors.put(entry.name, tensor);
      end = entry.to;
    }
    if (start + end != channel.size()) {
      throw damaged(file, "it has %d bytes, expected %d".formatted(channel.size(), start + end));
    }
    return tensors;
  }

  private record Entry(String name, ScalarType type, long[] shape, long from, long to) {
    boolean sizeFits() {
      long bytes = size(type);
      for (long side : shape) {
        if (side < 0 || (side > 0 && bytes > Long.MAX_VALUE / side)) {
          return false;
        }
        bytes *= side;
      }
      return bytes == to - from;
    }
  }

  private static List<Entry> entries(JsonNode root, Path file) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : root.properties()) {
      String name = property.getKey();
      if (!name.equals(METADATA)) {
        JsonNode description = property.getValue();
        JsonNode offsets = description.path("data_offsets");
        entries.add(
            new Entry(
                name,
                type(description.path("dtype").asText(), name, file),
                StreamSupport.stream(description.path("shape").spliterator(), false)
                    .mapToLong(side -> side.asLong(-1))
                    .toArray(),
                offsets.path(0).asLong(-1),
                offsets.path(1).asLong(-1)));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    return entries;
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> texts) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode metadata = root.putObject(METADATA);
    metadata.put(CHECKSUM, UNKNOWN);
    texts.forEach(metadata::put);
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode description = root.putObject(entry.getKey());
      description.put("dtype", name(tensor.scalar_type().intern()));
      var shape = description.putArray("shape");
      for (long side : Tensors.shape(tensor)) {
        shape.add(side);
      }
      description.putArray("data_offsets").add(offset).add(offset + tensor.nbytes());
      offset += tensor.nbytes();
    }
    // Blanks bring the values to a multiple of eight bytes, as the format asks.
    StringBuilder text = new StringBuilder(root.toString());
    while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
      text.append(' ');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode parse(byte[] header, Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(header);
      if (root != null && root.isObject()) {
        return root;
      }
      throw damaged(file, "its header is no JSON object");
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is no JSON");
    }
  }

  private static Map<String, String> texts(JsonNode metadata, Path file) {
    if (metadata.isMissingNode()) {
      return new LinkedHashMap<>();
    }
    for (JsonNode value : metadata) {
      if (!value.isTextual()) {
        throw damaged(file, "its metadata holds more than texts");
      }
    }
    return JSON.convertValue(metadata, new TypeReference<LinkedHashMap<String, String>>() {});
  }

  /** Where in the header the eight digits of the checksum begin: it is the first text. */
  private static int checksumPosition(byte[] header) {
    String start = "{\"" + METADATA + "\":{\"" + CHECKSUM + "\":\"";
    String found =
        new String(header, 0, Math.min(start.length(), header.length), StandardCharsets.US_ASCII);
    return found.equals(start) ? start.length() : -1;
  }

  private static byte[] withoutDigits(byte[] header) {
    byte[] copy = header.clone();
    int at = checksumPosition(header);
    if (at >= 0 && at + UNKNOWN.length() <= copy.length) {
      byte[] zeros = UNKNOWN.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(zeros, 0, copy, at, zeros.length);
    }
    return copy;
  }

  private static byte[] digits(CRC32C checksum) {
    return "%08x".formatted(checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }

  private static void put(FileChannel channel, ByteBuffer bytes, CRC32C checksum)
      throws IOException {
    checksum.update(bytes.duplicate());
    AtomicFile.put(channel, bytes);
  }

  private static void get(FileChannel channel, ByteBuffer bytes, Path file) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw damaged(file, "it ends after " + channel.size() + " bytes");
      }
    }
  }

  private static InvalidInputException damaged(Path file, String how) {
    return new InvalidInputException(
        "%s is damaged or no safetensors file: %s".formatted(file, how));
  }

  private static ScalarType type(String name, String tensor, Path file) {
    return switch (name) {
      case "F32" -> ScalarType.Float;
      case "F64" -> ScalarType.Double;
      case "BF16" -> ScalarType.BFloat16;
      case "I64" -> ScalarType.Long;
      case "U8" -> ScalarType.Byte;
      default -> throw damaged(file, "tensor " + tensor + " is of the unknown type " + name);
    };
  }

  private static String name(ScalarType type) {
    return switch (type) {
      case Float -> "F32";
      case Double -> "F64";
      case BFloat16 -> "BF16";
      case Long -> "I64";
      case Byte -> "U8";
      default -> throw new IllegalArgumentException("tensors of " + type + " are not written");
    };
  }

  private static int size(ScalarType type) {
    return switch (type) {
      case Double, Long -> 8;
      case Float -> 4;
      case BFloat16 -> 2;
      default -> 1;
    };
  }
}
