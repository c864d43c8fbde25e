package org.mixsep.app.runfolder;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that a run was computed on. */
public final class Host {
  private Host() {}

  /** {@code name}, {@code system}, {@code processor}, {@code cores} and all but the name in one. */
  public static ObjectNode json() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    String processor = processor();
    int cores = Runtime.getRuntime().availableProcessors();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name());
    json.put("system", system);
    json.put("processor", processor);
    json.put("cores", cores);
    json.put("description", "%s, %d cores, %s".formatted(processor, cores, system));
    return json;
  }

  private static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Linux names its processor in a file; elsewhere its architecture has to do. */
  private static String processor() {
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
