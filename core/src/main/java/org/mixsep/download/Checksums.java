package org.mixsep.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mixsep.AtomicFile;

/** SHA-256 sums of files, and the file that keeps those of a folder as {@code sha256sum} does. */
final class Checksums {
  /** {@code sha256sum --check SHA256SUMS} verifies a folder without mixsep. */
  static final String FILE = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private Checksums() {}

  static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The sums kept in a folder, by path; empty where there are none. */
  static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    Path file = folder.resolve(FILE);
    if (Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          sums.put(matcher.group(2), matcher.group(1));
        }
      }
    }
    return sums;
  }

  static void write(Path folder, Map<String, String> sums) {
    StringBuilder text = new StringBuilder();
    sums.forEach((path, sum) -> text.append(sum).append("  ").append(path).append('\n'));
    byte[] bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    AtomicFile.write(
        folder.resolve(FILE), channel -> AtomicFile.put(channel, ByteBuffer.wrap(bytes)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
