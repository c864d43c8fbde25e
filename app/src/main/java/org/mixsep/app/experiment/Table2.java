package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which blocks carry a module; all are compared with block 4 alone. */
record Table2() implements Item {
  @Override
  public String name() {
    return "table2";
  }

  @Override
  public String inPaper() {
    return "Table 2";
  }

  @Override
  public String title() {
    return "which blocks carry a module, VGG16 on CIFAR-100";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "data.name", "cifar100",
        "data.classes", "100",
        "batch", "512",
        "network.name", "vgg16",
        "loss.name", "msl");
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            "MSL",
            Map.of(),
            IntStream.rangeClosed(1, 7)
                .mapToObj(i -> "config" + i)
                .map(config -> new Arm(config, Map.of("modules", config)))
                .toList()));
  }
}
