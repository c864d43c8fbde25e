package org.mixsep.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/** Names what files hold without reading them: by their paths, sizes and modification times. */
final class FileKey {
  private FileKey() {}

  /**
   * 32 hexadecimal digits, fit for a file name; other files, or files that changed, give others.
   *
   * @param how all else that decides what is made of the files
   * @throws InvalidInputException naming a file that cannot be looked at
   */
  static String of(String how, List<Path> files) {
    MessageDigest digest = sha256();
    digest.update(how.getBytes(StandardCharsets.UTF_8));
    for (Path file : files) {
      try {
        String line =
            "\n%s %s %s"
                .formatted(
                    file.toAbsolutePath().normalize(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new InvalidInputException(
            "%s: cannot be read (%s)".formatted(file, AtomicFile.reason(e)), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
