package org.mixsep.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.mixsep.CacheFile;
import org.mixsep.InvalidInputException;
import org.mixsep.drawing.StreetDigits;

/**
 * A folder that keeps image sets which take time to make or to read, one file per key.
 *
 * <p>The key has to name everything that decides the content, as {@link StreetDigits#key} does. A
 * file that is damaged, short, or not of this key is made anew without a word. Files appear whole
 * or not at all, so several programs may share a folder. Sets are mapped, not loaded: they take no
 * heap memory. See {@link ImageSetFile} for the format.
 */
public final class ImageSetCache {
  /** To be raised whenever the format of the files changes. */
  private static final String FORMAT = "mixsep image set 2\n";

  private static final String SUFFIX = ".images";

  private final Path folder;

  /**
   * @param folder made on the first {@link #get} that has to write
   */
  public ImageSetCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The set of this key: mapped when it is here, else made by {@code source} and kept.
   *
   * @param key letters, digits, dots, dashes and underscores
   * @throws InvalidInputException when the folder cannot be made or written to
   * @throws IllegalArgumentException when the key is no file name
   */
  public ImageSet get(String key, Supplier<ImageSet> source) {
    // The source is asked while the file is open: an unwritable folder is then known at once.
    return kept(key).orElseGet(() -> make(key, sink -> write(source.get(), sink)));
  }

  /**
   * The set of this key: mapped when it is here, else read from {@code images} one by one and kept.
   *
   * @throws InvalidInputException as {@link #get(String, Supplier)}, and when the images' own files
   *     are at fault
   */
  public ImageSet get(String key, ImageStream images) {
    return kept(key).orElseGet(() -> make(key, sink -> ImageSetFile.write(images, sink)));
  }

  private static void write(ImageSet set, CacheFile.Sink sink) throws IOException {
    ImageSetFile.write(ImageStream.of(set), sink);
  }

  private Optional<ImageSet> kept(String key) {
    Path file = file(key);
    OptionalLong payload = CacheFile.wholePayload(file, sha256(key));
    if (payload.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ImageSetFile.map(file, payload.getAsLong()));
    } catch (IOException | IllegalArgumentException | InvalidInputException e) {
      return Optional.empty(); // it went away since, or is another's: a new file mends that
    }
  }

  private ImageSet make(String key, CacheFile.Payload payload) {
    CacheFile.write(file(key), sha256(key), payload);
    return kept(key)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "cannot read %s, which was written just now; check the disk, or name another"
                            .formatted(file(key))
                        + " folder by cache=FOLDER"));
  }

  private Path file(String key) {
    if (!key.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    return folder.resolve(key + SUFFIX);
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((FORMAT + key).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
