package org.mixsep.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/** What lies in folders of pictures, in the same order on every system. */
public final class FolderListing {
  /** What systems, cameras and file servers put beside pictures, some of it pictures as well. */
  private static final Set<String> OF_SYSTEMS =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "icon\r",
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "__macosx");

  private FolderListing() {}

  /** What lies in a folder and is not hidden, sorted by name. */
  static List<Path> entries(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> !isHidden(path.getFileName()))
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * All files under a folder that are not hidden, sorted by their path in it.
   *
   * @throws InvalidInputException naming a folder that cannot be listed
   */
  public static List<Path> files(Path folder) {
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return found
          .filter(Files::isRegularFile)
          .filter(path -> !anyHidden(folder.relativize(path)))
          .sorted(Comparator.comparing(path -> sortable(folder.relativize(path))))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static String sortable(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static boolean anyHidden(Path relative) {
    for (Path name : relative) {
      if (isHidden(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHidden(Path name) {
    String text = name.toString();
    return text.startsWith(".") || OF_SYSTEMS.contains(text.toLowerCase(Locale.ROOT));
  }

  private static InvalidInputException unreadable(Path folder, Exception e) {
    IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
    return new InvalidInputException(
        "%s: cannot be listed (%s)".formatted(folder, AtomicFile.reason(cause)), e);
  }
}
