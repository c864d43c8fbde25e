package org.mixsep.picture;

/**
 * One decoded picture, red, green and blue.
 *
 * @param rgb 0xRRGGBB, row by row
 */
public record Photo(int width, int height, int[] rgb) {

  /**
   * Turned and mirrored so that it stands upright.
   *
   * @param orientation as Exif counts: 1 upright, 2 mirrored, 3 upside down, 4 both, 5 to 8 with
   *     rows and columns exchanged
   */
  Photo upright(int orientation) {
    if (orientation == ExifOrientation.UPRIGHT) {
      return this;
    }
    boolean transposed = orientation >= 5;
    // Of the stored picture, before rows and columns are exchanged.
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBelow =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int newWidth = transposed ? height : width;
    int newHeight = transposed ? width : height;
    int[] turned = new int[rgb.length];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        int oldX = transposed ? y : x;
        int oldY = transposed ? x : y;
        oldX = fromRight ? width - 1 - oldX : oldX;
        oldY = fromBelow ? height - 1 - oldY : oldY;
        turned[y * newWidth + x] = rgb[oldY * width + oldX];
      }
    }
    return new Photo(newWidth, newHeight, turned);
  }

  /** The middle columns, all rows. */
  Photo centre(int columns) {
    int left = (width - columns) / 2;
    int[] middle = new int[columns * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(rgb, y * width + left, middle, y * columns, columns);
    }
    return new Photo(columns, height, middle);
  }
}
