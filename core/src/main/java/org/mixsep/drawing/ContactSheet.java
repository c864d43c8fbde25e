package org.mixsep.drawing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/**
 * A contact sheet of an image set: one row of images per class, twice their size.
 *
 * <p>The number at a row's left is the class: its name where that is a number, its index otherwise.
 * It is drawn with the strokes of {@link StreetDigits}, since a headless machine may have no fonts.
 */
public final class ContactSheet {
  private static final int ZOOM = 2;
  private static final int GAP = 4;
  private static final int PAPER = 0xFFFFFF;
  private static final int INK = 0x303030;

  private ContactSheet() {}

  /**
   * Draws the first {@code perClass} images of every class, rows in the order of labels. A class
   * with fewer images leaves the rest of its row white.
   *
   * @throws InvalidInputException when {@code perClass} is below 1 or images have neither 1 nor 3
   *     channels
   */
  public static BufferedImage draw(ImageSet set, int perClass) {
    int channels = set.shape().channels();
    if (perClass < 1 || channels != 1 && channels != 3) {
      throw new InvalidInputException(
          "contact sheet of %s: expected at least one image a class and 1 or 3 channels, not %s and %s"
              .formatted(set.name(), perClass, channels));
    }
    int cellHeight = set.shape().height() * ZOOM + GAP;
    int cellWidth = set.shape().width() * ZOOM + GAP;
    int digitHeight = Math.min(18, cellHeight - GAP);
    int margin = GAP + 2 * digitHeight;
    BufferedImage sheet =
        new BufferedImage(
            margin + perClass * cellWidth,
            GAP + set.classes() * cellHeight,
            BufferedImage.TYPE_INT_RGB);
    fillPaper(sheet);
    for (int row = 0; row < set.classes(); row++) {
      int middle = GAP + row * cellHeight + (cellHeight - GAP) / 2;
      label(sheet, labelOf(set, row), GAP + digitHeight / 2, middle, digitHeight);
    }
    int[] drawn = new int[set.classes()];
    byte[] image = new byte[set.shape().values()];
    for (int i = 0; i < set.size(); i++) {
      int label = set.label(i);
      if (drawn[label] < perClass) {
        set.read(i, image);
        int left = margin + drawn[label]++ * cellWidth;
        paste(sheet, image, set.shape(), left, GAP + label * cellHeight);
      }
    }
    return sheet;
  }

  /**
   * Draws the sheet into a PNG file.
   *
   * @throws InvalidInputException when the file cannot be written
   */
  public static void write(ImageSet set, int perClass, Path png) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(draw(set, perClass), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory has room", e);
    }
    AtomicFile.write(png, channel -> AtomicFile.put(channel, ByteBuffer.wrap(bytes.toByteArray())));
  }

  private static void fillPaper(BufferedImage sheet) {
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        sheet.setRGB(x, y, PAPER);
      }
    }
  }

  private static String labelOf(ImageSet set, int label) {
    String name = set.classNames().get(label);
    return name.matches("[0-9]{1,2}") ? name : Integer.toString(label);
  }

  private static void label(BufferedImage sheet, String digits, int left, int middle, int height) {
    DistanceField field = new DistanceField(sheet.getWidth(), height + 4);
    double cursor = left;
    for (char digit : digits.toCharArray()) {
      Glyph glyph = Glyph.of(digit - '0', NumberStyle.plain());
      double scale = height / (1 + NumberStyle.plain().weight());
      double centre = cursor + scale * glyph.advance() / 2;
      glyph.draw(field, new Glyph.Placement(centre, (height + 4) / 2.0, scale, 0, 0, 0), 0);
      cursor += scale * (glyph.advance() + 0.14);
    }
    for (int y = 0; y < height + 4; y++) {
      for (int x = 0; x < Math.min(sheet.getWidth(), (int) cursor + 2); x++) {
        sheet.setRGB(x, middle - height / 2 - 2 + y, mix(field.coverage(x, y, 0)));
      }
    }
  }

  private static int mix(float ink) {
    int level = Math.round((PAPER & 0xFF) + ink * ((INK & 0xFF) - (PAPER & 0xFF)));
    return level << 16 | level << 8 | level;
  }

  private static void paste(
      BufferedImage sheet, byte[] image, ImageShape shape, int left, int top) {
    int plane = shape.height() * shape.width();
    for (int y = 0; y < shape.height() * ZOOM; y++) {
      for (int x = 0; x < shape.width() * ZOOM; x++) {
        int at = y / ZOOM * shape.width() + x / ZOOM;
        int red = image[at] & 0xFF;
        int green = shape.channels() == 1 ? red : image[plane + at] & 0xFF;
        int blue = shape.channels() == 1 ? red : image[2 * plane + at] & 0xFF;
        sheet.setRGB(left + x, top + y, red << 16 | green << 8 | blue);
      }
    }
  }
}
