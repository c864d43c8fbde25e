package org.mixsep.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mixsep.InvalidInputException;

/**
 * Reads the cropped digits of SVHN (Netzer et al., 2011) from the MATLAB files of their makers:
 * {@code train_32x32.mat} (73,257 images), {@code extra_32x32.mat} (531,131) and {@code
 * test_32x32.mat} (26,032). Class c is digit c; the files' label 10 is digit 0.
 *
 * <p>Files are read from beginning to end and never held in memory. They may hold any number of
 * images, so that a sample will do, but every class needs one.
 */
public final class SvhnMat {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final List<String> CLASS_NAMES =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  private static final String FILES =
      "train_32x32.mat, test_32x32.mat and, if wanted, extra_32x32.mat";

  private final Path folder;

  /**
   * @param folder of the three files
   */
  public SvhnMat(Path folder) {
    this.folder = folder;
  }

  /**
   * The training images.
   *
   * @param extra whether to add the extra, somewhat easier training images
   * @throws InvalidInputException when a file is missing; reading throws it when one is damaged
   */
  public ImageStream train(boolean extra) {
    return stream(extra ? "svhn train+extra" : "svhn train", trainFiles(extra));
  }

  /** The test images. Errors as {@link #train}. */
  public ImageStream test() {
    return stream("svhn test", testFiles());
  }

  /** Names the content of {@link #train} by its files, for an {@link ImageSetCache}. */
  public String trainKey(boolean extra) {
    return "svhn-train-" + FileKey.of("svhn 1", trainFiles(extra));
  }

  /** Names the content of {@link #test} by its file, for an {@link ImageSetCache}. */
  public String testKey() {
    return "svhn-test-" + FileKey.of("svhn 1", testFiles());
  }

  private List<Path> trainFiles(boolean extra) {
    return extra ? files("train_32x32.mat", "extra_32x32.mat") : files("train_32x32.mat");
  }

  private List<Path> testFiles() {
    return files("test_32x32.mat");
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
