package org.mixsep.data;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * Decodes one JPEG, PNG, BMP or GIF file to red, green and blue: grey in all three channels,
 * transparent over white (as a browser shows it), CMYK converted, the first picture of several,
 * turned upright as Exif says.
 */
final class PhotoFile {
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp", "gif");

  /** Larger photographs are read in every second, third... row and column: to bound memory. */
  private static final long MOST_PIXELS = 24_000_000;

  /** No format packs more pixels into a byte; a header that claims more is damaged. */
  private static final long MOST_PIXELS_PER_BYTE = 10_000;

  private static final long MOST_PIXELS_PER_JPEG_BYTE = 1000;

  private PhotoFile() {}

  /**
   * @throws InvalidInputException naming the file, when it is no picture of these formats, is
   *     damaged or ends early
   */
  static Photo read(Path file) {
    try {
      int orientation = ExifOrientation.of(start(file));
      return decode(file).upright(orientation);
    } catch (IOException e) {
      throw unreadable(file, AtomicFile.reason(e), e);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      // What decoders throw at damage is not theirs to promise.
      throw unreadable(file, e.getClass().getSimpleName(), e);
    }
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ExifOrientation.LOOKED_AT);
    }
  }

  private static Photo decode(Path file) throws IOException {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      ImageReader reader = reader(in);
      if (reader == null) {
        throw new InvalidInputException(
            ("%s: no JPEG, PNG, BMP or GIF picture; remove it, or hide it by a name that begins"
                    + " with a dot")
                .formatted(file));
      }
      try {
        boolean[] cut = new boolean[1];
        reader.addIIOReadWarningListener(
            (source, warning) -> cut[0] |= warning.toLowerCase(Locale.ROOT).contains("premature"));
        reader.setInput(in, true, true);
        BufferedImage image = reader.read(0, parameters(reader, in.length(), file));
        if (cut[0]) {
          throw unreadable(file, "it ends early", null);
        }
        return photo(image);
      } finally {
        reader.dispose();
      }
    }
  }

  private static ImageReader reader(ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    return null;
  }

  private static ImageReadParam parameters(ImageReader reader, long bytes, Path file)
      throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    boolean jpeg = reader.getFormatName().equalsIgnoreCase("jpeg");
    if (pixels > bytes * (jpeg ? MOST_PIXELS_PER_JPEG_BYTE : MOST_PIXELS_PER_BYTE)) {
      throw unreadable(
          file,
          "%d x %d pixels cannot be in %d bytes"
              .formatted(reader.getWidth(0), reader.getHeight(0), bytes),
          null);
    }
    int step = (int) Math.ceil(Math.sqrt((double) pixels / MOST_PIXELS));
    ImageReadParam parameters = reader.getDefaultReadParam();
    parameters.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
    return parameters;
  }

  private static Photo photo(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    boolean grey =
        colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(colours instanceof IndexColorModel);
    return grey ? fromGrey(image) : fromColour(image);
  }

  /**
   * Java takes some kinds of grey for linear light and brightens them; files mean what they say.
   */
  private static Photo fromGrey(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int shift = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    int bits = image.getColorModel().getComponentSize(0);
    int largest = bits < 8 ? (1 << bits) - 1 : 255;
    boolean alpha = image.getColorModel().hasAlpha();
    int[] rgb = new int[width * image.getHeight()];
    int[] samples = new int[raster.getNumBands() * width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        int at = x * raster.getNumBands();
        int grey = (samples[at] >> shift) * 255 / largest;
        if (alpha) {
          grey = overWhite(grey, samples[at + 1] >> shift);
        }
        rgb[y * width + x] = grey << 16 | grey << 8 | grey;
      }
    }
    return new Photo(width, image.getHeight(), rgb);
  }

  private static Photo fromColour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage argb = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = argb.createGraphics();
    graphics.drawImage(image, 0, 0, null); // whatever its layout and its colour space
    graphics.dispose();
    int[] pixels = argb.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      int pixel = pixels[i];
      int alpha = pixel >>> 24;
      pixels[i] =
          alpha == 255
              ? pixel & 0xFFFFFF
              : overWhite(pixel >> 16 & 0xFF, alpha) << 16
                  | overWhite(pixel >> 8 & 0xFF, alpha) << 8
                  | overWhite(pixel & 0xFF, alpha);
    }
    return new Photo(width, height, pixels);
  }

  private static int overWhite(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }

  private static InvalidInputException unreadable(Path file, String why, Exception cause) {
    return new InvalidInputException(
        "%s: damaged picture (%s); mend it or remove it"
            .formatted(file, why.replaceAll("\\s+", " ")),
        cause);
  }
}
