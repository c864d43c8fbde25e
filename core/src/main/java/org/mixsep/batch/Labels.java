package org.mixsep.batch;

/**
 * The labels of a batch. An image that was mixed of two has two, with shares that add up to 1.
 *
 * @param main of each image; of two labels the one with the larger share
 * @param other second label of each image; no entries where no image is mixed
 * @param shares of the main label, 0.5 to 1; no entries where no image is mixed
 */
public record Labels(int[] main, int[] other, float[] shares) {
  public Labels {
    if (other.length != shares.length || mixed(shares) && shares.length != main.length) {
      throw new IllegalArgumentException(
          "%s labels, %s second ones and %s shares do not belong together"
              .formatted(main.length, other.length, shares.length));
    }
  }

  /** One label an image. */
  public static Labels of(int[] labels) {
    return new Labels(labels, new int[0], new float[0]);
  }

  /**
   * Two labels an image.
   *
   * @param share of the first label, 0 to 1; of two halves the first is the main one
   */
  public static Labels mixed(int[] first, int[] second, float[] share) {
    int[] main = first.clone();
    int[] other = second.clone();
    float[] shares = share.clone();
    for (int i = 0; i < main.length; i++) {
      if (share[i] < 0.5f) {
        main[i] = second[i];
        other[i] = first[i];
        shares[i] = 1 - share[i];
      }
    }
    return new Labels(main, other, shares);
  }

  /**
   * @throws IllegalArgumentException when a label is not in {0..classes-1}
   */
  public void requireClasses(int classes) {
    requireClasses(main, classes);
    requireClasses(other, classes);
  }

  private static void requireClasses(int[] labels, int classes) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "image %s has label %s, expected 0 to %s".formatted(i, labels[i], classes - 1));
      }
    }
  }

  /** Whether images have two labels. */
  public boolean mixed() {
    return mixed(shares);
  }

  private static boolean mixed(float[] shares) {
    return shares.length > 0;
  }
}
