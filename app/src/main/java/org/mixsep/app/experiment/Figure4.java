package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/** Networks on CIFAR-100, network in network with several losses among them. */
record Figure4() implements Item {
  @Override
  public String name() {
    return "fig4";
  }

  @Override
  public String inPaper() {
    return "Fig. 4";
  }

  @Override
  public String title() {
    return "networks on CIFAR-100";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("data.name", "cifar100", "data.classes", "100", "batch", "512");
  }

  @Override
  public List<Row> rows() {
    return Item.networksAndComparator("vgg16", "resnet3", "resnet9", "resnet18", "wrn28-10");
  }
}
