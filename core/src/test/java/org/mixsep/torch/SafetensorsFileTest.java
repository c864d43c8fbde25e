package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;

class SafetensorsFileTest {
  @TempDir Path folder;

  private Path write() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("floats", torch.randn(2, 3, 4, 5).contiguous(MemoryFormat.ChannelsLast));
    tensors.put("doubles", Tensors.of(new double[] {Math.PI, -1e300}, 2));
    tensors.put("longs", Tensors.of(new long[] {Long.MIN_VALUE, 7}, 2, 1));
    tensors.put("scalar", torch.randn(1).to(ScalarType.BFloat16).view());
    tensors.put("none", Tensors.of(new float[0], 0));
    Path file = folder.resolve("t.safetensors");
    SafetensorsFile.write(file, tensors, Map.of("a", "ü \" \\ \n"));
    SafetensorsFile.Contents read = SafetensorsFile.read(file);
    assertEquals(tensors.keySet(), read.tensors().keySet());
    tensors.forEach(
        (name, t) -> {
          Tensor found = read.tensors().get(name);
          assertEquals(t.scalar_type().intern(), found.scalar_type().intern(), name);
          assertTrue(t.equal(found), name);
        });
    assertEquals(Map.of("a", "ü \" \\ \n"), read.texts());
    return file;
  }

  @Test
  void everythingComesBack() {
    write();
  }

  @Test
  void theHeaderIsPaddedAndValuesFollowWithoutHoles() throws IOException {
    byte[] bytes = Files.readAllBytes(write());
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
    assertEquals(8 + header + 120 * 4 + 2 * 8 + 2 * 8 + 2, bytes.length);
  }

  @Test
  void anyDamageIsNoticed() throws IOException {
    Path file = write();
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] bad =
          switch (i % 3) {
            case 0 -> {
              byte[] copy = good.clone();
              copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
              yield copy;
            }
            case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
            default -> Arrays.copyOf(good, good.length + 1 + random.nextInt(100));
          };
      Files.write(file, bad);
      try {
        // What is left to pass is damage to the checksum's own key: the file then counts as
        // unverified.
        assertFalse(SafetensorsFile.read(file).verified());
      } catch (InvalidInputException refused) {
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | no JSON object",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | does not follow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | shape and size disagree",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | shape and size disagree",
        "{\"a\":{\"dtype\":\"X9\",\"shape\":[1],\"data_offsets\":[0,4]}} | unknown type X9",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9999999999,9999999999],\"data_offsets\":[0,4]}} | disagree",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904,8],\"data_offsets\":[0,0]}} | disagree",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"x\"],\"data_offsets\":[0,4]}} | disagree",
        "{\"a\":7} | lacks a shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}} | disagree",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}} | disagree",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,9]}} | two offsets",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | lacks a shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | does not follow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | does not follow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | twice",
        "{} x | no JSON",
        "{\"__metadata__\":{\"n\":7}} | more than texts",
        "{\"__metadata__\":7} | no object",
        "{} | it has 18 bytes, expected 10",
      })
  void headersOfOthersAreChecked(String header, String expected) throws IOException {
    Path file = folder.resolve("h.safetensors");
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).array());
    var refused = assertThrows(InvalidInputException.class, () -> SafetensorsFile.read(file));
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }

  @Test
  void aFileOfAnotherProgramWithoutAChecksumIsRead() throws IOException {
    Path file = folder.resolve("o.safetensors");
    byte[] text =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).putFloat(1.5f).putFloat(-2).array());
    float[] found = Tensors.floats(SafetensorsFile.read(file).tensors().get("a"));
    assertArrayEquals(new float[] {1.5f, -2}, found);
  }

  @ParameterizedTest
  @CsvSource({
    "F64, 1",
    "F32, 2",
    "F16, 4",
    "BF16, 4",
    "F8_E4M3, 8",
    "F8_E5M2, 8",
    "I64, 1",
    "I32, 2",
    "I16, 4",
    "I8, 8",
    "U64, 1",
    "U32, 2",
    "U16, 4",
    "U8, 8",
    "BOOL, 8"
  })
  void everyTypeOfTheFormatIsRead(String type, long values) throws IOException {
    Path file = folder.resolve("o.safetensors");
    String header =
        "{\"a\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,8]}}".formatted(type, values);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).putLong(0x0101010101010101L).array());
    Tensor found = SafetensorsFile.read(file).tensors().get("a");
    assertEquals(values, found.numel());
    assertEquals(8, found.nbytes());
    boolean real = type.startsWith("F") || type.startsWith("BF");
    assertEquals(real, found.is_floating_point());
  }

  @Test
  void aFailedWriteKeepsWhatWasThere() throws IOException {
    Path file = write();
    byte[] before = Files.readAllBytes(file);
    Map<String, Tensor> unwritable = Map.of("bool", torch.ones(2).to(ScalarType.Bool));
    assertThrows(
        IllegalArgumentException.class, () -> SafetensorsFile.write(file, unwritable, Map.of()));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
