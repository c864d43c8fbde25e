package org.mixsep.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;
import org.mixsep.picture.ImageFit;
import org.mixsep.picture.Photo;
import org.mixsep.picture.PhotoFile;
import org.mixsep.picture.PictureException;

/**
 * Reads a folder of one's own pictures, JPEG, PNG, WebP, TIFF, BMP or GIF: {@code train/CLASS/*}
 * and {@code test/CLASS/*}, or {@code CLASS/*} alone, of which a share by seed is kept for testing.
 * {@code Train}, {@code training}, {@code testing} mean the same, and {@code val} where there is no
 * test.
 *
 * <p>Classes are the names of folders, in their order as strings; deeper folders count to the class
 * they lie in. Hidden files and folders (a name that begins with a dot, or the systems' own {@code
 * Thumbs.db}, {@code desktop.ini}) are passed over; any other file that is no picture is an error,
 * since a picture lost without a word would change the results. See {@link PhotoFile} for grey,
 * transparent and turned pictures, {@link ImageFit} for sizes.
 */
public final class ImageFolder implements StreamedSource {
  /** Grows whenever the same files give other pixels. */
  private static final int VERSION = 3;

  /** Pictures decoded together, on all cores. */
  private static final int BLOCK = 64;

  private final Path folder;
  private final Size size;
  private final ClassFolders train;
  private final ClassFolders test;
  private final List<String> notes;
  private final Consumer<String> warnings;

  /**
   * What pictures are brought to.
   *
   * @param shape three channels
   */
  public record Size(ImageShape shape, ImageFit fit) {
    public Size {
      if (shape.channels() != 3) {
        throw new IllegalArgumentException("pictures have three channels, not " + shape);
      }
    }
  }

  /**
   * Lists the folder; reads no picture yet.
   *
   * @param testShare share of every class that is kept for testing, above 0 and below 1; not looked
   *     at where there are folders {@code train} and {@code test}
   * @param seed decides which pictures are kept for testing
   * @param warnings told, in one line, what was done to pictures that do not fit
   * @throws InvalidInputException naming the folder, when it is not laid out like this
   */
  public ImageFolder(
      Path folder, Size size, double testShare, long seed, Consumer<String> warnings) {
    this.folder = folder;
    this.size = size;
    this.warnings = warnings;
    FolderLayout layout = layout(folder);
    if (!layout.faults().isEmpty()) {
      throw FolderFault.refusal(folder, faults(layout));
    }
    notes = layout.notes();
    if (layout.test().isPresent()) {
      train = layout.train();
      test = layout.test().get();
    } else {
      ClassFolders all = layout.train();
      StratifiedSplit split = split(all, testShare, seed);
      train = all.part(split.rest());
      test = all.part(split.chosen());
    }
  }

  private static FolderLayout layout(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s: no such folder; data.dir must name a folder of pictures: train/CLASS/* and"
                  .formatted(folder)
              + " test/CLASS/*, or CLASS/*");
    }
    return FolderLayout.of(folder);
  }

  /**
   * All that is wrong with a folder: how it is laid out, and every file that cannot be read.
   *
   * @throws InvalidInputException when it cannot be listed at all
   */
  public static List<FolderFault> faults(Path folder) {
    return faults(layout(folder));
  }

  private static List<FolderFault> faults(FolderLayout layout) {
    List<FolderFault> faults = new ArrayList<>(layout.faults());
    Stream.concat(
            layout.train().files().stream(),
            layout.test().stream().flatMap(t -> t.files().stream()))
        .parallel()
        .map(ImageFolder::fault)
        .flatMap(Optional::stream)
        .forEachOrdered(faults::add);
    return faults;
  }

  private static Optional<FolderFault> fault(Path file) {
    try {
      PhotoFile.decode(file, 1);
      return Optional.empty();
    } catch (PictureException e) {
      return Optional.of(FolderFault.of(file, e));
    }
  }

  /** What a reader might not expect of its layout, a line each. */
  public List<String> notes() {
    return notes;
  }

  /**
   * @throws InvalidInputException when there is but one class, as of a folder named a level too
   *     high
   */
  public void requireSeveralClasses() {
    if (train.classNames().size() > 1) {
      return;
    }
    String only = train.classNames().get(0);
    Path inside = folder.resolve(only);
    boolean deeper =
        Files.isDirectory(inside) // not so where the folder is parted
            && FolderListing.entries(inside).stream().anyMatch(Files::isDirectory);
    throw new InvalidInputException(
        "%s: holds one class only, %s; at least two are needed%s"
            .formatted(folder, only, deeper ? "; is data.dir=" + inside + " meant?" : ""));
  }

  private StratifiedSplit split(ClassFolders all, double testShare, long seed) {
    int[] labels = all.labels();
    int count = (int) Math.round(testShare * labels.length);
    StratifiedSplit split = StratifiedSplit.of(labels, all.classNames().size(), count, seed);
    for (int c = 0; c < all.classNames().size(); c++) {
      int label = c;
      long chosen = Arrays.stream(split.chosen()).filter(i -> labels[i] == label).count();
      long rest = Arrays.stream(split.rest()).filter(i -> labels[i] == label).count();
      if (chosen == 0 || rest == 0) {
        throw new InvalidInputException(
            "%s: class %s has %s pictures, too few to keep %s of them for testing; add some, or"
                    .formatted(folder, all.classNames().get(c), chosen + rest, testShare)
                + " change data.testShare");
      }
    }
    return split;
  }

  @Override
  public ImageShape shape() {
    return size.shape();
  }

  /** Reading it throws {@link InvalidInputException} that names all bad files. */
  @Override
  public ImageStream stream(Part part) {
    ClassFolders classes = classes(part);
    String name = "%s %s".formatted(folder.toAbsolutePath().normalize().getFileName(), part.word());
    return new ImageStream(
        name,
        size.shape(),
        classes.classNames(),
        sink -> {
          read(name, classes.files(), sink);
          return classes.labels();
        });
  }

  @Override
  public String key(Part part) {
    ClassFolders classes = classes(part);
    String how =
        "folder %s %s %s %s".formatted(VERSION, size.shape(), size.fit(), classes.classNames());
    return "folder-%s-%s".formatted(part.word(), FileKey.of(how, classes.files()));
  }

  /** Tells, of the training images, what a reader might not expect of the layout. */
  @Override
  public ImageSet read(Part part, ImageSetCache cache) {
    if (part == Part.TRAIN) {
      notes.forEach(warnings);
    }
    return StreamedSource.super.read(part, cache);
  }

  @Override
  public List<Path> pictureFiles(Part part) {
    return classes(part).files();
  }

  private ClassFolders classes(Part part) {
    return part == Part.TRAIN ? train : test;
  }

  private void read(String name, List<Path> files, Consumer<byte[]> sink) {
    int cropped = 0;
    ReadingProgress progress = new ReadingProgress(name, files.size(), System::nanoTime, warnings);
    for (int first = 0; first < files.size(); first += BLOCK) {
      List<Path> block = files.subList(first, Math.min(files.size(), first + BLOCK));
      for (Fitted image : block.parallelStream().map(this::readOne).toList()) {
        if (image.fault().isPresent()) {
          throw FolderFault.refusal(folder, allWith(image.fault().get()));
        }
        sink.accept(image.pixels());
        cropped += image.cropped() ? 1 : 0;
      }
      progress.done(first + block.size());
    }
    if (cropped > 0) {
      warnings.accept(
          "%s: %s of %s pictures are wider than they should be and were cropped to their centre"
              .formatted(name, cropped, files.size()));
    }
  }

  /** All faults of both parts, so that they come to light at once; the one found among them. */
  private List<FolderFault> allWith(FolderFault found) {
    List<FolderFault> all = faults(folder);
    return all.contains(found) ? all : List.of(found);
  }

  /**
   * @param pixels null where there is a fault
   */
  private record Fitted(byte[] pixels, boolean cropped, Optional<FolderFault> fault) {}

  private Fitted readOne(Path file) {
    try {
      Photo photo = PhotoFile.decode(file, size.shape().longerSide());
      return new Fitted(
          size.fit().fit(photo, size.shape().height(), size.shape().width()),
          size.fit().crops(photo, size.shape().height(), size.shape().width()),
          Optional.empty());
    } catch (PictureException e) {
      return new Fitted(null, false, Optional.of(FolderFault.of(file, e)));
    }
  }
}
