package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSource.Part;

class IdxFilesTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.write(folder.resolve(IMAGES), images(20));
    Files.write(folder.resolve(LABELS), labels(20));
  }

  static byte[] images(int count) {
    byte[] pixels = new byte[count * 784];
    new Random(count).nextBytes(pixels);
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x803)
        .putInt(count)
        .putInt(28)
        .putInt(28)
        .put(pixels)
        .array();
  }

  static byte[] labels(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % 10));
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private ImageSet train() {
    return new IdxFiles(IdxFiles.Kind.FASHION_MNIST, folder).read(Part.TRAIN);
  }

  private String error() {
    return error(this::train);
  }

  private static String error(Executable reading) {
    String message = assertThrows(InvalidInputException.class, reading).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @Test
  void readsImagesAndLabels() throws IOException {
    ImageSet set = train();
    assertEquals("fashion-mnist train", set.name());
    assertEquals(new ImageShape(1, 28, 28), set.shape());
    assertEquals(20, set.size());
    assertEquals("ankle boot", set.classNames().get(9));
    byte[] file = Files.readAllBytes(folder.resolve(IMAGES));
    byte[] image = new byte[784];
    set.read(13, image);
    assertArrayEquals(Arrays.copyOfRange(file, 16 + 13 * 784, 16 + 14 * 784), image);
    assertEquals(3, set.label(13));
  }

  @Test
  void readsCompressedFilesWhateverTheirNames() throws IOException {
    String expected = train().fingerprint();
    byte[] compressed = gzip(Files.readAllBytes(folder.resolve(IMAGES)));
    Files.write(folder.resolve(IMAGES), compressed);
    assertEquals(expected, train().fingerprint());
    Files.move(folder.resolve(IMAGES), folder.resolve(IMAGES + ".gz"));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(10)));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(10));
    assertEquals(expected, train().fingerprint());
    ImageSet test = new IdxFiles(IdxFiles.Kind.MNIST, folder).read(Part.TEST);
    assertEquals(10, test.size());
    assertEquals("mnist test", test.name());
    assertEquals("7", test.classNames().get(7));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path labels = folder.resolve(LABELS);
    Files.delete(labels);
    assertEquals(
        labels
            + ": missing; data.dir must name the folder of fashion-mnist (train-images-idx3-ubyte"
            + " and train-labels-idx1-ubyte, plain or .gz), 'mixsep data fetch fashion-mnist'"
            + " downloads it",
        error());
  }

  @Test
  void cutLongAndForeignFilesAreRefused() throws IOException {
    for (String name : new String[] {IMAGES, LABELS}) {
      Path file = folder.resolve(name);
      byte[] plain = Files.readAllBytes(file);
      byte[] compressed = gzip(plain);
      for (byte[] whole : new byte[][] {plain, compressed}) {
        for (int length = 0; length < whole.length; length += length < 60 ? 1 : 977) {
          Files.write(file, Arrays.copyOf(whole, length));
          assertTrue(error().startsWith(file + ": damaged or no IDX file: "));
        }
      }
      Files.write(file, Arrays.copyOf(plain, plain.length + 1));
      assertTrue(error().contains(": more than "), error());
      Files.write(file, new byte[5000]);
      assertTrue(error().contains("it begins with 0x00000000, expected 0x0000080"), error());
      Files.write(file, plain);
    }
  }

  @Test
  void aLyingHeaderIsRefusedBeforeMemoryIsTaken() throws IOException {
    for (int count : new int[] {-1, 0, 21, Integer.MAX_VALUE, 2_739_137}) {
      for (boolean compressed : new boolean[] {false, true}) {
        byte[] bytes = images(20);
        ByteBuffer.wrap(bytes).putInt(4, count);
        Files.write(folder.resolve(IMAGES), compressed ? gzip(bytes) : bytes);
        String message = error();
        boolean couldBe = compressed && count == 21; // all else is known from the header alone
        assertTrue(message.contains(couldBe ? "after its header" : "items do not fit"), message);
      }
    }
  }

  @Test
  void numbersAndLabelsThatDoNotFitAreNamed() throws IOException {
    Path labels = folder.resolve(LABELS);
    Files.write(labels, labels(21));
    assertEquals(
        labels + ": 21 labels, but " + IMAGES + " holds 20 images; fetch both again", error());
    byte[] wrong = labels(20);
    wrong[8 + 3] = 10;
    Files.write(labels, wrong);
    assertEquals(
        labels + ": label 3, byte 11: 10, expected 0 to 9; not a file of fashion-mnist, or damaged",
        error());
    wrong = labels(20);
    wrong[8 + 4] = 5;
    wrong[8 + 14] = 5;
    Files.write(labels, wrong);
    assertEquals(labels + ": empty class: no train image has label 4 (coat)", error());
  }

  @Test
  void paddingPutsImagesIntoTheMiddleOfThreeChannels() {
    ImageSet plain = train();
    ImageSet padded = PaddedImages.of(plain, new ImageShape(3, 32, 33));
    assertEquals(new ImageShape(3, 32, 33), padded.shape());
    assertArrayEquals(plain.labels(), padded.labels());
    byte[] small = new byte[784];
    byte[] large = new byte[3 * 32 * 33];
    plain.read(5, small);
    padded.read(5, large);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 32; y++) {
        for (int x = 0; x < 33; x++) {
          boolean inside = y >= 2 && y < 30 && x >= 2 && x < 30;
          int expected = inside ? small[(y - 2) * 28 + x - 2] : 0;
          assertEquals(expected, large[(c * 32 + y) * 33 + x], c + "," + y + "," + x);
        }
      }
    }
    assertThrows(
        IllegalArgumentException.class, () -> PaddedImages.of(plain, new ImageShape(3, 27, 32)));
  }

  /** Each nested a call deeper in the JDK's reader, to the end of the stack. */
  @Test
  void manyGzipMembersOfNothingAreNoContent() throws IOException {
    byte[] empty = gzip(new byte[0]);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 30_000; i++) {
      many.write(empty);
    }
    Files.write(folder.resolve(IMAGES), many.toByteArray());
    assertTrue(error().contains("ends early"), error());
    many.write(gzip(images(20)));
    Files.write(folder.resolve(IMAGES), many.toByteArray());
    assertEquals(20, train().size());
  }
}
