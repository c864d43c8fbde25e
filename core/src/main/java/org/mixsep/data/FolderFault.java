package org.mixsep.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;
import org.mixsep.picture.PictureException;

/**
 * Something wrong with a folder of pictures.
 *
 * @param path the file or folder at fault
 * @param problem what is wrong and what to do, in one line
 */
public record FolderFault(Path path, String problem) {
  /** More would make a line that nobody reads. */
  private static final int TOLD = 5;

  /** What to say of a file of a set, of which none may be lost. */
  public static FolderFault of(Path file, PictureException e) {
    String remedy =
        e.problem() == PictureException.Problem.NO_PICTURE
            ? "remove it, or hide it by a name that begins with a dot"
            : "mend it or remove it";
    return new FolderFault(file, e.getMessage() + "; " + remedy);
  }

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
