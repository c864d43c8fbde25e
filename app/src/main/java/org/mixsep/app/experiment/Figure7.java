package org.mixsep.app.experiment;

import java.util.List;
import java.util.Map;

/** Networks on a folder of pictures: the paper's gender set is private. */
record Figure7() implements Item {
  @Override
  public String name() {
    return "fig7";
  }

  @Override
  public String inPaper() {
    return "Fig. 7";
  }

  @Override
  public String title() {
    return "networks on pictures of women and men, 144 x 144";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "data.name", "folder",
        "data.layout", "pad",
        "data.height", "144",
        "data.width", "144",
        "preprocess.zca.rank", "512");
  }

  @Override
  public List<Row> rows() {
    return Item.networks("vgg16", "resnet25", "wrn28-10");
  }
}
