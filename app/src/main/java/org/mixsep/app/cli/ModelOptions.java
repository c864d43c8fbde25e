package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mixsep.app.model.Models.ModelSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of every command that uses a trained model: which one it is. */
final class ModelOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run folder, such as runs/street-digits-001.")
  private Path run;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "Another checkpoint of the run; its newest if none.")
  private Path checkpoint;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "A setting to change, such as precision=float32 or threads=1.")
  private List<String> set = List.of();

  /**
   * @param settings more of them, which count more
   */
  ModelSource source(List<String> settings) {
    List<String> all = new ArrayList<>(set);
    all.addAll(settings);
    return new ModelSource(run, Optional.ofNullable(checkpoint), all);
  }
}
