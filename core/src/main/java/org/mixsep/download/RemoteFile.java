package org.mixsep.download;

import java.util.List;

/**
 * One file that a publisher offers, and what it leaves in the set's folder.
 *
 * @param name its name below the set's address, and in the folder while or after it is fetched
 * @param bytes its exact size
 * @param sha256 its SHA-256, in lower-case hexadecimal; null where its publisher names none
 * @param archive whether it is a tar.gz to be unpacked and then deleted; otherwise it is kept
 * @param contents what is there in the end: the file itself, or what the archive unpacks to
 * @param extra whether the set is complete without it
 */
public record RemoteFile(
    String name,
    long bytes,
    String sha256,
    boolean archive,
    List<Content> contents,
    boolean extra) {

  /**
   * A file in the set's folder.
   *
   * @param path below the folder, with slashes
   * @param bytes its exact size, or {@link #ANY_SIZE}
   */
  public record Content(String path, long bytes) {
    /** The size of files that no reader depends on, such as lists of names. */
    public static final long ANY_SIZE = -1;
  }

  public RemoteFile {
    contents = List.copyOf(contents);
  }

  /** A file that is kept as it is published. */
  static RemoteFile kept(String name, long bytes, String sha256) {
    return new RemoteFile(name, bytes, sha256, false, List.of(new Content(name, bytes)), false);
  }

  /** A kept file that the set is complete without. */
  static RemoteFile extra(String name, long bytes, String sha256) {
    return new RemoteFile(name, bytes, sha256, false, List.of(new Content(name, bytes)), true);
  }

  static RemoteFile tarGz(String name, long bytes, String sha256, Content... contents) {
    return new RemoteFile(name, bytes, sha256, true, List.of(contents), false);
  }
}
