package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.List;

/** Hears what a model says of each image, in the order of the files, on one thread. */
public interface PredictionListener {

  /**
   * A class and how probable it is.
   *
   * @param probability 0..1
   */
  record Ranked(String className, float probability) {}

  /**
   * The files are found.
   *
   * @param model that will classify them
   */
  void begin(Classifier.Facts model, List<Path> files);

  /** Files in the folders that were named are no pictures, and left out; at least one. */
  void passedOver(List<Path> files);

  /**
   * An image was classified.
   *
   * @param top the most probable classes, the first one first
   */
  void classified(Path file, List<Ranked> top);

  /** An image could not be read, for the reason given. */
  void unreadable(Path file, String reason);

  /** So many files are dealt with. */
  void progress(long done, long total);
}
