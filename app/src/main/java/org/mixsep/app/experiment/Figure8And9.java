package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/**
 * VGG16 against VGG16-MSN over iterations: Fig. 8 and Fig. 9 show the same runs.
 *
 * @param number 8 or 9
 */
record Figure8And9(int number) implements Item {
  @Override
  public String name() {
    return "fig" + number;
  }

  @Override
  public String inPaper() {
    return "Fig. " + number;
  }

  @Override
  public String title() {
    return "VGG16 against VGG16-MSN on CIFAR-100: errors and loss over iterations";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "data.name", "cifar100", "data.classes", "100", "batch", "512", "network.name", "vgg16");
  }

  @Override
  public List<Row> rows() {
    return List.of(new Row("vgg16", Map.of(), List.of(Arm.CROSS_ENTROPY, Arm.MSL_ALL_BLOCKS)));
  }
}
