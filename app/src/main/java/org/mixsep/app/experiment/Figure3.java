package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/** Networks on CIFAR-10, network in network with several losses among them. */
record Figure3() implements Item {
  @Override
  public String name() {
    return "fig3";
  }

  @Override
  public String inPaper() {
    return "Fig. 3";
  }

  @Override
  public String title() {
    return "networks on CIFAR-10";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("data.name", "cifar10");
  }

  @Override
  public List<Row> rows() {
    return Item.networksAndComparator(
        "vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10");
  }
}
