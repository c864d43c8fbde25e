package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mixsep.app.config.StrongPresets;

/**
 * Whether MSL helps networks that are trained well; not in the paper. Its recipes are those of the
 * presets that train well.
 */
record Verdict() implements Item {
  private static final List<Arm> ARMS =
      List.of(
          Arm.CROSS_ENTROPY,
          Arm.MSL_BLOCK_4,
          Arm.MSL_ALL_BLOCKS,
          new Arm(
              "cross-entropy on all blocks",
              Map.of("loss.name", "cross-entropy", "modules", "config7")));

  @Override
  public String name() {
    return "verdict";
  }

  @Override
  public String inPaper() {
    return "The verdict";
  }

  @Override
  public String title() {
    return "MSL on networks that are trained well, CIFAR-10";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("data.name", "cifar10");
  }

  @Override
  public List<Row> rows() {
    return StrongPresets.NETWORKS.stream()
        .map(network -> new Row(network, StrongPresets.recipe(network), ARMS))
        .toList();
  }

  /** Recipes are not compared, so anyone may change them. */
  @Override
  public Set<String> compared() {
    return Set.of("network.name", "loss.name", "modules", "seed");
  }
}
