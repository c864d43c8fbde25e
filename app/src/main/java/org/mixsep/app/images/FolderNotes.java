package org.mixsep.app.images;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mixsep.data.ImageSet;
import org.mixsep.data.SharedImages;

/** What there is to know of a folder's images before hours of training go into them. */
public final class FolderNotes {
  private static final int MOST_CLASSES = 20;

  private FolderNotes() {}

  /** Classes with their numbers of images, and how many images are on both sides. */
  public static List<String> of(ImageSet train, ImageSet test) {
    int[] trained = counts(train);
    int[] tested = counts(test);
    String classes =
        IntStream.range(0, Math.min(MOST_CLASSES, train.classes()))
            .mapToObj(c -> "%s %d+%d".formatted(train.classNames().get(c), trained[c], tested[c]))
            .collect(Collectors.joining(", "));
    List<String> notes = new ArrayList<>();
    notes.add(
        "%d classes, training+test images: %s%s"
            .formatted(
                train.classes(),
                classes,
                train.classes() > MOST_CLASSES
                    ? " and %d more".formatted(train.classes() - MOST_CLASSES)
                    : ""));
    int shared = SharedImages.count(train, test);
    if (shared > 0) {
      notes.add(
          "warning: %d of %d test images are also among the training images: the test error will be too low; 'mixsep data check folder --dir FOLDER' names them"
              .formatted(shared, test.size()));
    }
    return notes;
  }

  private static int[] counts(ImageSet images) {
    int[] counts = new int[images.classes()];
    for (int label : images.labels()) {
      counts[label]++;
    }
    return counts;
  }
}
