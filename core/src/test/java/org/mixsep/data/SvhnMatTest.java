package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.Fixtures;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSource.Part;

/**
 * The files were written by scipy, which shares no code with the reader: see {@code
 * src/test/python/make_reader_fixtures.py}. Train and extra are compressed, test is not and has its
 * labels as doubles.
 */
class SvhnMatTest {
  @TempDir Path folder;

  @BeforeEach
  void copyFixtures() throws IOException {
    for (String name : List.of("train", "extra", "test")) {
      Fixtures.copy("svhn/%s_32x32.mat".formatted(name), folder.resolve(name + "_32x32.mat"));
    }
  }

  private String error(Executable reading) {
    String message = assertThrows(InvalidInputException.class, reading).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  private static void assertImages(ImageSet set, int from, int count, int first) {
    byte[] image = new byte[3072];
    for (int i = 0; i < count; i++) {
      assertEquals((i + 1) % 10, set.label(from + i), "label of image " + (from + i));
      set.read(from + i, image);
      for (int at = 0; at < 3072; at++) {
        int channel = at / 1024;
        int row = at % 1024 / 32;
        int column = at % 32;
        int expected = (7 * (first + i) + 3 * row + 5 * column + 50 * channel) % 256;
        assertEquals(expected, image[at] & 0xFF, "image " + (from + i) + ", byte " + at);
      }
    }
  }

  @Test
  void readsCompressedImagesAndLabels() {
    ImageSet set = new SvhnMat(folder, false).stream(Part.TRAIN).toHeap();
    assertEquals("svhn train", set.name());
    assertEquals(new ImageShape(3, 32, 32), set.shape());
    assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), set.classNames());
    assertEquals(20, set.size());
    assertImages(set, 0, 20, 0);
  }

  @Test
  void readsExtraImagesAfterTheOthers() {
    ImageSet set = new SvhnMat(folder, true).stream(Part.TRAIN).toHeap();
    assertEquals(50, set.size());
    assertImages(set, 0, 20, 0);
    assertImages(set, 20, 30, 100);
  }

  @Test
  void readsPlainImagesAndLabelsOfAnotherType() {
    ImageSet set = new SvhnMat(folder, false).stream(Part.TEST).toHeap();
    assertEquals("svhn test", set.name());
    assertEquals(10, set.size());
    assertImages(set, 0, 10, 200);
  }

  @Test
  void keysFollowTheFiles() throws IOException {
    SvhnMat svhn = new SvhnMat(folder, false);
    String train = svhn.key(Part.TRAIN);
    assertEquals(train, new SvhnMat(folder, false).key(Part.TRAIN));
    assertNotEquals(train, new SvhnMat(folder, true).key(Part.TRAIN));
    assertNotEquals(train, svhn.key(Part.TEST));
    Files.setLastModifiedTime(folder.resolve("train_32x32.mat"), FileTime.fromMillis(1));
    assertNotEquals(train, svhn.key(Part.TRAIN));
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Path extra = folder.resolve("extra_32x32.mat");
    Files.delete(extra);
    new SvhnMat(folder, false).stream(Part.TRAIN);
    assertEquals(
        extra
            + ": missing; data.dir must name the folder of svhn (train_32x32.mat, test_32x32.mat"
            + " and, if wanted, extra_32x32.mat), 'mixsep data fetch svhn' downloads it",
        error(() -> new SvhnMat(folder, true).stream(Part.TRAIN)));
    Path none = folder.resolve("none");
    assertTrue(
        error(() -> new SvhnMat(none, false).stream(Part.TEST))
            .startsWith(none + ": no such folder; "));
  }

  @Test
  void everyCutFileIsRefused() throws IOException {
    for (String name : List.of("train_32x32.mat", "test_32x32.mat")) {
      byte[] whole = Files.readAllBytes(folder.resolve(name));
      for (int length = 0; length < whole.length; length += length < 400 ? 1 : 131) {
        Path file = Files.write(folder.resolve("cut.mat"), Arrays.copyOf(whole, length));
        String message = error(() -> MatDigits.read(file, image -> {}));
        assertTrue(message.startsWith(file + ": damaged or no file of svhn, up to byte "), message);
      }
    }
  }

  @Test
  void aChangedCompressedByteIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("train_32x32.mat"));
    for (int at = 136; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Path file = Files.write(folder.resolve("flipped.mat"), damaged);
      error(() -> MatDigits.read(file, image -> {}));
    }
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    Path file = folder.resolve("test_32x32.mat");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 0x40; // the last label, 10.0, becomes 2^n times as large
    bytes[bytes.length - 2] = (byte) 0x44;
    Files.write(file, bytes);
    String message = error(() -> new SvhnMat(folder, false).stream(Part.TEST).toHeap());
    assertTrue(message.contains("labels 1 to 10 in y, where label 9 is "), message);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("test_32x32.mat"), "x".repeat(500));
    assertEquals(
        file
            + ": damaged or no file of svhn, up to byte 128: it is no MATLAB 5 file; fetch it again",
        error(() -> new SvhnMat(folder, false).stream(Part.TEST).toHeap()));
  }
}
