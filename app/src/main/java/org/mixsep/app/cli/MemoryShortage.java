package org.mixsep.app.cli;

import java.util.Optional;

/** Failures for want of memory, in words that say what to do. */
final class MemoryShortage {
  private MemoryShortage() {}

  /** What to tell of a failure, where it or what caused it is a want of memory. */
  static Optional<String> of(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (at instanceof OutOfMemoryError && message.contains("heap")) {
        return Optional.of(
            "out of memory: Java's heap may take %s MB; give it more by MIXSEP_JAVA_OPTS=-Xmx4g, or ask for less: smaller or fewer images, a smaller batch"
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
      }
      // libtorch's own words for it, on the processor and on a GPU, come as plain exceptions.
      if (at instanceof OutOfMemoryError
          || message.contains("DefaultCPUAllocator")
          || message.contains("out of memory")) {
        return Optional.of(
            "out of memory outside Java's heap; ask for less: a smaller batch, smaller images, a smaller network");
      }
    }
    return Optional.empty();
  }
}
