package org.mixsep.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/** Finds the image files that a command line names. */
final class ImageFiles {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif");

  private ImageFiles() {}

  /**
   * The named files, whatever they are called, and the images in and below the named folders: those
   * with an ending of an image, sorted.
   *
   * @throws InvalidInputException when a folder cannot be listed or holds no image
   */
  static List<Path> find(List<Path> inputs) {
    List<Path> files = new ArrayList<>();
    for (Path input : inputs) {
      if (!Files.isDirectory(input)) {
        files.add(input);
        continue;
      }
      List<Path> inside = below(input);
      if (inside.isEmpty()) {
        throw new InvalidInputException(
            "%s holds no image: no file ending in %s"
                .formatted(input, String.join(", ", ENDINGS.stream().sorted().toList())));
      }
      files.addAll(inside);
    }
    return files;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> isImage(file) && Files.isRegularFile(file)).sorted().toList();
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot list %s: %s".formatted(folder, AtomicFile.reason(e)), e);
    } catch (UncheckedIOException e) {
      throw new InvalidInputException(
          "cannot list %s: %s".formatted(folder, AtomicFile.reason(e.getCause())), e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
