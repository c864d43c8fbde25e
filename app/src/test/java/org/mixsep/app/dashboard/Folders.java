package org.mixsep.app.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.FlatYaml;

/** Run folders as trainings of this and other processes leave them, made up. */
final class Folders {
  private Folders() {}

  /** A run that has begun and recorded nothing. */
  static Path begun(Path run) {
    try {
      Files.createDirectories(run);
      Files.writeString(
          run.resolve("config.yaml"),
          FlatYaml.write(
              ConfigSources.resolve(
                  "street-digits", Optional.empty(), List.of("iterations=500", "modules=4"))));
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a line of losses, or a part of one. */
  static void append(Path run, String text) {
    try {
      Files.writeString(
          run.resolve("metrics.jsonl"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String step(long iteration) {
    return """
        {"iteration":%d,"loss":%s,"between":1.5,"within":3,"threshold":0.5,"learningRate":0.1,\
        "trainError":50,"imagesPerSecond":700,"modules":[{"block":4,"between":1.5,"within":3,\
        "threshold":0.5,"classDistance":{"min":0.5,"mean":1,"max":2}}]}
        """
        .formatted(iteration, 2 - iteration / 500.0);
  }

  static String test(long iteration, double error) {
    return "{\"iteration\":%d,\"test\":{\"block4\":%s,\"mean\":%s,\"images\":100}}%n"
        .formatted(iteration, error, error);
  }

  /** As {@link #test}, with as many errors on validation images. */
  static String validated(long iteration, double error) {
    return test(iteration, error)
        .replace("\"test\"", "\"validation\":{\"block4\":%s},\"test\"".formatted(error));
  }

  /** What a training process of some number says of a run. */
  static void state(Path run, String phase, long pid, Instant started) {
    try {
      Files.writeString(
          run.resolve("state.json"),
          "{\"state\":\"%s\",\"pid\":%d,\"started\":\"%s\",\"iteration\":1,\"message\":\"why\"}"
              .formatted(phase, pid, started));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #state} of this very process, which is alive. */
  static void ownState(Path run, String phase) {
    ProcessHandle own = ProcessHandle.current();
    state(run, phase, own.pid(), own.info().startInstant().orElseThrow());
  }

  static void delete(Path folder) {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
