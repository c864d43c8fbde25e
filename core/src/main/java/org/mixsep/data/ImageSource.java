package org.mixsep.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where the images of a set come from: a reader of files, or what draws them. Both parts have the
 * same shape and classes.
 */
public interface ImageSource {
  /** The two parts of every set. */
  enum Part {
    TRAIN,
    TEST;

    /** Such as {@code train}, for names of sets and files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of every image, told before one is read. */
  ImageShape shape();

  /**
   * Reads all images of a part into memory.
   *
   * @throws org.mixsep.InvalidInputException in one line, when files are missing, unreadable,
   *     damaged or something else
   */
  ImageSet read(Part part);

  /**
   * The same by way of a cache, where reading takes so long that it is worth one.
   *
   * @param cache of sets read before
   */
  default ImageSet read(Part part, ImageSetCache cache) {
    return read(part);
  }

  /** The file of each image of a part, in their order; none where several share one. */
  default List<Path> pictureFiles(Part part) {
    return List.of();
  }
}
