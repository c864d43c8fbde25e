package org.mixsep.download;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * Unpacks a tar.gz as if it came from an enemy: nothing but folders and plain files, none outside
 * the folder, none twice, and no more of them and no more bytes than allowed.
 */
final class TarGz {
  private final Path archive;
  private final int mostEntries;
  private final long mostBytes;

  /**
   * @param mostBytes of all unpacked files together
   */
  TarGz(Path archive, int mostEntries, long mostBytes) {
    this.archive = archive;
    this.mostEntries = mostEntries;
    this.mostBytes = mostBytes;
  }

  /**
   * @param folder exists, and is empty
   * @throws InvalidInputException when the archive is damaged or holds what it should not
   */
  void unpack(Path folder) {
    int entries = 0;
    long bytes = 0;
    String at = "its beginning";
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                GzipCompressorInputStream.builder()
                    .setInputStream(file)
                    .setDecompressConcatenated(true)
                    .get())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        at = entry.getName().replaceAll("\\p{Cntrl}", "?");
        require(++entries <= mostEntries, at, "more than %s entries".formatted(mostEntries));
        Path target = target(folder, entry, at);
        if (entry.getLinkFlag() == TarConstants.LF_DIR) {
          Files.createDirectories(target);
        } else {
          bytes += copy(tar, target, at, mostBytes - bytes);
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw refused(at, "is there twice");
    } catch (IOException | IllegalArgumentException e) {
      String reason = e instanceof IOException io ? AtomicFile.reason(io) : e.getMessage();
      throw new InvalidInputException(
          "%s: cannot be unpacked, at %s: %s".formatted(archive, at, reason), e);
    }
  }

  private Path target(Path folder, TarArchiveEntry entry, String at) {
    byte kind = entry.getLinkFlag();
    boolean plain = kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
    require(plain || kind == TarConstants.LF_DIR, at, "is neither a file nor a folder");
    String name = entry.getName();
    boolean odd = name.isEmpty() || name.matches(".*[\\\\:\\p{Cntrl}].*") || name.startsWith("/");
    require(!odd, at, "has a name that is not allowed");
    Path target = folder.resolve(name).normalize();
    boolean inside = target.startsWith(folder) && !name.matches("(.*/)?\\.\\.(/.*)?");
    require(inside, at, "would leave the folder");
    return target;
  }

  private long copy(InputStream from, Path target, String at, long most) throws IOException {
    Files.createDirectories(target.getParent());
    byte[] buffer = new byte[1 << 16];
    long copied = 0;
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        copied += count;
        require(
            copied <= most,
            at,
            String.format(Locale.ROOT, "more than %,d bytes in all", mostBytes));
        out.write(buffer, 0, count);
      }
    }
    return copied;
  }

  private void require(boolean holds, String entry, String what) {
    if (!holds) {
      throw refused(entry, what);
    }
  }

  private InvalidInputException refused(String entry, String what) {
    return new InvalidInputException(
        "%s: not unpacked, its entry %s: %s".formatted(archive, entry, what));
  }
}
