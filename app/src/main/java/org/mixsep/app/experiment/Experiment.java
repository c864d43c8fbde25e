package org.mixsep.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Suggestions;
import org.mixsep.app.experiment.Item.Arm;
import org.mixsep.app.experiment.Item.Row;

/**
 * An item with everything chosen: its runs, seed after seed, so that the first seed's comparison is
 * there early.
 */
public record Experiment(Item item, List<Run> runs) {
  /**
   * One run of it.
   *
   * @param literal as the paper has it
   */
  public record Run(Row row, Arm arm, long seed, RunConfig literal, Job job) {
    /** The row's name; of a row named after its network, the one that stands there here. */
    public String rowName() {
      return rowName(row, literal, job.config());
    }

    private static String rowName(Row row, RunConfig literal, RunConfig config) {
      boolean named = row.name().equals(literal.get(NetworkSettings.NAME).paperName());
      return named ? config.get(NetworkSettings.NAME).paperName() : row.name();
    }
  }

  /**
   * @param only names of rows or arms to keep, such as {@code resnet3} or {@code 512}; all if
   *     empty. Of a row that is kept for an arm, the first arm stays as well
   * @throws InvalidInputException for a name that fits nothing, and when settings contradict each
   *     other
   */
  public static Experiment of(Item item, Variation variation, List<Long> seeds, List<String> only) {
    for (String name : only) {
      if (item.rows().stream().allMatch(row -> kept(row, List.of(name)).isEmpty())) {
        throw new InvalidInputException(refusal(item, name));
      }
    }
    List<Run> runs = new ArrayList<>();
    for (long seed : seeds) {
      for (Row row : item.rows()) {
        for (Arm arm : kept(row, only)) {
          RunConfig literal = item.literal(row, arm, seed);
          RunConfig config = variation.apply(item, row, arm, seed);
          String name = Run.rowName(row, literal, config);
          String label = "%s, %s, seed %d".formatted(name, arm.name(), seed);
          runs.add(new Run(row, arm, seed, literal, new Job(label, config)));
        }
      }
    }
    variation.requireUsed(runs.stream().map(run -> run.job().config()).toList());
    return new Experiment(item, List.copyOf(runs));
  }

  private static String refusal(Item item, String name) {
    Set<String> known = new LinkedHashSet<>();
    item.rows().forEach(row -> known.add(row.name()));
    item.rows().forEach(row -> row.arms().forEach(arm -> known.add(arm.name())));
    return "--only %s: %s has no such row or arm; it has %s"
        .formatted(Suggestions.shown(name), item.name(), String.join(", ", known));
  }

  private static List<Arm> kept(Row row, List<String> only) {
    if (only.isEmpty() || only.stream().anyMatch(name -> matches(row.name(), name))) {
      return row.arms();
    }
    List<Arm> named =
        row.arms().stream()
            .filter(arm -> only.stream().anyMatch(name -> matches(arm.name(), name)))
            .toList();
    Set<Arm> arms = new LinkedHashSet<>();
    if (!named.isEmpty()) {
      arms.add(row.arms().get(0));
      arms.addAll(named);
    }
    return List.copyOf(arms);
  }

  /** {@code batch 512} is named by itself and by its last word. */
  private static boolean matches(String name, String asked) {
    return name.equalsIgnoreCase(asked)
        || name.toLowerCase(Locale.ROOT).endsWith(" " + asked.toLowerCase(Locale.ROOT));
  }

  /** What its runs have otherwise than the paper's, each once. */
  public List<String> departures() {
    Set<String> all = new LinkedHashSet<>();
    runs.forEach(run -> all.addAll(Job.departures(run.literal(), run.job().config())));
    return List.copyOf(all);
  }

  /** The same with data folders filled in, or whatever else is to be done to a configuration. */
  public Experiment with(UnaryOperator<RunConfig> change) {
    return new Experiment(
        item,
        runs.stream()
            .map(
                run ->
                    new Run(
                        run.row(),
                        run.arm(),
                        run.seed(),
                        run.literal(),
                        new Job(run.job().label(), change.apply(run.job().config()))))
            .toList());
  }
}
