package org.mixsep.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Texts of files as damage or malice leaves them: what a format allows with what nobody expects.
 */
public final class TextDamage {
  private static final Pattern VALUE = Pattern.compile("-?\\d[\\w.+-]*|\"[^\"]*\"|[A-Za-z]\\w*");
  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "-1",
          "1e308",
          "-1e308",
          "1e999",
          "NaN",
          "2147483648",
          "9999999999999999999999",
          "0.5",
          "null",
          "true",
          "[]",
          "[[1, 2, 3]]",
          "{}",
          "{a: {b: c}}",
          "\"\"",
          "\"x\"",
          "1..1000",
          "&a [*a]",
          "\u0000",
          "x".repeat(5000));

  private TextDamage() {}

  /** Some other value, for a text that is one value. */
  public static String value(String whole, SplittableRandom random) {
    return random.nextInt(3) == 0 ? of(whole, random) : VALUES.get(random.nextInt(VALUES.size()));
  }

  /** One to three changes: values, lines, bytes. */
  public static String of(String whole, SplittableRandom random) {
    String text = whole;
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      text =
          switch (random.nextInt(4)) {
            case 0 -> lines(text, random);
            case 1 -> bytes(text, random);
            default -> replaced(text, random);
          };
    }
    return text;
  }

  private static String replaced(String text, SplittableRandom random) {
    List<MatchResult> found = VALUE.matcher(text).results().toList();
    if (found.isEmpty()) {
      return VALUES.get(random.nextInt(VALUES.size()));
    }
    MatchResult at = found.get(random.nextInt(found.size()));
    String value = VALUES.get(random.nextInt(VALUES.size()));
    return text.substring(0, at.start()) + value + text.substring(at.end());
  }

  private static String lines(String text, SplittableRandom random) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String line = lines.get(random.nextInt(lines.size()));
    if (random.nextBoolean()) {
      lines.remove(line);
    } else {
      lines.add(random.nextInt(lines.size() + 1), line);
    }
    return String.join("\n", lines);
  }

  private static String bytes(String text, SplittableRandom random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return text;
    }
    if (random.nextInt(3) == 0) {
      return new String(bytes, 0, random.nextInt(bytes.length), StandardCharsets.UTF_8);
    }
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
