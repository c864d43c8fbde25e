package org.mixsep.data;

import java.nio.file.Path;
import java.util.List;
import org.mixsep.InvalidInputException;

/** Checks of labels that all readers share. */
final class LabelChecks {
  private LabelChecks() {}

  /**
   * @param where the file or folder to name
   * @param split what to call the images, such as {@code train}
   * @throws InvalidInputException when a class has no image
   */
  static void requireEveryClass(int[] labels, List<String> names, Path where, String split) {
    boolean[] seen = new boolean[names.size()];
    for (int label : labels) {
      seen[label] = true;
    }
    for (int label = 0; label < seen.length; label++) {
      if (!seen[label]) {
        throw new InvalidInputException(
            "%s: empty class: no %s image has label %s (%s)"
                .formatted(where, split, label, names.get(label)));
      }
    }
  }
}
