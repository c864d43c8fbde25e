package org.mixsep.data;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.picture.PictureException;

/**
 * Pictures in folders named by some or all of the classes that a model knows, {@code CLASS/*}, to
 * be judged by it. Listed as {@link ImageFolder} lists; no picture is lost without a word.
 */
public final class LabelledFolder {
  private final Path folder;
  private final List<String> classNames;
  private final List<Path> files;
  private final int[] labels;

  /**
   * Lists it; reads no picture yet.
   *
   * @param classNames of the model; labels are places among them
   * @throws InvalidInputException naming the folder, when it is not laid out like this or has
   *     classes that the model does not know
   */
  public LabelledFolder(Path folder, List<String> classNames) {
    this.folder = folder;
    this.classNames = List.copyOf(classNames);
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          folder + ": no such folder; expected one with a folder of pictures for each class");
    }
    List<FolderFault> faults = new ArrayList<>();
    ClassFolders found = ClassFolders.list(folder, faults);
    List<String> unknown = new ArrayList<>(found.classNames());
    unknown.removeAll(classNames);
    if (!unknown.isEmpty()) {
      faults.add(
          new FolderFault(
              folder,
              "the model does not know the classes %s; it knows %s"
                  .formatted(unknown, classNames)));
    }
    if (!faults.isEmpty()) {
      throw FolderFault.refusal(folder, faults);
    }
    files = found.files();
    labels =
        Arrays.stream(found.labels())
            .map(label -> classNames.indexOf(found.classNames().get(label)))
            .toArray();
  }

  /** The pictures, class after class. */
  public List<Path> files() {
    return files;
  }

  /** Each picture's class. */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * Reads some of the pictures, on all cores, in their order.
   *
   * @param from the first
   * @param to the one after the last
   * @throws InvalidInputException naming all of these that cannot be read
   */
  public ImageSet read(int from, int to, PictureReader reader) {
    List<Read> all = files.subList(from, to).parallelStream().map(f -> read(f, reader)).toList();
    List<FolderFault> faults = all.stream().flatMap(read -> read.fault.stream()).toList();
    if (!faults.isEmpty()) {
      throw FolderFault.refusal(folder, faults);
    }
    ByteBuffer pixels = ByteBuffer.allocate((to - from) * reader.shape().values());
    all.forEach(read -> pixels.put(read.pixels));
    return new ImageSet(
        folder.toString(),
        reader.shape(),
        pixels.rewind(),
        Arrays.copyOfRange(labels, from, to),
        classNames);
  }

  /**
   * @param pixels null where there is a fault
   */
  private record Read(byte[] pixels, Optional<FolderFault> fault) {}

  private static Read read(Path file, PictureReader reader) {
    try {
      return new Read(reader.read(file), Optional.empty());
    } catch (PictureException e) {
      return new Read(null, Optional.of(FolderFault.of(file, e)));
    }
  }
}
