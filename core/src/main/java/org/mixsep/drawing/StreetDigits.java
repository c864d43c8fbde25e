package org.mixsep.drawing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageSetCache;
import org.mixsep.data.ImageShape;
import org.mixsep.data.ImageSource;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.data.SplitMix;

/**
 * An endless set of house-number crops, 3x32x32, in the manner of SVHN but drawn by this program:
 * something real enough to train on that needs no download.
 *
 * <p>Ten classes show one digit, a hundred show two side by side; in both the neighbouring digits
 * of the number run out of the picture. Image and label {@code i} are a pure function of seed,
 * number of classes, split and {@code i}: the same bytes on every machine for any number of
 * threads, and a shorter set is the beginning of a longer one. Labels are uniform, hence nearly but
 * not exactly balanced. Test images come from another random stream than training images. The
 * shapes of the digits are this project's own; no font and no photograph is in them.
 */
public final class StreetDigits {
  /** Grows whenever the same seed draws other pictures; part of every {@link #key}. */
  public static final int VERSION = 1;

  /** Every image's shape: 3x32x32. */
  public static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /** The most images of one set, bounded by the 2 GiB of its pixels: 699,050. */
  public static final int MOST = Integer.MAX_VALUE / SHAPE.values();

  private final long seed;
  private final int classes;

  /**
   * @param classes 10 for one digit, 100 for two
   * @throws InvalidInputException for any other number of classes
   */
  public StreetDigits(long seed, int classes) {
    if (classes != 10 && classes != 100) {
      throw new InvalidInputException(
          "street digits have 10 or 100 classes, not %s".formatted(classes));
    }
    this.seed = seed;
    this.classes = classes;
  }

  /** The first {@code n} training images. See {@link #draw}. */
  public ImageSet train(int n) {
    return draw(Part.TRAIN, n);
  }

  /** The first {@code n} test images. See {@link #draw}. */
  public ImageSet test(int n) {
    return draw(Part.TEST, n);
  }

  /**
   * The first {@code n} images of a part, drawn on all cores.
   *
   * @throws InvalidInputException when n is below 1 or above {@link #MOST}
   */
  public ImageSet draw(Part part, int n) {
    if (n < 1 || n > MOST) {
      throw new InvalidInputException(
          "street digits: expected 1 to %s images, not %s".formatted(MOST, n));
    }
    byte[] pixels = new byte[n * SHAPE.values()];
    int[] labels = new int[n];
    IntStream.range(0, n).parallel().forEach(i -> labels[i] = drawOne(part, i, pixels));
    return new ImageSet(name(part), SHAPE, ByteBuffer.wrap(pixels), labels, classNames());
  }

  /** The first so many of both parts. */
  public ImageSource first(int train, int test) {
    return new First(this, train, test);
  }

  private record First(StreetDigits digits, int train, int test) implements ImageSource {
    private int count(Part part) {
      return part == Part.TRAIN ? train : test;
    }

    @Override
    public ImageShape shape() {
      return SHAPE;
    }

    @Override
    public ImageSet read(Part part) {
      return digits.draw(part, count(part));
    }

    @Override
    public ImageSet read(Part part, ImageSetCache cache) {
      return cache.get(digits.key(part, count(part)), () -> read(part));
    }
  }

  /** Names all that decides the content of {@link #draw}, fit for a file name. */
  public String key(Part part, int n) {
    return "street-digits-v%s-classes%s-seed%s-%s-%s"
        .formatted(VERSION, classes, seed, part.word(), n);
  }

  private String name(Part part) {
    return "street-digits%s %s".formatted(classes, part.word());
  }

  private List<String> classNames() {
    int places = classes == 10 ? 1 : 2;
    return IntStream.range(0, classes)
        .mapToObj(c -> String.format(Locale.ROOT, "%0" + places + "d", c))
        .toList();
  }

  private int drawOne(Part part, int index, byte[] pixels) {
    SplitMix random = new SplitMix(seed, classes, part.ordinal(), index);
    int label = random.below(classes);
    int[] digits = classes == 10 ? new int[] {label} : new int[] {label / 10, label % 10};
    DistanceField number = HouseNumber.draw(random, digits, SHAPE.width());
    new StreetPhoto(random, number).develop(pixels, index * SHAPE.values());
    return label;
  }
}
