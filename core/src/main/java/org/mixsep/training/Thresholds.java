package org.mixsep.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mixsep.loss.AdaptiveThreshold;

/**
 * The adaptive thresholds of a network: one for all modules, driven by their mean within-class loss
 * (the paper), or one for each.
 */
public final class Thresholds {
  private final AdaptiveThreshold rule;
  private final boolean perModule;
  private List<AdaptiveThreshold.State> states;

  public Thresholds(AdaptiveThreshold rule, boolean perModule, int modules) {
    this.rule = rule;
    this.perModule = perModule;
    this.states = Collections.nCopies(perModule ? modules : 1, rule.initial());
  }

  /** xi of the module at {@code index}. */
  double of(int index) {
    return states.get(perModule ? index : 0).xi();
  }

  /** Takes in the modules' within-class losses of one more iteration. */
  void update(double[] withinLosses) {
    List<AdaptiveThreshold.State> next = new ArrayList<>();
    if (perModule) {
      for (int i = 0; i < withinLosses.length; i++) {
        next.add(rule.after(states.get(i), withinLosses[i]));
      }
    } else {
      double mean = java.util.Arrays.stream(withinLosses).average().orElseThrow();
      next.add(rule.after(states.get(0), mean));
    }
    states = next;
  }

  /** All state there is; part of a checkpoint. */
  public List<AdaptiveThreshold.State> states() {
    return Collections.unmodifiableList(states);
  }

  /**
   * Puts {@link #states} of an earlier run back.
   *
   * @throws IllegalArgumentException when their number is another
   */
  public void restore(List<AdaptiveThreshold.State> saved) {
    if (saved.size() != states.size()) {
      throw new IllegalArgumentException(
          "expected %s thresholds, found %s".formatted(states.size(), saved.size()));
    }
    states = List.copyOf(saved);
  }
}
