package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Batch sizes: the larger a batch, the more pairs of a class in it. */
record Table3() implements Item {
  @Override
  public String name() {
    return "table3";
  }

  @Override
  public String inPaper() {
    return "Table 3";
  }

  @Override
  public String title() {
    return "batch sizes, the loss on block 4, VGG16 on CIFAR-100";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("data.name", "cifar100", "data.classes", "100", "network.name", "vgg16");
  }

  @Override
  public List<Row> rows() {
    return Stream.of("64", "128", "256", "512")
        .map(
            batch ->
                new Row(
                    "batch " + batch,
                    Map.of("batch", batch),
                    List.of(Arm.CROSS_ENTROPY, Arm.MSL_BLOCK_4)))
        .toList();
  }
}
