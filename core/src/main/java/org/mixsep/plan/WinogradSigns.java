package org.mixsep.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The transforms of Winograd's F(2x2, 3x3) as sums: which values, by number, are added, taken off
 * or left out.
 */
final class WinogradSigns {
  /** Values of a patch, and products made of it. */
  static final int PATCH = 16;

  /** Values of a kernel. */
  static final int KERNEL = 9;

  /** Rows make values of a tile from products, columns products' gradients from a tile's. */
  private static final int[][] OUTPUT = {{1, 1, 1, 0}, {0, 1, -1, 1}};

  private WinogradSigns() {}

  /** How the weight of a product is made of a kernel's 9 values, but for halves. */
  static List<Integer> ofWeight(int product, boolean turned) {
    List<Integer> signs = new ArrayList<>();
    for (int i = 0; i < KERNEL; i++) {
      int value = turned ? KERNEL - 1 - i : i;
      signs.add(
          WinogradMatrix.OF_WEIGHT2[product / 4][value / 3]
              * WinogradMatrix.OF_WEIGHT2[product % 4][value % 3]);
    }
    return signs;
  }

  static boolean isCorner(int product) {
    return product / 4 % 3 == 0 && product % 4 % 3 == 0;
  }

  /** How a value of a tile is made of 16 products. */
  static List<Integer> there(int value) {
    List<Integer> signs = new ArrayList<>();
    for (int i = 0; i < PATCH; i++) {
      signs.add(OUTPUT[value / 2][i / 4] * OUTPUT[value % 2][i % 4]);
    }
    return signs;
  }

  /** How the gradient of a product is made of a tile's values, which lie at the corners. */
  static List<Integer> back(int product) {
    List<Integer> signs = new ArrayList<>();
    for (int i = 0; i < PATCH; i++) {
      signs.add(isCorner(i) ? OUTPUT[i / 12][product / 4] * OUTPUT[i % 4 / 3][product % 4] : 0);
    }
    return signs;
  }
}
