package org.mixsep.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a folder of pictures is laid out: parted into training and test pictures, by the names that
 * are usual for these, or all classes together.
 *
 * @param train of a parted folder; all where it is not
 * @param test of a parted folder; none where it is not
 * @param faults all that is wrong with it
 * @param notes what a reader might not expect, a line each
 */
record FolderLayout(
    ClassFolders train, Optional<ClassFolders> test, List<FolderFault> faults, List<String> notes) {
  private static final Set<String> TRAIN = Set.of("train", "training");
  private static final Set<String> TEST = Set.of("test", "testing");
  private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");

  /** Lists it; opens no picture. */
  static FolderLayout of(Path folder) {
    List<Path> parts = FolderListing.entries(folder).stream().filter(FolderLayout::isPart).toList();
    List<Path> train = named(parts, TRAIN);
    List<Path> test = named(parts, TEST);
    List<Path> validation = named(parts, VALIDATION);
    List<FolderFault> faults = new ArrayList<>();
    if (train.isEmpty() && test.isEmpty()) {
      ClassFolders all = ClassFolders.list(folder, faults);
      return new FolderLayout(all, Optional.empty(), faults, List.of());
    }
    List<String> notes = new ArrayList<>();
    if (!validation.isEmpty() && test.isEmpty()) {
      test = validation;
      notes.add("%s is taken for the test pictures".formatted(validation.get(0)));
    } else if (!validation.isEmpty()) {
      notes.add(
          "%s is not used; data.validation=N keeps N of the training pictures apart"
              .formatted(validation.get(0)));
    }
    Path first = only(train, folder.resolve("train"), faults);
    Path second = only(test, folder.resolve("test"), faults);
    for (Path entry : FolderListing.entries(folder)) {
      if (!entry.equals(first) && !entry.equals(second) && !validation.contains(entry)) {
        faults.add(
            new FolderFault(
                entry,
                "lies beside %s and %s and would not be used; move it away"
                    .formatted(first.getFileName(), second.getFileName())));
      }
    }
    ClassFolders training = list(first, faults);
    ClassFolders testing = list(second, faults);
    if (faults.isEmpty()) {
      requireSameClasses(folder, training, testing, faults);
    }
    return new FolderLayout(training, Optional.of(testing), faults, notes);
  }

  /** A folder of folders: one that holds pictures is a class, whatever its name. */
  private static boolean isPart(Path entry) {
    return Files.isDirectory(entry)
        && Stream.of(TRAIN, TEST, VALIDATION).anyMatch(names -> names.contains(name(entry)))
        && FolderListing.entries(entry).stream().anyMatch(Files::isDirectory);
  }

  private static String name(Path entry) {
    return entry.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static List<Path> named(List<Path> parts, Set<String> names) {
    return parts.stream().filter(part -> names.contains(name(part))).toList();
  }

  private static Path only(List<Path> found, Path usual, List<FolderFault> faults) {
    if (found.size() > 1) {
      faults.add(
          new FolderFault(
              found.get(1),
              "means the same as %s; keep one of them".formatted(found.get(0).getFileName())));
    }
    return found.isEmpty() ? usual : found.get(0);
  }

  private static ClassFolders list(Path part, List<FolderFault> faults) {
    if (Files.isDirectory(part)) {
      return ClassFolders.list(part, faults);
    }
    faults.add(
        new FolderFault(
            part,
            "no such folder; beside it lie the pictures of the other half, so train/CLASS/* and"
                + " test/CLASS/* are both needed"));
    return new ClassFolders(List.of(), List.of(), new int[0]);
  }

  private static void requireSameClasses(
      Path folder, ClassFolders train, ClassFolders test, List<FolderFault> faults) {
    List<String> untrained = new ArrayList<>(test.classNames());
    untrained.removeAll(train.classNames());
    List<String> untested = new ArrayList<>(train.classNames());
    untested.removeAll(test.classNames());
    if (!untrained.isEmpty() || !untested.isEmpty()) {
      faults.add(
          new FolderFault(
              folder,
              "train and test hold different classes, only in train %s, only in test %s; each class"
                      .formatted(untested, untrained)
                  + " needs a folder in both"));
    }
  }
}
