package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/** Networks on SVHN, without its extra images unless {@code data.extra=on}. */
record Figure5() implements Item {
  @Override
  public String name() {
    return "fig5";
  }

  @Override
  public String inPaper() {
    return "Fig. 5";
  }

  @Override
  public String title() {
    return "networks on SVHN";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("data.name", "svhn");
  }

  @Override
  public List<Row> rows() {
    return Item.networksAndComparator(
        "vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10");
  }
}
