package org.mixsep.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;

/**
 * Something wrong with a folder of pictures.
 *
 * @param path the file or folder at fault
 * @param problem what is wrong and what to do, in one line
 */
public record FolderFault(Path path, String problem) {
  /** More would make a line that nobody reads. */
  private static final int TOLD = 5;

  @Override
  public String toString() {
    return path + ": " + problem;
  }

  /**
   * One line for all faults of a folder.
   *
   * @param faults at least one
   */
  static InvalidInputException refusal(Path folder, List<FolderFault> faults) {
    if (faults.size() == 1) {
      return new InvalidInputException(faults.get(0).toString());
    }
    String told =
        faults.stream().limit(TOLD).map(FolderFault::toString).collect(Collectors.joining("; "));
    return new InvalidInputException(
        "%s: %s faults: %s%s"
            .formatted(
                folder,
                faults.size(),
                told,
                faults.size() <= TOLD
                    ? ""
                    : "; and %s more: 'mixsep data check folder --dir \"%s\"' lists all"
                        .formatted(faults.size() - TOLD, folder)));
  }
}
