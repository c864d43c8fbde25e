package org.mixsep.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads the cropped digits of SVHN (Netzer et al., 2011) from the MATLAB files of their makers:
 * {@code train_32x32.mat} (73,257 images), {@code extra_32x32.mat} (531,131) and {@code
 * test_32x32.mat} (26,032). Class c is digit c; the files' label 10 is digit 0.
 *
 * <p>Files are read from beginning to end and never held in memory. They may hold any number of
 * images, so that a sample will do, but every class needs one.
 */
public final class SvhnMat implements StreamedSource {
  /** Of an image. */
  public static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  private static final List<String> CLASS_NAMES =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  private static final String FILES =
      "train_32x32.mat, test_32x32.mat and, if wanted, extra_32x32.mat";

  private final Path folder;
  private final boolean extra;

  /**
   * @param folder of the three files
   * @param extra whether to add the extra, somewhat easier training images
   */
  public SvhnMat(Path folder, boolean extra) {
    this.folder = folder;
    this.extra = extra;
  }

  @Override
  public ImageShape shape() {
    return SHAPE;
  }

  @Override
  public ImageStream stream(Part part) {
    String more = extra && part == Part.TRAIN ? "+extra" : "";
    return stream("svhn " + part.word() + more, files(part));
  }

  @Override
  public String key(Part part) {
    return "svhn-" + part.word() + "-" + FileKey.of("svhn 1", files(part));
  }

  private List<Path> files(Part part) {
    return switch (part) {
      case TRAIN -> extra ? files("train_32x32.mat", "extra_32x32.mat") : files("train_32x32.mat");
      case TEST -> files("test_32x32.mat");
    };
  }

  private List<Path> files(String... names) {
    if (!Files.isDirectory(folder)) {
      throw MissingFiles.folder(folder, "svhn", FILES);
    }
    List<Path> paths = Arrays.stream(names).map(folder::resolve).toList();
    for (Path path : paths) {
      if (!Files.isRegularFile(path)) {
        throw MissingFiles.file(path, "svhn", FILES);
      }
    }
    return paths;
  }

  private static ImageStream stream(String name, List<Path> files) {
    return new ImageStream(
        name,
        SHAPE,
        CLASS_NAMES,
        sink -> {
          List<int[]> labels = new ArrayList<>();
          for (Path file : files) {
            int[] ofFile = MatDigits.read(file, sink);
            LabelChecks.requireEveryClass(ofFile, CLASS_NAMES, file, "digit's");
            labels.add(ofFile);
          }
          return labels.stream().flatMapToInt(Arrays::stream).toArray();
        });
  }
}
