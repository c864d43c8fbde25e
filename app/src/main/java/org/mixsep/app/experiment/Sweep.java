package org.mixsep.app.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;

/**
 * A search over settings, all combinations or some at random, compared by the error on validation
 * images alone.
 *
 * @param name what to call it in messages
 * @param settings what all runs have in common, by full key
 * @param seeds each combination is trained with all of them
 * @param samples combinations to draw at random; 0 for all there are
 * @param seed starts the drawing
 */
public record Sweep(
    String name,
    String preset,
    Map<String, String> settings,
    List<Long> seeds,
    List<Dimension> over,
    int samples,
    long seed) {
  private static final int MOST = 10_000;

  /** Draws that may repeat earlier ones before a small space counts as exhausted. */
  private static final int TRIES = 100;

  /**
   * A combination of values.
   *
   * @param choice value of each setting that varies, as the file writes them
   * @param jobs one for each seed
   */
  public record Candidate(Map<String, String> choice, List<Job> jobs) {
    /** Such as {@code learningRate=0.1 batch=64}. */
    public String label() {
      return String.join(
          " ", choice.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }
  }

  /**
   * Reads a YAML or JSON file.
   *
   * @throws InvalidInputException with the file's name, for whatever is wrong in it
   */
  public static Sweep read(Path file) {
    return SweepFile.read(file);
  }

  /**
   * All combinations, the same in the same order each time.
   *
   * @param located fills in data folders
   * @throws InvalidInputException when settings contradict each other, or no images are kept apart
   *     for validation
   */
  public List<Candidate> candidates(UnaryOperator<RunConfig> located) {
    List<Candidate> candidates = new ArrayList<>();
    List<Map<String, String>> choices = samples > 0 ? drawn() : grid();
    if ((long) choices.size() * seeds.size() > MOST) {
      throw new InvalidInputException(
          "%s: %d combinations of %d seeds are more than %d runs; take fewer of either"
              .formatted(name, choices.size(), seeds.size(), MOST));
    }
    for (Map<String, String> choice : choices) {
      List<Job> jobs = new ArrayList<>();
      Candidate candidate = new Candidate(choice, jobs);
      for (long number : seeds) {
        RunConfig config = located.apply(config(choice, number));
        jobs.add(new Job("%s, seed %d".formatted(candidate.label(), number), config));
      }
      candidates.add(new Candidate(choice, List.copyOf(jobs)));
    }
    requireUsed(candidates);
    return candidates;
  }

  /** Some combinations may leave a setting idle, but not all. */
  private void requireUsed(List<Candidate> candidates) {
    List<RunConfig> configs =
        candidates.stream().flatMap(c -> c.jobs().stream()).map(Job::config).toList();
    Set<String> given = new LinkedHashSet<>();
    settings.forEach((key, value) -> given.add(key + "=" + value));
    candidates.forEach(c -> c.choice().forEach((key, value) -> given.add(key + "=" + value)));
    try {
      ConfigSources.requireUsed(List.copyOf(given), configs);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(name + ": " + e.getMessage(), e);
    }
  }

  private RunConfig config(Map<String, String> choice, long number) {
    List<String> all = new ArrayList<>();
    settings.forEach((key, value) -> all.add(key + "=" + value));
    choice.forEach((key, value) -> all.add(key + "=" + value));
    all.add("seed=" + number);
    try {
      RunConfig config = ConfigSources.resolve(preset, Optional.empty(), all);
      if (config.get(ReadingSettings.VALIDATION) == 0) {
        throw new InvalidInputException(
            "data.validation=0 leaves no images to compare by; set it under 'settings:', such as"
                + " data.validation: 2000. A sweep never chooses by the test error");
      }
      return config;
    } catch (InvalidInputException e) {
      throw new InvalidInputException(name + ": " + e.getMessage(), e);
    }
  }

  private List<Map<String, String>> grid() {
    List<Map<String, String>> all = List.of(Map.of());
    for (Dimension dimension : over) {
      if ((long) all.size() * ((Dimension.Choice) dimension).values().size() > MOST) {
        throw new InvalidInputException(
            "%s: more than %d combinations; 'search: random' draws some".formatted(name, MOST));
      }
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> choice : all) {
        for (String value : ((Dimension.Choice) dimension).values()) {
          Map<String, String> next = new LinkedHashMap<>(choice);
          next.put(dimension.key(), value);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }

  private List<Map<String, String>> drawn() {
    SplittableRandom random = new SplittableRandom(seed);
    Set<Map<String, String>> drawn = new LinkedHashSet<>();
    for (int tries = 0; drawn.size() < samples && tries < TRIES * samples; tries++) {
      Map<String, String> choice = new LinkedHashMap<>();
      over.forEach(dimension -> choice.put(dimension.key(), dimension.draw(random)));
      drawn.add(choice);
    }
    return List.copyOf(drawn);
  }
}
