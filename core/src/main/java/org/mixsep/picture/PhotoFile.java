package org.mixsep.picture;

import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.mixsep.AtomicFile;
import org.mixsep.picture.PictureException.Problem;

/**
 * Decodes one JPEG, PNG, BMP or GIF file to red, green and blue: grey in all three channels,
 * transparent over white (as a browser shows it), CMYK converted, the first picture of several,
 * turned upright as Exif says.
 */
public final class PhotoFile {
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp", "gif");

  /** Larger photographs are read in every second, third... row and column: to bound memory. */
  private static final long MOST_PIXELS = 24_000_000;

  /** No format packs more pixels into a byte; a header that claims more is damaged. */
  private static final long MOST_PIXELS_PER_BYTE = 10_000;

  private static final long MOST_PIXELS_PER_JPEG_BYTE = 1000;

  /** Larger files are read from the disk while they are decoded. */
  private static final long MOST_BYTES_AT_ONCE = 1 << 27;

  /** Rows that are converted together. */
  private static final int STRIP = 64;

  private PhotoFile() {}

  /** Reads a file of any size, with all its pixels. */
  public static Photo decode(Path file) throws PictureException {
    return decode(file, Integer.MAX_VALUE);
  }

  /**
   * Reads a file of any size. A JPEG whose shorter side has four times the pixels that are needed
   * comes out at a half, a quarter or an eighth of its size, with twice the pixels at least.
   *
   * @param side pixels that the shorter side is needed with, at least 1
   */
  public static Photo decode(Path file, int side) throws PictureException {
    try {
      byte[] start;
      try (InputStream in = Files.newInputStream(file)) {
        start = in.readNBytes(ExifOrientation.LOOKED_AT);
      }
      JpegHeader jpeg = JpegHeader.of(start);
      if (ReducedJpeg.factor(jpeg, side) > 1 && Files.size(file) <= MOST_BYTES_AT_ONCE) {
        Optional<Photo> reduced = reduced(Files.readAllBytes(file), jpeg, side);
        if (reduced.isPresent()) {
          return reduced.get();
        }
      }
      return decode(() -> new FileImageInputStream(file.toFile()), start, Long.MAX_VALUE);
    } catch (IOException e) {
      throw new PictureException(Problem.UNREADABLE, AtomicFile.reason(e), e);
    }
  }

  /** Reads the content of a file that came from anybody, if it has at most so many pixels. */
  public static Photo decode(byte[] content, long mostPixels) throws PictureException {
    return decode(content, mostPixels, Integer.MAX_VALUE);
  }

  /**
   * The same for content, if it has at most so many pixels.
   *
   * @param side as of {@link #decode(Path, int)}
   */
  public static Photo decode(byte[] content, long mostPixels, int side) throws PictureException {
    JpegHeader.requireFewScans(content);
    JpegHeader jpeg = JpegHeader.of(content);
    boolean allowed = (long) jpeg.width() * jpeg.height() <= mostPixels;
    Optional<Photo> reduced = allowed ? reduced(content, jpeg, side) : Optional.empty();
    return reduced.isPresent()
        ? reduced.get()
        : decode(() -> new ByteArrayImageInputStream(content), content, mostPixels);
  }

  private static Optional<Photo> reduced(byte[] content, JpegHeader jpeg, int side) {
    int factor = ReducedJpeg.factor(jpeg, side);
    boolean possible =
        (long) jpeg.width() * jpeg.height() <= content.length * MOST_PIXELS_PER_JPEG_BYTE;
    return factor > 1 && possible
        ? ReducedJpeg.decode(content, jpeg, factor)
            .map(photo -> photo.upright(ExifOrientation.of(content)))
        : Optional.empty();
  }

  /** Opens the same content anew. */
  private interface Source {
    ImageInputStream open() throws IOException;
  }

  private static Photo decode(Source source, byte[] start, long mostPixels)
      throws PictureException {
    JpegHeader jpeg = JpegHeader.of(start);
    if (jpeg.bits() > 8) {
      throw new PictureException(
          Problem.NO_PICTURE,
          "a JPEG of %s bits a sample, which is not read: ImageMagick's 'magick FILE FILE.png' converts it"
              .formatted(jpeg.bits()),
          null);
    }
    try (ImageInputStream in = source.open()) {
      ImageReader reader = reader(in, jpeg.wideTables());
      if (reader == null) {
        PictureKind kind = PictureKind.of(start);
        throw kind.isRead()
            ? damaged("it begins as " + kind + " and is none", null)
            : new PictureException(Problem.NO_PICTURE, kind.refusal(), null);
      }
      try {
        boolean[] cut = new boolean[1];
        reader.addIIOReadWarningListener(
            (from, warning) -> cut[0] |= warning.toLowerCase(Locale.ROOT).contains("premature"));
        reader.setInput(in, true, true);
        BufferedImage image = reader.read(0, parameters(reader, in.length(), mostPixels));
        if (cut[0]) {
          throw damaged("it ends early", null);
        }
        return finished(image, source, start);
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      requireMemory(e);
      throw damaged(AtomicFile.reason(e), e);
    } catch (RuntimeException e) {
      requireMemory(e);
      // What decoders throw at damage is not theirs to promise.
      throw damaged(e.getClass().getSimpleName(), e);
    }
  }

  /** In its colours and upright, by what its file says beside the pixels. */
  private static Photo finished(BufferedImage image, Source source, byte[] start)
      throws IOException {
    if (PictureKind.of(start) != PictureKind.PNG) {
      return photo(image).upright(ExifOrientation.of(start));
    }
    try (ImageInputStream in = source.open()) {
      int orientation =
          PngChunks.exif(in).map(ExifOrientation::inTiff).orElse(ExifOrientation.UPRIGHT);
      return photo(inItsColours(image, in)).upright(orientation);
    }
  }

  /** Decoders take a want of memory for damage; it is none of the picture's. */
  private static void requireMemory(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof OutOfMemoryError shortage) {
        throw shortage;
      }
    }
  }

  /**
   * @param wideTables whether quantization tables have 16-bit entries, which only Java's own reader
   *     gets right
   */
  private static ImageReader reader(ImageInputStream in, boolean wideTables) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      boolean added = reader.getOriginatingProvider().getVendorName().contains("TwelveMonkeys");
      boolean known = FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT));
      if (known && !(added && wideTables)) {
        return reader;
      }
    }
    return null;
  }

  /** In sRGB, by the profile that Java's reader of PNG leaves out; of JPEG it is taken already. */
  private static BufferedImage inItsColours(BufferedImage image, ImageInputStream in)
      throws IOException {
    Optional<ICC_Profile> profile =
        PngChunks.profile(in).filter(found -> found.getColorSpaceType() == ColorSpace.TYPE_RGB);
    return profile.isEmpty() || isGrey(image) ? image : inStandardColours(image, profile.get());
  }

  /** In sRGB what is of another RGB. */
  static BufferedImage inStandardColours(BufferedImage image, ICC_Profile profile) {
    BufferedImage plain =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_4BYTE_ABGR);
    Graphics2D graphics = plain.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    ColorModel colours =
        new ComponentColorModel(
            new ICC_ColorSpace(profile),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    BufferedImage coloured = new BufferedImage(colours, plain.getRaster(), false, null);
    BufferedImage standard =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    return new ColorConvertOp(null).filter(coloured, standard); // drawing would not look at it
  }

  private static ImageReadParam parameters(ImageReader reader, long bytes, long mostPixels)
      throws IOException, PictureException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    boolean jpeg = reader.getFormatName().equalsIgnoreCase("jpeg");
    if (pixels > bytes * (jpeg ? MOST_PIXELS_PER_JPEG_BYTE : MOST_PIXELS_PER_BYTE)) {
      throw damaged("%s x %s pixels cannot be in %s bytes".formatted(width, height, bytes), null);
    }
    if (pixels > mostPixels) {
      throw new PictureException(
          Problem.TOO_LARGE,
          "%s x %s pixels; at most %s are taken".formatted(width, height, mostPixels),
          null);
    }
    int step = (int) Math.ceil(Math.sqrt((double) pixels / MOST_PIXELS));
    ImageReadParam parameters = reader.getDefaultReadParam();
    parameters.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
    return parameters;
  }

  private static Photo photo(BufferedImage image) {
    return isGrey(image) ? fromGrey(image) : fromColour(image);
  }

  private static boolean isGrey(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    return colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(colours instanceof IndexColorModel);
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

  /** In strips, since every copy of a whole photograph takes a hundred megabytes. */
  private static Photo fromColour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] rgb = new int[width * height];
    for (int top = 0; top < height; top += STRIP) {
      int rows = Math.min(STRIP, height - top);
      BufferedImage argb = new BufferedImage(width, rows, BufferedImage.TYPE_INT_ARGB);
      Graphics2D graphics = argb.createGraphics();
      // Drawn, whatever its layout and its colour space.
      graphics.drawImage(image.getSubimage(0, top, width, rows), 0, 0, null);
      graphics.dispose();
      argb.getRGB(0, 0, width, rows, rgb, top * width, width);
    }
    for (int i = 0; i < rgb.length; i++) {
      int pixel = rgb[i];
      int alpha = pixel >>> 24;
      rgb[i] =
          alpha == 255
              ? pixel & 0xFFFFFF
              : overWhite(pixel >> 16 & 0xFF, alpha) << 16
                  | overWhite(pixel >> 8 & 0xFF, alpha) << 8
                  | overWhite(pixel & 0xFF, alpha);
    }
    return new Photo(width, height, rgb);
  }

  private static int overWhite(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }

  private static PictureException damaged(String why, Exception cause) {
    return new PictureException(
        Problem.DAMAGED, "damaged picture (%s)".formatted(why.replaceAll("\\s+", " ")), cause);
  }
}
