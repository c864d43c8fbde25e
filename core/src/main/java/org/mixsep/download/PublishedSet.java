package org.mixsep.download;

import java.net.URI;
import java.util.List;

/**
 * An image set as its publisher offers it.
 *
 * @param name what mixsep calls it, such as {@code fashion-mnist}
 * @param description one line: what it shows, how many images of which size
 * @param address where its files lie; ends with a slash
 * @param trainImages how many training images it has, extra files left out
 * @param testImages how many test images it has
 * @param files what there is to fetch
 */
public record PublishedSet(
    String name,
    String description,
    URI address,
    int trainImages,
    int testImages,
    List<RemoteFile> files) {
  public PublishedSet {
    files = List.copyOf(files);
    if (!address.getPath().endsWith("/")) {
      throw new IllegalArgumentException(address + " does not end with a slash");
    }
  }

  /** The files that make the set complete, and the others where they are asked for too. */
  public List<RemoteFile> files(boolean withExtra) {
    return files.stream().filter(file -> withExtra || !file.extra()).toList();
  }

  /** What is to be transferred, in bytes. */
  public long bytes(boolean withExtra) {
    return files(withExtra).stream().mapToLong(RemoteFile::bytes).sum();
  }
}
