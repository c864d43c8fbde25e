package org.mixsep.data;

import java.nio.file.Path;
import org.mixsep.InvalidInputException;

/** What to say when an image set's files are not where they should be. */
final class MissingFiles {
  private MissingFiles() {}

  /**
   * @param set the set's name, such as {@code cifar10}
   * @param files what its folder holds, such as {@code train.bin, test.bin}
   */
  static InvalidInputException folder(Path folder, String set, String files) {
    return error(folder, "no such folder", set, files);
  }

  /** As {@link #folder}, for one file of the set. */
  static InvalidInputException file(Path file, String set, String files) {
    return error(file, "missing", set, files);
  }

  private static InvalidInputException error(Path path, String what, String set, String files) {
    return new InvalidInputException(
        "%s: %s; data.dir must name the folder of %s (%s), 'mixsep data fetch %s' downloads it"
            .formatted(path, what, set, files, set));
  }
}
