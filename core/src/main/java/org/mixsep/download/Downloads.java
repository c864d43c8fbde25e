package org.mixsep.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;
import org.mixsep.download.RemoteFile.Content;

/**
 * Fetches published image sets into folders: each file resumed where it was cut, tried again with
 * growing waits, checked against its SHA-256 before it gets its name, archives unpacked with care.
 * A second fetch of the same folder waits for the first.
 */
public final class Downloads {
  private static final String UNPACKING = ".unpacking";

  /** What an archive may hold besides the contents that are known, such as a page of notes. */
  private static final int MORE_ENTRIES = 64;

  private static final long MORE_BYTES = 1 << 20;

  private final FetchSettings settings;

  public Downloads(FetchSettings settings) {
    this.settings = settings;
  }

  /**
   * Makes a set complete in a folder; files that are there and right are left alone.
   *
   * @param mirror the address of a folder to fetch from, none for the publisher's
   * @param withExtra whether to fetch also what the set is complete without
   * @return whether anything was fetched
   * @throws InvalidInputException in one line, when a file cannot be had or is not the published
   *     one, or the folder cannot be written
   */
  public boolean fetch(
      PublishedSet set,
      Optional<URI> mirror,
      Path folder,
      boolean withExtra,
      FetchListener listener) {
    return DownloadLock.alone(
        folder,
        settings,
        listener,
        () -> {
          List<RemoteFile> missing = new SetFolder(set, folder).missing(withExtra);
          requireSpace(missing, folder);
          Http http = new Http(settings);
          URI address = mirror.orElse(set.address());
          for (RemoteFile file : missing) {
            listener.message("fetching " + address.resolve(file.name()));
            new FileDownload(http, settings, listener, file, address, folder).run();
            finish(file, folder, listener);
          }
          return !missing.isEmpty();
        });
  }

  /** Unpacks an archive, and keeps the sums of what there is now. */
  private static void finish(RemoteFile file, Path folder, FetchListener listener)
      throws IOException {
    Path fetched = folder.resolve(file.name());
    if (file.archive()) {
      listener.message("unpacking " + file.name());
      unpack(file, fetched, folder);
    }
    Map<String, String> sums = Checksums.read(folder);
    for (Content content : file.contents()) {
      boolean itself = content.path().equals(file.name());
      sums.put(
          content.path(), itself ? file.sha256() : Checksums.of(folder.resolve(content.path())));
    }
    Checksums.write(folder, sums);
    if (file.archive()) {
      Files.delete(fetched);
    }
  }

  /** Into a folder of its own first: its contents appear whole or not at all. */
  private static void unpack(RemoteFile file, Path archive, Path folder) throws IOException {
    Path unpacking = folder.resolve(UNPACKING);
    deleteTree(unpacking);
    Files.createDirectories(unpacking);
    try {
      List<Content> contents = file.contents();
      long bytes = contents.stream().mapToLong(c -> Math.max(0, c.bytes())).sum() + MORE_BYTES;
      new TarGz(archive, contents.size() + MORE_ENTRIES, bytes).unpack(unpacking);
      for (Content content : contents) {
        if (!SetFolder.isThere(content, unpacking)) {
          throw new InvalidInputException(
              "%s: holds no %s of the expected size".formatted(archive, content.path()));
        }
      }
      for (Path child : children(unpacking)) {
        Path place = folder.resolve(child.getFileName());
        deleteTree(place);
        Files.move(child, place, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      deleteTree(unpacking);
    }
  }

  private static void requireSpace(List<RemoteFile> missing, Path folder) throws IOException {
    long needed = 0;
    for (RemoteFile file : missing) {
      needed += file.bytes();
      if (file.archive()) {
        needed += file.contents().stream().mapToLong(c -> Math.max(0, c.bytes())).sum();
      }
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "%s: %,d bytes are needed and %,d are free; make room, or name another folder by --dir",
              folder,
              needed,
              free));
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) { // which follows no links
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
