package org.mixsep.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What this processor can do, as Linux reports it. */
public final class Processor {
  private static final Pattern TOLD = Pattern.compile("(vendor_id|flags)\\s*:.*");
  private static final Set<String> WORDS = words(Path.of("/proc/cpuinfo"));

  private Processor() {}

  /**
   * @param word a flag or the maker, as /proc/cpuinfo names it
   * @return false also where there is no such file
   */
  public static boolean has(String word) {
    return WORDS.contains(word);
  }

  private static Set<String> words(Path file) {
    if (!Files.isReadable(file)) {
      return Set.of();
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> TOLD.matcher(line).matches())
          .flatMap(line -> Arrays.stream(line.split("\\s+")))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
