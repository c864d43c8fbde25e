package org.mixsep.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a file that has come, {@code NAME.part}, and beside it {@code NAME.part.from}: the
 * address and the version the server gave it, so that no two versions are put together.
 */
final class PartialFile {
  private final Path path;
  private final Path from;
  private final URI address;

  PartialFile(Path target, URI address) {
    this.path = target.resolveSibling(target.getFileName() + ".part");
    this.from = target.resolveSibling(target.getFileName() + ".part.from");
    this.address = address;
  }

  Path path() {
    return path;
  }

  long size() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** The size; a file that is too long cannot be a part and is deleted. */
  long sizeUpTo(long most) throws IOException {
    if (size() > most) {
      forget();
    }
    return size();
  }

  /** What asks for the rest only; where the file has changed since, the server sends it whole. */
  Map<String, String> rangeHeaders(long have) throws IOException {
    Map<String, String> headers = new HashMap<>();
    if (have > 0) {
      headers.put("Range", "bytes=" + have + "-");
      version().ifPresent(version -> headers.put("If-Range", version));
    }
    return headers;
  }

  /**
   * Begins anew with a version of the file.
   *
   * @param etag counts unless it is weak: a weak one does not promise equal bytes
   */
  void begin(Optional<String> etag, Optional<String> lastModified) throws IOException {
    forget();
    String version =
        etag.filter(tag -> tag.startsWith("\"")).or(() -> lastModified).orElse("").strip();
    if (version.chars().noneMatch(Character::isISOControl)) {
      Files.writeString(from, address + "\n" + version + "\n");
    }
  }

  void forget() throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(from);
  }

  /** None where another address began the file: its checksum then decides alone. */
  private Optional<String> version() throws IOException {
    if (!Files.exists(from)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(from);
    return lines.size() == 2 && lines.get(0).equals(address.toString()) && !lines.get(1).isEmpty()
        ? Optional.of(lines.get(1))
        : Optional.empty();
  }
}
