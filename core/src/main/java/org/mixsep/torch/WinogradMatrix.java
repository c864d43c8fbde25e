package org.mixsep.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * A transform of Winograd's F(4x4, 3x3): of tiles or kernels, each a column of values, row by row.
 * It acts on rows and columns alike, so it is the Kronecker square of the matrix of one dimension.
 *
 * @param values [rows, columns], float32, kept for good
 */
record WinogradMatrix(int rows, int columns, Tensor values) {
  private static final double[][] OF_INPUT = {
    {4, 0, -5, 0, 1, 0},
    {0, -4, -4, 1, 1, 0},
    {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0},
    {0, 2, -1, -2, 1, 0},
    {0, 4, 0, -5, 0, 1}
  };
  private static final double[][] OF_WEIGHT = {
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1}
  };
  private static final double[][] OF_OUTPUT = {
    {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
  };

  /** Of 6x6 values of the input. */
  static final WinogradMatrix INPUT = squared(OF_INPUT);

  /** Of a kernel. */
  static final WinogradMatrix WEIGHT = squared(OF_WEIGHT);

  /** Of a kernel turned around by half a turn. */
  static final WinogradMatrix TURNED_WEIGHT = squared(mirrored(OF_WEIGHT));

  /** To 4x4 values of the output. */
  static final WinogradMatrix OUTPUT = squared(OF_OUTPUT);

  /** The way back of {@link #WEIGHT}. */
  static final WinogradMatrix WEIGHT_BACK = squared(transposed(OF_WEIGHT));

  /** The way back of {@link #OUTPUT}. */
  static final WinogradMatrix OUTPUT_BACK = squared(transposed(OF_OUTPUT));

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
        rows * rows, columns * columns, OneDnn.kept(Tensors.of(square, square.length)));
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
}
