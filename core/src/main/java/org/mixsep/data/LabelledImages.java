package org.mixsep.data;

import java.util.List;
import org.mixsep.InvalidInputException;

/**
 * What sets of images have in common, whatever their values are: a name, one shape, and a label in
 * {0..classes-1} for each image. Immutable.
 */
public abstract class LabelledImages {
  private final String name;
  private final ImageShape shape;
  private final int[] labels;
  private final List<String> classNames;

  /**
   * @param name what to call the set in messages, such as {@code cifar10 test}
   * @throws InvalidInputException when a label has no class
   */
  protected LabelledImages(String name, ImageShape shape, int[] labels, List<String> classNames) {
    this.name = name;
    this.shape = shape;
    this.labels = labels.clone();
    this.classNames = List.copyOf(classNames);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new InvalidInputException(
            "%s: image %s has label %s, expected 0 to %s"
                .formatted(name, i, labels[i], classNames.size() - 1));
      }
    }
  }

  /** Those of another set. */
  protected LabelledImages(LabelledImages source) {
    this.name = source.name;
    this.shape = source.shape;
    this.labels = source.labels;
    this.classNames = source.classNames;
  }

  /**
   * Those of another set, but the labels.
   *
   * @throws InvalidInputException when their number is another, or one has no class
   */
  protected LabelledImages(LabelledImages source, int[] labels) {
    this(source.name, source.shape, labels, source.classNames);
    if (labels.length != source.size()) {
      throw new InvalidInputException(
          "%s: %s labels for %s images".formatted(source.name, labels.length, source.size()));
    }
  }

  /** The set's name, such as {@code cifar10 test}. */
  public final String name() {
    return name;
  }

  public final ImageShape shape() {
    return shape;
  }

  /** Number of images. */
  public final int size() {
    return labels.length;
  }

  public final int classes() {
    return classNames.size();
  }

  public final List<String> classNames() {
    return classNames;
  }

  public final int label(int index) {
    return labels[index];
  }

  /** A copy of all labels. */
  public final int[] labels() {
    return labels.clone();
  }
}
