package org.mixsep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.mixsep.InvalidInputException;

/**
 * A folder that keeps image sets which take time to make, one file per key.
 *
 * <p>The key has to name everything that decides the content, as {@link StreetDigits#key} does. A
 * file that is damaged, short, or not of this key is made anew without a word. A file is written
 * under another name, forced to disk and then moved into place, so that a reader, in whatever
 * process, sees a whole file or none. See {@link ImageSetFile} for the format.
 */
public final class ImageSetCache {
  private static final String SUFFIX = ".images";

  private final Path folder;

  /**
   * @param folder made on the first {@link #get} that has to write
   */
  public ImageSetCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The set of this key: read when it is here, else made by {@code source} and kept.
   *
   * @param key letters, digits, dots, dashes and underscores
   * @throws InvalidInputException when the folder cannot be made or written to
   * @throws IllegalArgumentException when the key is no file name
   */
  public ImageSet get(String key, Supplier<ImageSet> source) {
    if (!key.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    Path file = folder.resolve(key + SUFFIX);
    return read(file, key).orElseGet(() -> make(file, key, source));
  }

  private static Optional<ImageSet> read(Path file, String key) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ImageSetFile.read(file, key));
    } catch (IOException e) {
      return Optional.empty(); // whatever is wrong with it, a new file mends
    }
  }

  private ImageSet make(Path file, String key, Supplier<ImageSet> source) {
    try {
      Files.createDirectories(folder);
      // Before the set is made: an unwritable folder should be known at once.
      Path unfinished = Files.createTempFile(folder, "unfinished-", SUFFIX);
      try {
        ImageSet set = source.get();
        ImageSetFile.write(set, unfinished, key);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return set;
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: cannot keep image sets in this folder (%s); name another or make it writable"
              .formatted(folder, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }
}
