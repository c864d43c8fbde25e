package org.mixsep.data;

/** A source that may be too large to hold: read from beginning to end, and kept in a cache. */
public interface StreamedSource extends ImageSource {
  /**
   * The images of a part, to be read.
   *
   * @throws org.mixsep.InvalidInputException when a file is missing; reading throws it when one is
   *     damaged
   */
  ImageStream stream(Part part);

  /** Names the content of {@link #stream} by its files, for an {@link ImageSetCache}. */
  String key(Part part);

  @Override
  default ImageSet read(Part part) {
    return stream(part).toHeap();
  }

  @Override
  default ImageSet read(Part part, ImageSetCache cache) {
    return cache.get(key(part), stream(part));
  }
}
