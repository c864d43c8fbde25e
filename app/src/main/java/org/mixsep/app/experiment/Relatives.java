package org.mixsep.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every loss there is on one network: not an item of the paper, but the comparison it argues
 * without. Each loss has as many candidates, of its own settings and the learning rate, of which
 * validation images choose one.
 *
 * @param chosen settings of each arm, by its name; the first candidate's where there is none
 */
record Relatives(Map<String, Map<String, String>> chosen) implements Item {
  private static final String RATE = "learningRate.initial";

  /** What every arm compares, so that nobody sets it for all. */
  private static final List<String> ALL_RATES = List.of("0.2", "0.1", "0.05", "0.4");

  /** Before anything is chosen. */
  Relatives() {
    this(Map.of());
  }

  @Override
  public String name() {
    return "relatives";
  }

  @Override
  public String inPaper() {
    return "Relatives";
  }

  @Override
  public String title() {
    return "losses beside each other, each tuned by validation with the same budget";
  }

  @Override
  public String preset() {
    return "cifar10-resnet3-strided-strong";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public List<Row> rows() {
    List<Arm> arms = new ArrayList<>();
    candidates()
        .forEach(
            (name, choices) -> {
              Map<String, String> settings =
                  new LinkedHashMap<>(Map.of("loss.name", name, "modules", "config1"));
              settings.putAll(chosen.getOrDefault(name, choices.get(0)));
              arms.add(new Arm(name, settings));
            });
    return List.of(new Row("resnet3-strided", Map.of(), arms));
  }

  /** What each loss may be set to, by the name of the loss; the first is compared with. */
  static Map<String, List<Map<String, String>>> candidates() {
    Map<String, List<Map<String, String>>> all = new LinkedHashMap<>();
    all.put("cross-entropy", rates());
    all.put("msl", own("loss.within.weight", "0.0001", "0.001"));
    all.put("center", own("loss.center.weight", "0.003", "0.03"));
    all.put(
        "hinge",
        List.of(
            Map.of("loss.hinge.form", "one-vs-rest", RATE, "0.1"),
            Map.of("loss.hinge.form", "one-vs-rest", RATE, "0.02"),
            Map.of("loss.hinge.form", "pairwise", RATE, "0.1"),
            Map.of("loss.hinge.form", "pairwise", RATE, "0.02")));
    all.put("focal", own("loss.focal.gamma", "2", "1"));
    all.put("contrastive", own("loss.contrastive.weight", "0.1", "1"));
    all.put("triplet", own("loss.triplet.weight", "0.1", "1"));
    all.put("supervised-contrastive", own("loss.supervised-contrastive.weight", "0.1", "1"));
    all.put(
        "l-softmax",
        own("loss.l-softmax.margin", "2", "3").stream().map(Relatives::fitted).toList());
    all.put("cosface", own("loss.cosface.scale", "15", "30"));
    all.put("arcface", own("loss.arcface.scale", "15", "30"));
    all.put("multi-loss", rates());
    return all;
  }

  private static List<Map<String, String>> rates() {
    return ALL_RATES.stream().map(rate -> Map.of(RATE, rate)).toList();
  }

  /** Two values of a setting, each with two learning rates. */
  private static List<Map<String, String>> own(String key, String first, String second) {
    List<Map<String, String>> choices = new ArrayList<>();
    for (String value : List.of(first, second)) {
      for (String rate : List.of("0.2", "0.1")) {
        Map<String, String> choice = new LinkedHashMap<>();
        choice.put(key, value);
        choice.put(RATE, rate);
        choices.add(choice);
      }
    }
    return choices;
  }

  private static Map<String, String> fitted(Map<String, String> choice) {
    Map<String, String> all = new LinkedHashMap<>(choice);
    all.put("loss.l-softmax.fitted", "on");
    return all;
  }
}
