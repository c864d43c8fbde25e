package org.mixsep.picture;

import java.awt.image.BufferedImage;
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
 * Decodes one JPEG, PNG, WebP, TIFF, BMP or GIF file to red, green and blue: grey in all three
 * channels, transparent over white (as a browser shows it), CMYK converted, the first picture of
 * several, turned upright as Exif says.
 */
public final class PhotoFile {
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "webp", "tiff", "bmp", "gif");

  /** Larger photographs are read in every second, third... row and column: to bound memory. */
  private static final long MOST_PIXELS = 24_000_000;

  /** No format packs more pixels into a byte; a header that claims more is damaged. */
  private static final long MOST_PIXELS_PER_BYTE = 10_000;

  private static final long MOST_PIXELS_PER_JPEG_BYTE = 1000;

  /** WebP is decoded whole, whatever is left of it; its own limit is four times as many. */
  private static final long MOST_WEBP_PIXELS = 1 << 26;

  private static final int WEBP_PADDING = 1 << 20;

  /** Larger files are read from the disk while they are decoded. */
  private static final long MOST_BYTES_AT_ONCE = 1 << 27;

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
      return decode(() -> new FileImageInputStream(file.toFile()), start, jpeg, Long.MAX_VALUE);
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
        : decode(() -> new ByteArrayImageInputStream(content), content, jpeg, mostPixels);
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

  private static Photo decode(Source source, byte[] start, JpegHeader jpeg, long mostPixels)
      throws PictureException {
    if (jpeg.bits() > 8) {
      throw new PictureException(
          Problem.NO_PICTURE,
          PictureKind.refusalOf("a JPEG of %s bits a sample".formatted(jpeg.bits())),
          null);
    }
    PictureKind kind = PictureKind.of(start);
    if (!kind.isRead()) {
      throw new PictureException(Problem.NO_PICTURE, kind.refusal(), null);
    }
    try (ImageInputStream in = source.open()) {
      int orientation = orientation(kind, in, start);
      BufferedImage image = image(kind, in, jpeg.wideTables(), mostPixels);
      return finished(kind, image, source).upright(orientation);
    } catch (IOException e) {
      requireMemory(e);
      throw damaged(AtomicFile.reason(e), e);
    } catch (RuntimeException e) {
      requireMemory(e);
      // What decoders throw at damage is not theirs to promise.
      throw damaged(e.getClass().getSimpleName(), e);
    }
  }

  /** How it was held; a container is checked on the way. */
  private static int orientation(PictureKind kind, ImageInputStream in, byte[] start)
      throws IOException, PictureException {
    return switch (kind) {
      case WEBP -> WebpFile.check(in);
      case TIFF -> TiffFile.check(in);
      case PNG -> PngChunks.orientation(in);
      default -> ExifOrientation.of(start);
    };
  }

  private static BufferedImage image(
      PictureKind kind, ImageInputStream in, boolean wideTables, long mostPixels)
      throws IOException, PictureException {
    ImageInputStream read =
        kind == PictureKind.WEBP && in.length() <= MOST_BYTES_AT_ONCE ? padded(in) : in;
    ImageReader reader = reader(read, wideTables);
    if (reader == null) {
      throw damaged("it begins as " + kind + " and is none", null);
    }
    try {
      boolean[] cut = new boolean[1];
      reader.addIIOReadWarningListener(
          (from, warning) -> cut[0] |= warning.toLowerCase(Locale.ROOT).contains("premature"));
      reader.setInput(read, true, true);
      long most = kind == PictureKind.WEBP ? Math.min(mostPixels, MOST_WEBP_PIXELS) : mostPixels;
      BufferedImage image = reader.read(0, parameters(reader, in.length(), most));
      if (cut[0]) {
        throw damaged("it ends early", null);
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /**
   * In memory, with zeros behind: past a stream's end the decoder of WebP goes on with zeros, each
   * of which costs it an exception, for up to 65,536 groups of codes that a damaged file may claim.
   */
  private static ImageInputStream padded(ImageInputStream in) throws IOException {
    int length = (int) in.length();
    byte[] content = new byte[length + WEBP_PADDING];
    in.seek(0);
    in.readFully(content, 0, length);
    return new ByteArrayImageInputStream(content);
  }

  /** In its colours: Java's reader of PNG leaves them out, as those before it did not. */
  private static Photo finished(PictureKind kind, BufferedImage image, Source source)
      throws IOException {
    if (kind != PictureKind.PNG) {
      return PhotoPixels.photo(image);
    }
    try (ImageInputStream in = source.open()) {
      return PhotoPixels.photo(PhotoPixels.inItsColours(image, in));
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

  private static PictureException damaged(String why, Exception cause) {
    return new PictureException(
        Problem.DAMAGED, "damaged picture (%s)".formatted(why.replaceAll("\\s+", " ")), cause);
  }
}
