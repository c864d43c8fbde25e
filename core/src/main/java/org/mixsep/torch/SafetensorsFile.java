package org.mixsep.torch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        throw SafetensorsHeader.damaged(
            file, "its header length, " + headerLength + ", does not fit");
      }
      byte[] header = new byte[(int) headerLength];
      get(channel, ByteBuffer.wrap(header), file);
      SafetensorsHeader parsed = SafetensorsHeader.parse(header, file);
      Map<String, String> texts = parsed.texts();
      String expected = texts.remove(CHECKSUM);
      checksum.update(length.rewind());
      checksum.update(expected == null ? header : withoutDigits(header));
      Map<String, Tensor> tensors = tensors(channel, parsed.entries(), file, checksum);
      if (expected != null
          && !expected.equals(new String(digits(checksum), StandardCharsets.US_ASCII))) {
        throw SafetensorsHeader.damaged(file, "its checksum does not fit its content");
      }
      return new Contents(tensors, texts, expected != null);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot read %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private static Map<String, Tensor> tensors(
      FileChannel channel, List<SafetensorsHeader.Entry> entries, Path file, CRC32C checksum)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long start = channel.position();
    long end = 0;
    for (SafetensorsHeader.Entry entry : entries) {
      // In the order of their offsets, so a gap or an overlap shows at once.
      if (entry.from() != end || entry.to() < entry.from() || entry.to() > channel.size() - start) {
        throw SafetensorsHeader.damaged(
            file, "tensor " + entry.name() + " does not follow the one before it");
      }
      if (!entry.sizeFits()) {
        throw SafetensorsHeader.damaged(
            file, "tensor " + entry.name() + "'s shape and size disagree");
      }
      if (entry.to() - entry.from() > Integer.MAX_VALUE) {
        throw new InvalidInputException(
            "%s: tensor %s is larger than 2 GiB, which is not read".formatted(file, entry.name()));
      }
      Tensor tensor = torch.empty(entry.shape(), Tensors.options(entry.type()), null);
      ByteBuffer bytes = Tensors.bytes(tensor);
      get(channel, bytes, file);
      checksum.update(bytes.rewind());
      tensors.put(entry.name(), tensor);
      end = entry.to();
    }
    if (start + end != channel.size()) {
      throw SafetensorsHeader.damaged(
          file, "it has %s bytes, expected %s".formatted(channel.size(), start + end));
    }
    return tensors;
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> texts) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = root.putObject(SafetensorsHeader.METADATA);
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

  /** Where in the header the eight digits of the checksum begin: it is the first text. */
  private static int checksumPosition(byte[] header) {
    String start = "{\"" + SafetensorsHeader.METADATA + "\":{\"" + CHECKSUM + "\":\"";
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
        throw SafetensorsHeader.damaged(file, "it ends after " + channel.size() + " bytes");
      }
    }
  }

  private static String name(ScalarType type) {
    return switch (type) {
      case Float -> "F32";
      case Double -> "F64";
      case BFloat16 -> "BF16";
      case Half -> "F16";
      case Long -> "I64";
      case Byte -> "U8";
      default -> throw new IllegalArgumentException("tensors of " + type + " are not written");
    };
  }
}
