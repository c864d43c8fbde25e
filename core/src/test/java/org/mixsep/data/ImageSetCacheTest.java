package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.drawing.StreetDigits;

class ImageSetCacheTest {
  private static final String KEY = "small-v1";

  @TempDir Path folder;
  private int made;

  private final Supplier<ImageSet> source =
      () -> {
        made++;
        byte[] pixels = {1, -1, 0, 127, -128, 5, 6, 7, 8, 9, 10, 11};
        return new ImageSet(
            "small",
            new ImageShape(1, 2, 2),
            ByteBuffer.wrap(pixels),
            new int[] {1, 0, 1},
            List.of("naïve", "plain"));
      };

  private ImageSet get() {
    return new ImageSetCache(folder).get(KEY, source);
  }

  private Path file() {
    return folder.resolve(KEY + ".images");
  }

  @Test
  void secondTimeIsReadAndEqual() {
    ImageSet first = get();
    ImageSet second = get();
    assertEquals(1, made);
    assertEquals(first.fingerprint(), second.fingerprint());
    assertEquals("small", second.name());
    assertEquals(first.shape(), second.shape());
    assertEquals(first.classNames(), second.classNames());
    assertArrayEquals(first.labels(), second.labels());
  }

  @Test
  void keepsStreetDigits() {
    StreetDigits digits = new StreetDigits(2, 10);
    ImageSetCache cache = new ImageSetCache(folder.resolve("a/b"));
    String key = digits.key(Part.TEST, 30);
    ImageSet made = cache.get(key, () -> digits.test(30));
    ImageSet kept =
        cache.get(
            key,
            () -> {
              throw new AssertionError("not read from the cache");
            });
    assertEquals(made.fingerprint(), kept.fingerprint());
  }

  @Test
  void leavesOneFileOnly() throws IOException {
    get();
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void everyChangedByteIsNoticed() throws IOException {
    String expected = get().fingerprint();
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length; at += at < 50 || at > 4090 ? 1 : 97) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x81;
      Files.write(file(), damaged);
      made = 0;
      assertEquals(expected, get().fingerprint());
      assertEquals(1, made, "byte " + at);
    }
  }

  @Test
  void damagedFileIsMadeAnew() throws IOException {
    String expected = get().fingerprint();
    byte[] whole = Files.readAllBytes(file());
    byte[] damaged = whole.clone();
    damaged[whole.length - 10] ^= 1;
    Files.write(file(), damaged);
    assertEquals(expected, get().fingerprint());
    assertEquals(2, made);
    assertArrayEquals(whole, Files.readAllBytes(file()));
  }

  @Test
  void everyShortOrLongFileIsMadeAnew() throws IOException {
    get();
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length + 1; length += length < 4090 ? 371 : 1) {
      if (length != whole.length) {
        Files.write(file(), Arrays.copyOf(whole, length));
        made = 0;
        get();
        assertEquals(1, made, "length " + length);
      }
    }
  }

  @Test
  void foreignFileAndAnotherKeysFileAreMadeAnew() throws IOException {
    Files.writeString(file(), "this is somebody else's file, longer than the head of ours");
    get();
    assertEquals(1, made);
    Files.copy(file(), folder.resolve("other.images"));
    new ImageSetCache(folder).get("other", source);
    assertEquals(2, made);
  }

  @Test
  void aStreamIsReadOnceAndKeepsWhatItRead() {
    ImageSet set = source.get();
    ImageStream stream = ImageStream.of(set);
    ImageSetCache cache = new ImageSetCache(folder);
    ImageSet kept = cache.get("stream", stream);
    ImageStream unreadable =
        new ImageStream(
            "none",
            set.shape(),
            set.classNames(),
            sink -> {
              throw new AssertionError("not read from the cache");
            });
    for (ImageSet found : List.of(kept, cache.get("stream", unreadable), stream.toHeap())) {
      assertEquals(set.fingerprint(), found.fingerprint());
      assertEquals(set.classNames(), found.classNames());
      assertEquals("small", found.name());
    }
  }

  @Test
  void aSetOfMoreThanTwoGigabytesIsRefused() {
    ImageShape large = new ImageShape(1, 1, 1 << 30);
    ImageStream stream = new ImageStream("large", large, List.of("a"), sink -> new int[0]);
    stream.requireFits(2L * (1 << 30) - 1);
    String message =
        assertThrows(InvalidInputException.class, () -> stream.requireFits(2L << 30)).getMessage();
    assertTrue(message.startsWith("large: more than 1 images of 1x1x1073741824 do not fit"));
  }

  @Test
  void failingSourceLeavesNothingBehind() throws IOException {
    ImageSetCache cache = new ImageSetCache(folder);
    assertThrows(
        IllegalStateException.class,
        () ->
            cache.get(
                KEY,
                () -> {
                  throw new IllegalStateException("stop");
                }));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void folderThatIsAFileIsNamedBeforeAnythingIsMade() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file");
    ImageSetCache cache = new ImageSetCache(blocked);
    String message =
        assertThrows(InvalidInputException.class, () -> cache.get(KEY, source)).getMessage();
    assertEquals(
        "cannot write "
            + blocked.resolve(KEY + ".images")
            + ": a file stands where a folder is needed; check that the folder is writable and has"
            + " space left",
        message);
    assertEquals(0, made);
  }

  @Test
  void readOnlyFolderIsNamed() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assertTrue(locked.toFile().setWritable(false));
    assumeFalse(Files.isWritable(locked), "root may write anywhere");
    try {
      ImageSetCache cache = new ImageSetCache(locked);
      String message =
          assertThrows(InvalidInputException.class, () -> cache.get(KEY, source)).getMessage();
      assertTrue(message.startsWith("cannot write " + locked), message);
      assertFalse(message.contains("\n"));
    } finally {
      assertTrue(locked.toFile().setWritable(true));
    }
  }

  @Test
  void refusesKeysThatAreNoFileNames() {
    ImageSetCache cache = new ImageSetCache(folder);
    for (String key : List.of("", "../up", "a/b", ".hidden", "a b")) {
      assertThrows(IllegalArgumentException.class, () -> cache.get(key, source), key);
    }
  }
}
