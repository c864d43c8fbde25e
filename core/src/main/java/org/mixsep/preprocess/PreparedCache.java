package org.mixsep.preprocess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.mixsep.CacheFile;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.torch.SafetensorsFile;

/**
 * A folder that keeps fitted preprocessing and prepared images, so that they are computed once.
 *
 * <p>Every file is named after a SHA-256 over all that it was computed from. A file that is short,
 * damaged or foreign is computed anew and replaced. Files appear whole or not at all, so several
 * programs may share a folder. Prepared images are mapped, not loaded: they take no heap memory.
 */
public final class PreparedCache {
  private static final String KEY = "key";
  private static final long SEGMENT_BYTES = 1L << 30;

  private final Path folder;
  private final long segmentBytes;
  private final FreeSpace freeSpace;

  /** How many bytes can still be written to a folder. */
  interface FreeSpace {
    long of(Path folder) throws IOException;
  }

  /**
   * @param folder made when it does not exist and something is to be written
   */
  public PreparedCache(Path folder) {
    this(folder, SEGMENT_BYTES, PreparedCache::usableSpace);
  }

  PreparedCache(Path folder, long segmentBytes, FreeSpace freeSpace) {
    this.folder = folder.toAbsolutePath();
    this.segmentBytes = segmentBytes;
    this.freeSpace = freeSpace;
  }

  /**
   * The recipe fitted on the training images, from this folder or computed and kept there.
   *
   * @throws InvalidInputException when the folder cannot be written or has too little space left
   */
  public FittedPreprocessing fit(PreprocessingRecipe recipe, ImageSet training) {
    byte[] key = CacheKey.of("fitted", recipe.description(), training.fingerprint());
    Path file = file("fitted", key, ".safetensors");
    Optional<FittedPreprocessing> kept = kept(file, key, recipe, training.shape());
    if (kept.isPresent()) {
      return kept.get();
    }
    FittedPreprocessing fitted = recipe.fit(training);
    if (!fitted.values().isEmpty()) {
      keep(file, key, fitted);
    }
    return fitted;
  }

  @SuppressWarnings("try") // a scope is opened for what its end frees
  private static Optional<FittedPreprocessing> kept(
      Path file, byte[] key, PreprocessingRecipe recipe, ImageShape shape) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (PointerScope scope = new PointerScope()) {
      SafetensorsFile.Contents contents = SafetensorsFile.read(file);
      boolean ours = contents.verified() && hex(key).equals(contents.texts().get(KEY));
      return ours
          ? Optional.of(FittedPreprocessing.restore(recipe, shape, contents.tensors()))
          : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty(); // damaged or foreign: fitted anew and replaced
    }
  }

  @SuppressWarnings("try") // a scope is opened for what its end frees
  private void keep(Path file, byte[] key, FittedPreprocessing fitted) {
    long bytes =
        fitted.values().values().stream().mapToLong(value -> 8L * value.values().length).sum();
    requireSpace(bytes);
    try (PointerScope scope = new PointerScope()) {
      SafetensorsFile.write(file, fitted.state(), Map.of(KEY, hex(key)));
    }
  }

  /**
   * All images of a set prepared, from this folder or computed and kept there.
   *
   * @throws InvalidInputException when shapes differ, or the folder cannot be written or has too
   *     little space left
   */
  public PreparedImages prepare(FittedPreprocessing fitted, ImageSet images) {
    // The fitted values stand for the training set here: they hold all that depends on it.
    byte[] key =
        CacheKey.of(
            "images",
            fitted.recipe().description(),
            CacheKey.fingerprint(fitted),
            images.fingerprint());
    Path file = file("images", key, ".bin");
    long bytes = 4L * images.shape().values() * images.size();
    if (!CacheFile.wholePayload(file, key).equals(OptionalLong.of(bytes))) {
      requireSpace(bytes);
      CacheFile.write(file, key, sink -> write(fitted, images, sink));
    }
    try {
      return map(file, images);
    } catch (IOException e) {
      throw new InvalidInputException("cannot map %s into memory: %s".formatted(file, e), e);
    }
  }

  private PreparedImages map(Path file, ImageSet images) throws IOException {
    int perSegment = PreparedImages.imagesPerSegment(images.shape(), segmentBytes);
    long imageBytes = 4L * images.shape().values();
    List<FloatBuffer> segments = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int first = 0; first < images.size(); first += perSegment) {
        long count = Math.min(perSegment, images.size() - first);
        long start = CacheFile.HEADER_BYTES + first * imageBytes;
        segments.add(
            channel
                .map(FileChannel.MapMode.READ_ONLY, start, count * imageBytes)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer());
      }
    }
    return new PreparedImages(images, segments, perSegment);
  }

  private static void write(FittedPreprocessing fitted, ImageSet images, CacheFile.Sink sink)
      throws IOException {
    try {
      fitted.forEachBlock(
          images,
          block -> {
            try {
              sink.put(block);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void requireSpace(long payloadBytes) {
    long needed = CacheFile.HEADER_BYTES + payloadBytes;
    try {
      Files.createDirectories(folder);
      long free = freeSpace.of(folder);
      if (free < needed) {
        throw new InvalidInputException(
            String.format(
                    Locale.ROOT,
                    "%s: %,d bytes are needed for prepared images and %,d are free: make room or choose",
                    folder,
                    needed,
                    free)
                + " another folder");
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          String.format(
                  Locale.ROOT,
                  "%s: cannot write %,d bytes of prepared images there (%s): make it writable or choose",
                  folder,
                  needed,
                  e)
              + " another folder",
          e);
    }
  }

  private Path file(String kind, byte[] key, String suffix) {
    return folder.resolve(kind + "-" + hex(key).substring(0, 32) + suffix);
  }

  private static String hex(byte[] key) {
    return HexFormat.of().formatHex(key);
  }

  private static long usableSpace(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }
}
