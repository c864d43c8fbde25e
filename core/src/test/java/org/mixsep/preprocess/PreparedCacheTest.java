package org.mixsep.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.CacheFile;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

class PreparedCacheTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 4);
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final PreprocessingRecipe RECIPE =
      new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening());

  @TempDir Path folder;
  private final ImageSet training = TestImages.random(1, 40, SHAPE);
  private final ImageSet test = TestImages.random(2, 7, SHAPE);

  /** Ways to spoil a file; the last makes a whole file of another key. */
  private enum Damage {
    PAYLOAD_BIT,
    HEADER_BIT,
    SHORT,
    LONG,
    EMPTY,
    FOREIGN
  }

  @Test
  void secondTimeNothingIsComputed() throws IOException {
    float[] first = prepareAll();
    assertEquals(3, files().size(), "fitted values and two image sets");
    for (Path file : files()) {
      Files.setLastModifiedTime(file, LONG_AGO);
    }
    assertArrayEquals(first, prepareAll(), 0f);
    for (Path file : files()) {
      assertEquals(LONG_AGO, Files.getLastModifiedTime(file), file + " was written again");
    }
    assertArrayEquals(first, TestImages.values(RECIPE.fit(training).apply(test)), 0f);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void spoiledFilesAreComputedAgain(Damage damage) throws IOException {
    float[] first = prepareAll();
    for (Path file : files()) {
      spoil(file, damage);
      byte[] spoiled = Files.readAllBytes(file);
      assertArrayEquals(first, prepareAll(), 0f, "after damage to " + file);
      assertFalse(Arrays.equals(spoiled, Files.readAllBytes(file)), file + " was left as it was");
      assertTrue(Files.size(file) > CacheFile.HEADER_BYTES);
    }
    assertEquals(3, files().size());
  }

  @Test
  void otherRecipeTrainingSetOrImagesAreOtherFiles() throws IOException {
    prepareAll();
    PreprocessingRecipe other = new PreprocessingRecipe(new ZcaWhitening());
    ImageSet fewer = training.subset("fewer", new int[] {0, 1, 2, 3});
    for (FittedPreprocessing fitted :
        List.of(cache().fit(other, training), cache().fit(RECIPE, fewer))) {
      PreparedImages prepared = cache().prepare(fitted, test);
      assertArrayEquals(TestImages.values(fitted.apply(test)), TestImages.values(prepared), 0f);
    }
    assertEquals(3 + 4, files().size());
  }

  @Test
  void segmentsHoldWholeImages() {
    for (int images : new int[] {1, 2, 5, 7, 8}) {
      long segment = images * 4L * SHAPE.values() + 3;
      PreparedCache small = new PreparedCache(folder, segment, any -> Long.MAX_VALUE);
      FittedPreprocessing fitted = small.fit(RECIPE, training);
      float[] expected = TestImages.values(fitted.apply(test));
      assertArrayEquals(expected, TestImages.values(small.prepare(fitted, test)), 0f);

      PreparedImages.Builder heap = new PreparedImages.Builder(test, segment);
      fitted.forEachBlock(test, heap::append);
      assertArrayEquals(expected, TestImages.values(heap.build()), 0f);
    }
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "not a folder");
    PreparedCache cache = new PreparedCache(file.resolve("cache"));
    assertMessage(file.resolve("cache").toString(), () -> cache.fit(RECIPE, training));
    assertMessage(
        "%,d bytes".formatted(CacheFile.HEADER_BYTES + 4 * test.size() * SHAPE.values()),
        () -> cache.prepare(RECIPE.fit(training), test));
  }

  @Test
  void tooLittleSpaceIsToldBeforeAnythingIsWritten() throws IOException {
    PreparedCache full = new PreparedCache(folder, 1 << 20, any -> 5000);
    assertMessage("5,000 are free", () -> full.prepare(RECIPE.fit(training), test));
    assertEquals(List.of(), files());
  }

  private float[] prepareAll() {
    FittedPreprocessing fitted = cache().fit(RECIPE, training);
    cache().prepare(fitted, training);
    return TestImages.values(cache().prepare(fitted, test));
  }

  private PreparedCache cache() {
    return new PreparedCache(folder);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private void spoil(Path file, Damage damage) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (damage) {
      case PAYLOAD_BIT -> bytes[bytes.length - 5] ^= 16;
      case HEADER_BIT -> bytes[20] ^= 1;
      case SHORT -> bytes = Arrays.copyOf(bytes, bytes.length - 1);
      case LONG -> bytes = Arrays.copyOf(bytes, bytes.length + 1);
      case EMPTY -> bytes = new byte[0];
      case FOREIGN -> {
        // Whole by itself, of the same length, but computed from something else.
        byte[] payload = new byte[bytes.length - CacheFile.HEADER_BYTES];
        CacheFile.write(file, new byte[32], sink -> sink.put(ByteBuffer.wrap(payload)));
        return;
      }
    }
    Files.write(file, bytes);
  }

  private static void assertMessage(String part, Executable act) {
    String message = assertThrows(InvalidInputException.class, act).getMessage();
    assertTrue(message.contains(part), message);
  }
}
