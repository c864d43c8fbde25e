package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSource.Part;

class CifarBinaryTest {
  private static final int RECORD = 3073;
  private static final String WANTED_10 =
      "data.dir must name the folder of cifar10 (data_batch_1.bin to data_batch_5.bin,"
          + " test_batch.bin), 'mixsep data fetch cifar10' downloads it";

  @TempDir Path folder;

  @BeforeEach
  void writeSample() throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      Files.write(folder.resolve("data_batch_%d.bin".formatted(batch)), records(batch, 1, 10));
    }
    Files.write(folder.resolve("test_batch.bin"), records(6, 1, 10));
  }

  /** Twice {@code classes} records; the last label byte of record i is i modulo classes. */
  private static byte[] records(int seed, int labelBytes, int classes) {
    int record = labelBytes + 3072;
    byte[] bytes = new byte[2 * classes * record];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < 2 * classes; i++) {
      bytes[i * record + labelBytes - 1] = (byte) (i % classes);
    }
    return bytes;
  }

  private static String error(Executable reading) {
    String message = assertThrows(InvalidInputException.class, reading).getMessage();
    assertFalse(message.contains("\n"), "one line: " + message);
    return message;
  }

  @Test
  void readsAllBatchesInOrder() throws IOException {
    ImageSet set = new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TRAIN);
    assertEquals("cifar10 train", set.name());
    assertEquals(new ImageShape(3, 32, 32), set.shape());
    assertEquals(100, set.size());
    assertEquals("cat", set.classNames().get(3));
    byte[] image = new byte[3072];
    for (int i : new int[] {0, 1, 45, 99}) {
      byte[] file = Files.readAllBytes(folder.resolve("data_batch_%d.bin".formatted(i / 20 + 1)));
      int at = i % 20 * RECORD;
      set.read(i, image);
      assertEquals(file[at], set.label(i));
      assertArrayEquals(Arrays.copyOfRange(file, at + 1, at + RECORD), image);
    }
  }

  @Test
  void readsTestBatchFromTheArchivesFolderWithItsNames() throws IOException {
    String expected =
        new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TEST).fingerprint();
    Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    Files.move(folder.resolve("test_batch.bin"), inner.resolve("test_batch.bin"));
    Files.writeString(inner.resolve("batches.meta.txt"), "a\nb\r\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    ImageSet set = new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TEST);
    assertEquals("cifar10 test", set.name());
    assertEquals(expected, set.fingerprint());
    assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), set.classNames());
  }

  @Test
  void readsFineLabelsOfCifar100() throws IOException {
    byte[] bytes = records(1, 2, 100);
    Files.write(folder.resolve("train.bin"), bytes);
    Files.write(folder.resolve("test.bin"), records(2, 2, 100));
    ImageSet train = new CifarBinary(CifarBinary.Kind.CIFAR100, folder).read(Part.TRAIN);
    assertEquals(200, train.size());
    assertEquals(57, train.label(157));
    assertEquals("pear", train.classNames().get(57));
    assertEquals("worm", train.classNames().get(99));
    byte[] image = new byte[3072];
    train.read(157, image);
    assertArrayEquals(Arrays.copyOfRange(bytes, 157 * 3074 + 2, 158 * 3074), image);
    Files.writeString(
        folder.resolve("fine_label_names.txt"),
        IntStream.range(0, 100).mapToObj("fine%d"::formatted).collect(Collectors.joining("\n")));
    assertEquals(
        "fine99",
        new CifarBinary(CifarBinary.Kind.CIFAR100, folder).read(Part.TEST).classNames().get(99));
  }

  @Test
  void saysWhichFolderIsMissing() {
    Path none = folder.resolve("none");
    assertEquals(
        none + ": no such folder; " + WANTED_10,
        error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, none).read(Part.TRAIN)));
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Path batch = folder.resolve("data_batch_4.bin");
    Files.delete(batch);
    assertEquals(
        batch + ": missing; " + WANTED_10,
        error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TRAIN)));
    assertEquals(20, new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TEST).size());
    assertEquals(
        folder.resolve("test.bin")
            + ": missing; data.dir must name the folder of cifar100 (train.bin, test.bin), 'mixsep"
            + " data fetch cifar100' downloads it",
        error(() -> new CifarBinary(CifarBinary.Kind.CIFAR100, folder).read(Part.TEST)));
  }

  @Test
  void saysHowLongAShortLongOrEmptyFileIs() throws IOException {
    Path batch = folder.resolve("data_batch_2.bin");
    for (int length : new int[] {0, 1, 20 * RECORD - 1, 20 * RECORD + 1}) {
      Files.write(batch, Arrays.copyOf(records(2, 1, 10), length));
      assertEquals(
          batch
              + ": "
              + length
              + " bytes long, expected a multiple of 3073 (a record's label and pixels), above 0;"
              + " fetch it again",
          error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TRAIN)));
    }
  }

  @Test
  void saysWhereALabelIsOutOfRange() throws IOException {
    Path batch = folder.resolve("data_batch_3.bin");
    byte[] bytes = records(3, 1, 10);
    bytes[13 * RECORD] = (byte) 200;
    Files.write(batch, bytes);
    assertEquals(
        batch
            + ": record 13, byte 39949: label 200, expected 0 to 9; not a file of cifar10, or"
            + " damaged",
        error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TRAIN)));
  }

  @Test
  void saysWhichClassIsEmpty() throws IOException {
    byte[] bytes = records(6, 1, 10);
    bytes[7 * RECORD] = 0;
    bytes[17 * RECORD] = 0;
    Files.write(folder.resolve("test_batch.bin"), bytes);
    assertEquals(
        folder + ": empty class: no test image has label 7 (horse)",
        error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TEST)));
  }

  @Test
  void saysThatClassNamesAreWrongOrUnreadable() throws IOException {
    Path names = Files.writeString(folder.resolve("batches.meta.txt"), "one\ntwo\n");
    assertEquals(
        names + ": 2 class names, expected 10, one a line",
        error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TEST)));
    Files.write(names, "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    String message = error(() -> new CifarBinary(CifarBinary.Kind.CIFAR10, folder).read(Part.TEST));
    assertTrue(message.startsWith(names + ": cannot be read ("), message);
  }
}
