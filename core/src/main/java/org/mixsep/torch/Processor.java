package org.mixsep.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What this processor can do, as Linux reports it. */
final class Processor {
  private static final Set<String> FLAGS = flags(Path.of("/proc/cpuinfo"));

  private Processor() {}

  /**
   * @param flag as /proc/cpuinfo names it
   * @return false also where there is no such file
   */
  static boolean has(String flag) {
    return FLAGS.contains(flag);
  }

  private static Set<String> flags(Path file) {
    if (!Files.isReadable(file)) {
      return Set.of();
    }
    try (var lines = Files.lines(file)) {
      String line = lines.filter(each -> each.startsWith("flags")).findFirst().orElse("");
      return Arrays.stream(line.split("\\s+")).collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
