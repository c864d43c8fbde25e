package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/** Errors and loss of cross-entropy over iterations; ResNet20 is resnet3 here. */
record Figure1() implements Item {
  @Override
  public String name() {
    return "fig1";
  }

  @Override
  public String inPaper() {
    return "Fig. 1";
  }

  @Override
  public String title() {
    return "ResNet20 with cross-entropy on CIFAR-10: errors and loss over iterations";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("data.name", "cifar10", "network.name", "resnet3", "modules", "config1");
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            "resnet3",
            Map.of(),
            List.of(new Arm("cross-entropy", Map.of("loss.name", "cross-entropy")))));
  }
}
