package org.mixsep.app.runfolder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that a run was computed on.
 *
 * @param description all but its name in one
 */
public record Host(String name, String system, String processor, int cores, String description) {

  public static Host ofThisProcess() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    String processor = readProcessor();
    int cores = Runtime.getRuntime().availableProcessors();
    String description = "%s, %d cores, %s".formatted(processor, cores, system);
    return new Host(readName(), system, processor, cores, description);
  }

  private static String readName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Linux names its processor in a file; elsewhere its architecture has to do. */
  private static String readProcessor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
