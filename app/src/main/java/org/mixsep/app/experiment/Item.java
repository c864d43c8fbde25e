package org.mixsep.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.RunConfig;

/**
 * A figure or table of the paper: which runs it takes, and what is compared in it. Settings are the
 * paper's own; where it is silent, those of the presets.
 */
public sealed interface Item permits PaperItem, Relatives, Verdict {
  /** What holds for every item: section 4 of the paper. */
  String PRESET = "cifar10-resnet3-ce";

  /**
   * One line of a table, or one bar group of a figure.
   *
   * @param arms what is compared in it; the first is what the others are compared with
   */
  record Row(String name, Map<String, String> settings, List<Arm> arms) {}

  /** One of the things compared: equal in all but a few settings. */
  record Arm(String name, Map<String, String> settings) {
    static final Arm CROSS_ENTROPY =
        new Arm("cross-entropy", Map.of("loss.name", "cross-entropy", "modules", "config1"));
    static final Arm MSL_BLOCK_4 =
        new Arm("MSL on block 4", Map.of("loss.name", "msl", "modules", "config1"));
    static final Arm MULTI_LOSS =
        new Arm("multi-loss", Map.of("loss.name", "multi-loss", "modules", "config1"));
    static final Arm MSL_ALL_BLOCKS =
        new Arm("MSL on all blocks", Map.of("loss.name", "msl", "modules", "config7"));
  }

  /** As the command line names it, such as {@code fig3}. */
  String name();

  /** As the paper names it, such as {@code Fig. 3}. */
  String inPaper();

  /** What it shows, in a few words. */
  String title();

  /** What its runs start from: section 4 of the paper. */
  default String preset() {
    return PRESET;
  }

  /** What all its runs have in common beside section 4; anyone may change it. */
  Map<String, String> settings();

  List<Row> rows();

  /** The configuration of one run as the paper has it. */
  default RunConfig literal(Row row, Arm arm, long seed) {
    return resolve(row, arm, seed, List.of());
  }

  /**
   * The configuration of one run.
   *
   * @param changes settings as {@code key=value} that count more than the paper's
   */
  default RunConfig resolve(Row row, Arm arm, long seed, List<String> changes) {
    List<String> all = new ArrayList<>();
    for (Map<String, String> part : List.of(settings(), row.settings(), arm.settings())) {
      part.forEach((key, text) -> all.add(key + "=" + text));
    }
    all.add("seed=" + seed);
    all.addAll(changes);
    return ConfigSources.resolve(preset(), Optional.empty(), all);
  }

  /** Full keys of the settings in which the runs differ, which nobody may change therefore. */
  default Set<String> compared() {
    Set<String> keys = new LinkedHashSet<>();
    for (Row row : rows()) {
      row.settings().keySet().stream().map(Catalogue::fullKey).sorted().forEach(keys::add);
      for (Arm arm : row.arms()) {
        arm.settings().keySet().stream().map(Catalogue::fullKey).sorted().forEach(keys::add);
      }
    }
    keys.add("seed");
    return keys;
  }
}
