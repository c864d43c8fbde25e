package org.mixsep.app.runfolder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a run and how to get the same again: {@code result.json}, which is there once a run
 * is finished. Of what an earlier version did not write, texts are empty.
 *
 * @param iterations that were done
 * @param parameters numbers that were trained
 * @param seconds wall time of all its processes
 * @param errors at the last iteration
 * @param labelNoise where some labels are wrong on purpose
 * @param versions of program, libtorch, Java and system
 * @param commit that the program was built from
 * @param finished when, in UTC as ISO 8601 has it
 * @param data the images
 * @param config every setting by its key
 * @param views the errors by views, where they were asked for
 */
public record RunResult(
    long iterations,
    long parameters,
    double seconds,
    @JsonUnwrapped MeasuredErrors errors,
    Optional<NoisyLabels> labelNoise,
    String versions,
    String commit,
    String finished,
    Optional<Host> host,
    Checksums data,
    Map<String, String> config,
    Optional<ViewErrors> views) {
  public RunResult {
    versions = text(versions);
    commit = text(commit);
    finished = text(finished);
    data = data == null ? new Checksums("", "", "") : data;
    config = config == null ? Map.of() : config;
  }

  /**
   * Labels that are wrong on purpose.
   *
   * @param share as asked for
   * @param wrong how many are, of so many images
   */
  public record NoisyLabels(double share, int wrong, int images) {}

  /** SHA-256 of the images by what they are used for; empty where there are none. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Checksums(String train, String test, String validation) {
    public Checksums {
      train = text(train);
      test = text(test);
      validation = text(validation);
    }
  }

  /**
   * Reads a folder's.
   *
   * @throws IOException when it is not there, cannot be read, or is no result
   */
  public static RunResult read(Path run) throws IOException {
    return Json.read(new RunFolder(run).result(), RunResult.class);
  }

  private static String text(String found) {
    return found == null ? "" : found;
  }
}
