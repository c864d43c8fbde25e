package org.mixsep.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mixsep.AtomicFile;
import org.mixsep.torch.Precision;

/**
 * The facts of a machine that matter for training.
 *
 * @param java its version and who made it
 * @param system its name and architecture, as Java tells them
 * @param processor its name and cores
 * @param memory of the machine or of the container
 * @param start how the program was started
 * @param folders that are written to
 * @param nvidia whether a driver of NVIDIA is there
 */
record Machine(
    String java,
    String system,
    Processor processor,
    Memory memory,
    Start start,
    List<Folder> folders,
    boolean nvidia,
    Natives natives) {

  /** By the launcher, with its best allocator of memory or the system's, or without it. */
  enum Start {
    BEST,
    SYSTEM_ALLOCATOR,
    WITHOUT_LAUNCHER
  }

  /**
   * @param name as the system tells it, or empty
   * @param fastest what {@code precision=auto} takes
   * @param cores that this process may use
   * @param load processes that wanted to run in the last minute; negative where not told
   * @param ompThreads what OMP_NUM_THREADS says, or empty
   * @param blasCore what OPENBLAS_CORETYPE says, or empty
   */
  record Processor(
      String name, Precision fastest, int cores, double load, String ompThreads, String blasCore) {}

  /** In bytes: all there is, what is free, and what Java may take for its heap. */
  record Memory(long all, long free, long heap) {}

  /**
   * @param use what is written there
   * @param fault why nothing can be written, or empty
   * @param free bytes
   */
  record Folder(String use, Path path, String fault, long free) {}

  /** Reads them; takes a second, most of it for libtorch. */
  static Machine read(Path runs, Path cache) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        new Processor(
            cpuinfo("model name"),
            Precision.fastest(),
            system.getAvailableProcessors(),
            system.getSystemLoadAverage(),
            variable("OMP_NUM_THREADS"),
            variable("OPENBLAS_CORETYPE")),
        new Memory(
            system.getTotalMemorySize(),
            free(system.getFreeMemorySize()),
            Runtime.getRuntime().maxMemory()),
        howStarted(),
        List.of(folder("runs", runs), folder("cache", cache)),
        Files.exists(Path.of("/proc/driver/nvidia/version")),
        Natives.load());
  }

  private static String variable(String name) {
    return System.getenv().getOrDefault(name, "");
  }

  private static Start howStarted() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Start.BEST;
    }
    if (System.getenv("MALLOC_ARENA_MAX") == null) {
      return Start.WITHOUT_LAUNCHER;
    }
    boolean preloaded = variable("LD_PRELOAD").contains("malloc");
    return preloaded ? Start.BEST : Start.SYSTEM_ALLOCATOR;
  }

  private static String cpuinfo(String key) {
    return line(Path.of("/proc/cpuinfo"), key).replaceFirst("^[^:]*:\\s*", "");
  }

  /** What Linux could free counts as free: files it keeps in memory. */
  private static long free(long told) {
    String available = line(Path.of("/proc/meminfo"), "MemAvailable").replaceAll("\\D", "");
    return available.isEmpty() ? told : Math.max(told, 1024 * Long.parseLong(available));
  }

  private static String line(Path file, String start) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(start))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // another system than Linux
    }
  }

  /** The folder, or what is there of the way to it: it is made when it is needed. */
  private static Folder folder(String use, Path path) {
    Path there = path.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      Files.delete(Files.createTempFile(there, ".mixsep-doctor", ""));
      return new Folder(use, path, "", Files.getFileStore(there).getUsableSpace());
    } catch (IOException | RuntimeException e) {
      String why = e instanceof IOException failure ? AtomicFile.reason(failure) : e.toString();
      return new Folder(use, path, why, 0);
    }
  }
}
