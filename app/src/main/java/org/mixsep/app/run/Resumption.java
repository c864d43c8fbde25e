package org.mixsep.app.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.LearningRateSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.wiring.Wiring;
import org.mixsep.training.LearningRate;

/**
 * What a run goes on with: its own settings, but those that may have changed meanwhile, which are
 * how long it trains, where its images and caches lie, and what is recorded when.
 *
 * @param begun as the checkpoint has it
 * @param config to go on with
 */
record Resumption(RunConfig begun, RunConfig config) {
  /**
   * @param written as {@code config.yaml} has it, which somebody may have edited
   * @param settings as {@code key=value}, which count more
   * @param file {@code config.yaml}, for messages
   * @throws InvalidInputException when anything else differs, or would not be used
   */
  static Resumption of(RunConfig begun, RunConfig written, List<String> settings, Path file) {
    RunConfig config = FlatYaml.parse(FlatYaml.write(written), file.toString(), settings);
    for (Setting<?> setting : Catalogue.all()) {
      boolean may = setting.equals(TrainingSettings.ITERATIONS) || !setting.scope().decides();
      String before = setting.textIn(begun);
      String now = setting.textIn(config);
      if (!may && !before.equals(now)) {
        throw new InvalidInputException(
            "%s: the run began with %s=%s and cannot go on with %s; iterations, data.dir, cache and what is recorded can change, all else takes a new run"
                .formatted(file, setting.key(), before, now));
      }
    }
    ConfigSources.requireUsed(settings, List.of(config));
    return new Resumption(begun, config);
  }

  /**
   * @param done iterations of the checkpoint
   * @throws InvalidInputException when the run is to be shorter than it is
   */
  void requireFrom(long done) {
    if (config.get(TrainingSettings.ITERATIONS) < done) {
      throw new InvalidInputException(
          "iterations=%d: the run has done %d; name more, or an earlier checkpoint by --checkpoint"
              .formatted(config.get(TrainingSettings.ITERATIONS), done));
    }
  }

  /** What another number of iterations means for the learning rate; none where it is the same. */
  Optional<String> announcement(long done) {
    long before = begun.get(TrainingSettings.ITERATIONS);
    long now = config.get(TrainingSettings.ITERATIONS);
    if (before == now) {
      return Optional.empty();
    }
    double rateBefore = rate(begun).at(Math.min(done, before - 1));
    double rateNow = rate(config).at(Math.min(done, now - 1));
    String schedule = LearningRateSettings.SCHEDULE.textIn(config);
    return Optional.of(
        rateBefore == rateNow
            ? "iterations %d -> %d: at iteration %d the learning rate stays %s"
                .formatted(before, now, done, rateNow)
            : "iterations %d -> %d: learningRate.schedule=%s is from here on that of a run of %d; at iteration %d the rate goes from %s to %s. A run of %d from the start would have had other rates before"
                .formatted(before, now, schedule, now, done, rateBefore, rateNow, now));
  }

  private static LearningRate rate(RunConfig config) {
    return Wiring.learningRate(config);
  }
}
