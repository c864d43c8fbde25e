package org.mixsep.app.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.experiment.Item.Arm;
import org.mixsep.app.experiment.Item.Row;
import org.mixsep.app.experiment.Sweep.Candidate;

/**
 * What comes before an experiment whose arms are tuned: a run of each candidate of each arm on
 * training images less those kept for validation, by whose error one candidate is chosen.
 */
public final class Tuning {
  /** None of the seeds that arms are compared with, if those are the usual ones. */
  private static final long SEED = 1001;

  /** Of the training images, so many times as many as are kept for validation. */
  private static final int SHARE = 10;

  /** Where the number of training images is not known beforehand. */
  private static final int IMAGES = 5000;

  private final Variation variation;
  private final List<Long> seeds;
  private final List<String> only;
  private final UnaryOperator<RunConfig> located;
  private final Map<String, List<Candidate>> candidates = new LinkedHashMap<>();

  private Tuning(
      Variation variation, List<Long> seeds, List<String> only, UnaryOperator<RunConfig> located) {
    this.variation = variation;
    this.seeds = seeds;
    this.only = only;
    this.located = located;
  }

  /**
   * Of the losses beside each other.
   *
   * @param located fills in data folders
   * @throws org.mixsep.InvalidInputException as {@link Experiment#of} does
   */
  public static Tuning of(
      Variation variation, List<Long> seeds, List<String> only, UnaryOperator<RunConfig> located) {
    Tuning tuning = new Tuning(variation, seeds, only, located);
    List<String> kept =
        Experiment.of(new Relatives(), variation, List.of(SEED), only).runs().stream()
            .map(run -> run.arm().name())
            .toList();
    Relatives.candidates()
        .forEach(
            (name, choices) -> {
              if (kept.contains(name)) {
                tuning.candidates.put(
                    name, choices.stream().map(c -> tuning.candidate(name, c)).toList());
              }
            });
    return tuning;
  }

  /** Whether an item's arms are tuned. */
  public static boolean isFor(Item item) {
    return item instanceof Relatives;
  }

  private Candidate candidate(String name, Map<String, String> choice) {
    Relatives item = new Relatives(Map.of(name, choice));
    Row row = item.rows().get(0);
    Arm arm = row.arms().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
    RunConfig config = variation.apply(item, row, arm, SEED);
    if (config.get(ReadingSettings.VALIDATION) == 0) {
      Map<String, String> changes = new LinkedHashMap<>(variation.changes());
      int images = config.trainImages();
      changes.put("data.validation", String.valueOf(images > 0 ? images / SHARE : IMAGES));
      config = new Variation(variation.recipe(), changes).apply(item, row, arm, SEED);
    }
    Candidate candidate = new Candidate(choice, new ArrayList<>());
    String label = "tuning %s: %s".formatted(name, candidate.label());
    candidate.jobs().add(new Job(label, located.apply(config)));
    return candidate;
  }

  /** A run of every candidate. */
  public List<Job> jobs() {
    return candidates.values().stream()
        .flatMap(List::stream)
        .flatMap(c -> c.jobs().stream())
        .toList();
  }

  /** The experiment with the first candidates: as long as the one to come. */
  public Experiment planned() {
    return experiment(Map.of());
  }

  /**
   * The experiment with the best candidate of each arm. What was found is written to a folder of
   * each arm's name, as of a sweep.
   *
   * @param path where a job's run is
   */
  public Experiment tuned(Path folder, Function<Job, Path> path) {
    Map<String, Map<String, String>> chosen = new LinkedHashMap<>();
    candidates.forEach(
        (name, all) -> {
          Ranking ranking = Ranking.of(all, path);
          ranking.write(folder.resolve(name), path);
          chosen.put(name, ranking.lines().get(0).candidate().choice());
        });
    return experiment(chosen);
  }

  private Experiment experiment(Map<String, Map<String, String>> chosen) {
    return Experiment.of(new Relatives(chosen), variation, seeds, only).with(located);
  }

  /** All jobs, as far as they can be told. */
  public List<Job> planJobs() {
    return Stream.concat(jobs().stream(), planned().runs().stream().map(Experiment.Run::job))
        .toList();
  }
}
