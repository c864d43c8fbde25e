package org.mixsep.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.mixsep.InvalidInputException;

/**
 * Reads CIFAR-10 and CIFAR-100 in the binary layout of their makers (Krizhevsky, 2009): records of
 * one label byte (CIFAR-100: two, the coarse and then the fine label, which is the one used) and
 * 3x32x32 pixels, red plane first.
 *
 * <p>A folder may hold the files themselves or the folder that the archive unpacks to. Files may
 * hold any number of records, so that a sample will do, but every class needs an image.
 */
public final class CifarBinary implements ImageSource {
  /** Of an image. */
  public static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  private static final Layout CIFAR10 =
      new Layout(
          "cifar10",
          "cifar-10-batches-bin",
          List.of(
              "data_batch_1.bin",
              "data_batch_2.bin",
              "data_batch_3.bin",
              "data_batch_4.bin",
              "data_batch_5.bin"),
          "test_batch.bin",
          1,
          "batches.meta.txt",
          List.of(
              "airplane",
              "automobile",
              "bird",
              "cat",
              "deer",
              "dog",
              "frog",
              "horse",
              "ship",
              "truck"));

  private static final Layout CIFAR100 =
      new Layout(
          "cifar100",
          "cifar-100-binary",
          List.of("train.bin"),
          "test.bin",
          2,
          "fine_label_names.txt",
          List.of(
              """
              apple aquarium_fish baby bear beaver bed
              bee beetle bicycle bottle bowl boy
              bridge bus butterfly camel can castle
              caterpillar cattle chair chimpanzee clock cloud
              cockroach couch crab crocodile cup dinosaur
              dolphin elephant flatfish forest fox girl
              hamster house kangaroo keyboard lamp lawn_mower
              leopard lion lizard lobster man maple_tree
              motorcycle mountain mouse mushroom oak_tree orange
              orchid otter palm_tree pear pickup_truck pine_tree
              plain plate poppy porcupine possum rabbit
              raccoon ray road rocket rose sea
              seal shark shrew skunk skyscraper snail
              snake spider squirrel streetcar sunflower sweet_pepper
              table tank telephone television tiger tractor
              train trout tulip turtle wardrobe whale
              willow_tree wolf woman worm
              """
                  .split("\\s+")));

  /**
   * One of the two data sets on disk.
   *
   * @param folder what the official archive unpacks to
   * @param labelBytes bytes before the pixels, the last of which is the label
   * @param namesFile one class name a line; where it is missing, {@code names} holds
   */
  private record Layout(
      String set,
      String folder,
      List<String> train,
      String test,
      int labelBytes,
      String namesFile,
      List<String> names) {
    int record() {
      return labelBytes + SHAPE.values();
    }
  }

  private final Layout layout;
  private final Path given;

  /** The two sets. */
  public enum Kind {
    /** 50,000 training images in data_batch_1.bin to data_batch_5.bin, 10,000 in test_batch.bin. */
    CIFAR10,
    /** 50,000 training images in train.bin, 10,000 in test.bin; fine labels. */
    CIFAR100
  }

  /**
   * @param folder of the files, or of the folder that the archive unpacks to
   */
  public CifarBinary(Kind kind, Path folder) {
    this.layout =
        switch (kind) {
          case CIFAR10 -> CIFAR10;
          case CIFAR100 -> CIFAR100;
        };
    this.given = folder;
  }

  @Override
  public ImageShape shape() {
    return SHAPE;
  }

  @Override
  public ImageSet read(Part part) {
    List<String> files = part == Part.TRAIN ? layout.train() : List.of(layout.test());
    return read(layout, part.word(), files, given);
  }

  private static ImageSet read(Layout layout, String split, List<String> files, Path given) {
    Path folder = folder(layout, given);
    List<Path> paths = files.stream().map(folder::resolve).toList();
    long[] counts = paths.stream().mapToLong(path -> records(layout, path)).toArray();
    long records = LongStream.of(counts).sum();
    if (records * SHAPE.values() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "%s: %s records are more than the 2 GiB that fit".formatted(folder, records));
    }
    if (records * SHAPE.values() > Runtime.getRuntime().maxMemory()) {
      throw new InvalidInputException(
          "%s: %s records do not fit into Java's heap; give it more by -Xmx (MIXSEP_JAVA_OPTS)"
              .formatted(folder, records));
    }
    List<String> names = classNames(layout, folder);
    int[] labels = new int[(int) records];
    byte[] pixels = new byte[labels.length * SHAPE.values()];
    int first = 0;
    for (int i = 0; i < counts.length; i++) {
      readFile(layout, paths.get(i), first, (int) counts[i], labels, pixels);
      first += (int) counts[i];
    }
    LabelChecks.requireEveryClass(labels, names, folder, split);
    return new ImageSet(layout.set() + " " + split, SHAPE, ByteBuffer.wrap(pixels), labels, names);
  }

  private static Path folder(Layout layout, Path given) {
    if (!Files.isDirectory(given)) {
      throw MissingFiles.folder(given, layout.set(), wanted(layout));
    }
    Path inner = given.resolve(layout.folder());
    return Files.isDirectory(inner) ? inner : given;
  }

  private static String wanted(Layout layout) {
    List<String> train = layout.train();
    String first = train.get(0);
    String files = train.size() == 1 ? first : first + " to " + train.get(train.size() - 1);
    return files + ", " + layout.test();
  }

  /** The number of records in a file, from its length alone. */
  private static long records(Layout layout, Path path) {
    if (!Files.isRegularFile(path)) {
      throw MissingFiles.file(path, layout.set(), wanted(layout));
    }
    try {
      long length = Files.size(path);
      if (length == 0 || length % layout.record() != 0) {
        throw new InvalidInputException(
            "%s: %s bytes long, expected a multiple of %s (a record's label and pixels), above 0; fetch it again"
                .formatted(path, length, layout.record()));
      }
      return length / layout.record();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Reads the first {@code count} records of a file to index {@code first} on. */
  private static void readFile(
      Layout layout, Path path, int first, int count, int[] labels, byte[] pixels) {
    int classes = layout.names().size();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
      for (int record = 0; record < count; record++) {
        in.skipNBytes(layout.labelBytes() - 1);
        int label = in.readUnsignedByte();
        if (label >= classes) {
          throw new InvalidInputException(
              "%s: record %s, byte %s: label %s, expected 0 to %s; not a file of %s, or damaged"
                  .formatted(
                      path,
                      record,
                      (long) record * layout.record() + layout.labelBytes() - 1,
                      label,
                      classes - 1,
                      layout.set()));
        }
        labels[first + record] = label;
        in.readFully(pixels, (first + record) * SHAPE.values(), SHAPE.values());
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static List<String> classNames(Layout layout, Path folder) {
    Path file = folder.resolve(layout.namesFile());
    if (!Files.exists(file)) {
      return layout.names();
    }
    try (var lines = Files.lines(file)) {
      List<String> names = lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
      if (names.size() != layout.names().size()) {
        throw new InvalidInputException(
            "%s: %s class names, expected %s, one a line"
                .formatted(file, names.size(), layout.names().size()));
      }
      return names;
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(file, e);
    }
  }

  private static InvalidInputException unreadable(Path path, Exception cause) {
    return new InvalidInputException(
        "%s: cannot be read (%s)".formatted(path, cause.getClass().getSimpleName()), cause);
  }
}
