package org.mixsep.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.Scope;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;

/**
 * Finished runs that differ in their seeds only: that of the training, and that of the images
 * drawn.
 *
 * @param settings what they have in common: the text of every setting that decides what a run
 *     computes
 * @param runs by their seeds
 */
record Arm(Map<Setting<?>, String> settings, SortedMap<String, RunRecord> runs) {
  private static final List<Setting<?>> SEEDS = List.of(TrainingSettings.SEED, DataSettings.SEED);

  /** The arms among some runs, in their order; unfinished runs and lone ones are no part of any. */
  static List<Arm> among(List<RunRecord> runs) {
    Map<Map<Setting<?>, String>, SortedMap<String, RunRecord>> arms = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      if (run.finished()) {
        SortedMap<String, RunRecord> arm =
            arms.computeIfAbsent(key(run), settings -> new TreeMap<>());
        arm.putIfAbsent(seeds(run), run);
      }
    }
    List<Arm> several = new ArrayList<>();
    arms.forEach(
        (settings, bySeed) -> {
          if (bySeed.size() > 1) {
            several.add(new Arm(settings, bySeed));
          }
        });
    return several;
  }

  /** Seed 2 on the images of seed 1, the usual ones, is "2", on its own "2 (images 2)". */
  private static String seeds(RunRecord run) {
    String seed = TrainingSettings.SEED.textIn(run.config());
    String images = DataSettings.SEED.textIn(run.config());
    return images.equals("1") ? seed : seed + " (images " + images + ")";
  }

  private static Map<Setting<?>, String> key(RunRecord run) {
    Map<Setting<?>, String> settings = new LinkedHashMap<>();
    for (Setting<?> setting : Catalogue.all()) {
      if (setting.scope().decides() && !SEEDS.contains(setting)) {
        settings.put(setting, setting.textIn(run.config()));
      }
    }
    return settings;
  }

  /** Whether another arm has the same seeds and the same images, so that runs can be paired. */
  boolean pairsWith(Arm other) {
    boolean images =
        settings.entrySet().stream()
            .filter(setting -> setting.getKey().scope() == Scope.IMAGES)
            .allMatch(setting -> setting.getValue().equals(other.settings.get(setting.getKey())));
    return images && runs.keySet().equals(other.runs.keySet());
  }

  /** What this arm has otherwise than another. */
  String unlike(Arm other) {
    List<String> differing = new ArrayList<>();
    settings.forEach(
        (setting, text) -> {
          if (!text.equals(other.settings.get(setting))) {
            differing.add(setting.key() + "=" + text);
          }
        });
    return String.join(", ", differing);
  }

  /** The outputs that this arm and another both have. */
  List<String> outputs(Arm other) {
    List<String> outputs = new ArrayList<>(runs.get(runs.firstKey()).outputs());
    outputs.retainAll(other.runs.get(other.runs.firstKey()).outputs());
    return outputs;
  }

  /** The last errors of an output by seed, in percent; empty where one is missing. */
  double[] errors(String output) {
    double[] errors =
        runs.values().stream()
            .map(run -> run.lastError(output))
            .filter(error -> error.isPresent())
            .mapToDouble(error -> error.getAsDouble())
            .toArray();
    return errors.length == runs.size() ? errors : new double[0];
  }
}
