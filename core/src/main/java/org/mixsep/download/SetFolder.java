package org.mixsep.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mixsep.InvalidInputException;
import org.mixsep.download.RemoteFile.Content;

/**
 * The files of a published set in a folder, fetched or put there by hand.
 *
 * @param path the folder; it need not exist
 */
public record SetFolder(PublishedSet set, Path path) {

  /**
   * What was found about one file.
   *
   * @param path below the folder
   * @param finding such as {@code SHA-256 is right} or {@code missing}
   * @param right false when the file must be fetched again
   */
  public record Finding(String path, String finding, boolean right) {}

  /** Whether everything that makes the set complete is there, judged by sizes. */
  public boolean isComplete() {
    return set.files(false).stream()
        .flatMap(file -> file.contents().stream())
        .allMatch(content -> isThere(content, path));
  }

  /** Whether anything of the set is there, whole or in part. */
  public boolean isEmpty() {
    return set.files().stream()
        .noneMatch(
            file ->
                Files.exists(path.resolve(file.name() + ".part"))
                    || file.contents().stream()
                        .anyMatch(content -> Files.exists(place(content, path))));
  }

  /** The files to be fetched: those of which something is not there or not right. */
  List<RemoteFile> missing(boolean withExtra) throws IOException {
    Map<String, String> sums = Checksums.read(path);
    List<RemoteFile> missing = new ArrayList<>();
    for (RemoteFile file : set.files(withExtra)) {
      boolean right = true;
      for (Content content : file.contents()) {
        right = right && check(content, sum(file, content, sums)).right();
      }
      if (!right) {
        missing.add(file);
      }
    }
    return missing;
  }

  /** Bytes of the set's files that are there. */
  public long bytes() {
    long bytes = 0;
    for (RemoteFile file : set.files()) {
      for (Content content : file.contents()) {
        bytes += Math.max(0, size(place(content, path)));
      }
    }
    return bytes;
  }

  /**
   * Examines every file: its size, and its SHA-256 where one is known. That of an unpacked file is
   * known where mixsep itself unpacked it. Extra files are left out where they are missing.
   *
   * @throws InvalidInputException when a file cannot be read
   */
  public List<Finding> check(FetchListener listener) {
    List<Finding> findings = new ArrayList<>();
    try {
      Map<String, String> sums = Checksums.read(path);
      for (RemoteFile file : set.files()) {
        for (Content content : file.contents()) {
          if (!file.extra() || Files.exists(place(content, path))) {
            listener.message("checking " + content.path());
            findings.add(check(content, sum(file, content, sums)));
          }
        }
      }
      return findings;
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: cannot be read (%s)".formatted(path, e.getClass().getSimpleName()), e);
    }
  }

  /** The publisher's for a file that is kept as it is; null where none is known. */
  private static String sum(RemoteFile file, Content content, Map<String, String> sums) {
    return file.archive() ? sums.get(content.path()) : file.sha256();
  }

  private Finding check(Content content, String sum) throws IOException {
    Path file = place(content, path);
    long size = size(file);
    if (size < 0) {
      return new Finding(content.path(), "missing", false);
    }
    if (!isThere(content, path)) {
      return new Finding(
          content.path(),
          String.format(Locale.ROOT, "%,d bytes, expected %,d", size, content.bytes()),
          false);
    }
    if (sum == null) {
      String known = content.bytes() == Content.ANY_SIZE ? "is there" : "size is right";
      return new Finding(content.path(), known + ", no SHA-256 is known", true);
    }
    boolean right = Checksums.of(file).equals(sum);
    return new Finding(content.path(), right ? "SHA-256 is right" : "SHA-256 is wrong", right);
  }

  static boolean isThere(Content content, Path folder) {
    long size = size(place(content, folder));
    return size >= 0 && (content.bytes() == Content.ANY_SIZE || size == content.bytes());
  }

  /** Where a file is; what an archive puts into a folder may also lie in this one itself. */
  private static Path place(Content content, Path folder) {
    Path usual = folder.resolve(content.path());
    Path plain = folder.resolve(usual.getFileName());
    return !Files.exists(usual) && Files.exists(plain) ? plain : usual;
  }

  /** -1 where it is no file. */
  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
