package org.mixsep.plan;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Tensors;

/**
 * A transform of Winograd's F(4x4, 3x3) or F(2x2, 3x3): of tiles or kernels, each a column of
 * values, row by row. It acts on rows and columns alike, so it is the Kronecker square of the
 * matrix of one dimension.
 *
 * @param values [rows, columns], float32, kept for good
 */
record WinogradMatrix(int rows, int columns, Tensor values) {
  private static final double[][] OF_INPUT4 = {
    {4, 0, -5, 0, 1, 0},
    {0, -4, -4, 1, 1, 0},
    {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0},
    {0, 2, -1, -2, 1, 0},
    {0, 4, 0, -5, 0, 1}
  };
  private static final double[][] OF_WEIGHT4 = {
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1}
  };

  /** Of F(2x2, 3x3), twice the middle rows, whose halves the input's transform has. */
  static final int[][] OF_WEIGHT2 = {{1, 0, 0}, {1, 1, 1}, {1, -1, 1}, {0, 0, 1}};

  private static final double[][] OF_OUTPUT4 = {
    {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
  };

  /** Of 6x6 values of the input, F(4x4, 3x3). */
  static final WinogradMatrix INPUT4 = squared(OF_INPUT4);

  /** Of a kernel, F(4x4, 3x3). */
  static final WinogradMatrix WEIGHT4 = squared(OF_WEIGHT4);

  /** Of a kernel turned around by half a turn. */
  static final WinogradMatrix TURNED_WEIGHT4 = squared(mirrored(OF_WEIGHT4));

  /** To 4x4 values of the output. */
  static final WinogradMatrix OUTPUT4 = squared(OF_OUTPUT4);

  /** The way back of {@link #WEIGHT4}. */
  static final WinogradMatrix WEIGHT4_BACK = squared(transposed(OF_WEIGHT4));

  /** The way back of {@link #OUTPUT4}. */
  static final WinogradMatrix OUTPUT4_BACK = squared(transposed(OF_OUTPUT4));

  /** The way back of F(2x2, 3x3)'s transform of a kernel. */
  static final WinogradMatrix WEIGHT2_BACK = squared(transposed(doubles(OF_WEIGHT2)));

  private static WinogradMatrix squared(double[][] matrix) {
    int rows = matrix.length;
    int columns = matrix[0].length;
    float[] square = new float[rows * rows * columns * columns];
    int at = 0;
    for (int i = 0; i < rows * rows; i++) {
      for (int j = 0; j < columns * columns; j++) {
        square[at++] = (float) (matrix[i / rows][j / columns] * matrix[i % rows][j % columns]);
      }
    }
    return new WinogradMatrix(
        rows * rows, columns * columns, Kernels.kept(Tensors.of(square, square.length)));
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  private static double[][] mirrored(double[][] matrix) {
    double[][] mirrored = new double[matrix.length][matrix[0].length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        mirrored[i][matrix[i].length - 1 - j] = matrix[i][j];
      }
    }
    return mirrored;
  }

  private static double[][] doubles(int[][] matrix) {
    return Arrays.stream(matrix)
        .map(row -> Arrays.stream(row).asDoubleStream().toArray())
        .toArray(double[][]::new);
  }
}
