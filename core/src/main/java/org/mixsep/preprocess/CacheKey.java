package org.mixsep.preprocess;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over all that a cached file was computed from. */
final class CacheKey {
  /** To be raised whenever the arithmetic of a step changes: old files must not be found then. */
  private static final String ARITHMETIC = "mixsep preprocessing 1";

  private static final int CHUNK = 1 << 16;

  private CacheKey() {}

  /** 32 bytes; no part may hold a line break. */
  static byte[] of(String... parts) {
    MessageDigest digest = sha256();
    digest.update(ARITHMETIC.getBytes(StandardCharsets.UTF_8));
    for (String part : parts) {
      digest.update((byte) '\n');
      digest.update(part.getBytes(StandardCharsets.UTF_8));
    }
    return digest.digest();
  }

  /** In hexadecimal, over every fitted value to the last bit: equal for equal results. */
  static String fingerprint(FittedPreprocessing fitted) {
    MessageDigest digest = sha256();
    ByteBuffer chunk = ByteBuffer.allocate(8 * CHUNK);
    fitted
        .values()
        .forEach(
            (name, value) -> {
              double[] values = value.values();
              digest.update((name + "\n" + values.length).getBytes(StandardCharsets.UTF_8));
              for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                chunk.clear().limit(8 * count);
                chunk.asDoubleBuffer().put(values, from, count);
                digest.update(chunk);
              }
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
