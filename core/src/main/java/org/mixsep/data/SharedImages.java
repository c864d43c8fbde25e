package org.mixsep.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Images that are in two sets, pixel for pixel. */
public final class SharedImages {
  private SharedImages() {}

  /** An image of one set, and the first of another that is the same. */
  public record Pair(int train, int test) {}

  /**
   * How many images of one set are also in another, which makes an error measured on them too low.
   *
   * @param train images of the same shape as {@code test}'s
   */
  public static int count(ImageSet train, ImageSet test) {
    return pairs(train, test).size();
  }

  /** Which these are, in the order of the second set; sets as for {@link #count}. */
  public static List<Pair> pairs(ImageSet train, ImageSet test) {
    Map<Long, List<Integer>> bySum = new HashMap<>();
    byte[] image = new byte[train.shape().values()];
    for (int i = 0; i < train.size(); i++) {
      train.read(i, image);
      bySum.computeIfAbsent(sum(image), sum -> new ArrayList<>(1)).add(i);
    }
    byte[] other = new byte[image.length];
    List<Pair> shared = new ArrayList<>();
    for (int i = 0; i < test.size(); i++) {
      test.read(i, image);
      for (int candidate : bySum.getOrDefault(sum(image), List.of())) {
        train.read(candidate, other);
        if (Arrays.equals(image, other)) {
          shared.add(new Pair(candidate, i));
          break;
        }
      }
    }
    return shared;
  }

  private static long sum(byte[] image) {
    CRC32C sum = new CRC32C();
    sum.update(image);
    return sum.getValue();
  }
}
