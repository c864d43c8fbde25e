package org.mixsep.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.NetworkName;
import org.mixsep.app.config.Suggestions;
import org.mixsep.app.experiment.Item.Arm;
import org.mixsep.app.experiment.Item.Row;

/** All figures and tables that can be reproduced: what each shows, sets and compares. */
public final class Items {
  private static final Map<String, String> CIFAR10 = Map.of("data.name", "cifar10");
  private static final Map<String, String> CIFAR100 =
      Map.of("data.name", "cifar100", "data.classes", "100");
  private static final Map<String, String> LARGE_BATCH = Map.of("batch", "512");
  private static final Map<String, String> VGG16 = Map.of("network.name", "vgg16");

  private static final List<Item> PAPER =
      List.of(
          new PaperItem(
              "fig1",
              "Fig. 1",
              "ResNet20 with cross-entropy on CIFAR-10: errors and loss over iterations",
              // ResNet20 is resnet3 here.
              all(CIFAR10, Map.of("network.name", "resnet3", "modules", "config1")),
              one("resnet3", new Arm("cross-entropy", Map.of("loss.name", "cross-entropy")))),
          new PaperItem(
              "fig3",
              "Fig. 3",
              "networks on CIFAR-10",
              CIFAR10,
              networksAndComparator(
                  "vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10")),
          new PaperItem(
              "fig4",
              "Fig. 4",
              "networks on CIFAR-100",
              all(CIFAR100, LARGE_BATCH),
              networksAndComparator("vgg16", "resnet3", "resnet9", "resnet18", "wrn28-10")),
          new PaperItem(
              "fig5",
              "Fig. 5",
              "networks on SVHN",
              // Without its extra images unless data.extra=on.
              Map.of("data.name", "svhn"),
              networksAndComparator(
                  "vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10")),
          new PaperItem(
              "fig7",
              "Fig. 7",
              "networks on pictures of women and men, 144 x 144",
              // Of the user's own: the paper's set is private.
              Map.of(
                  "data.name", "folder",
                  "data.layout", "pad",
                  "data.height", "144",
                  "data.width", "144",
                  "preprocess.zca.rank", "512"),
              networks("vgg16", "resnet25", "wrn28-10")),
          overIterations(8),
          overIterations(9),
          new PaperItem(
              "table2",
              "Table 2",
              "which blocks carry a module, VGG16 on CIFAR-100",
              all(CIFAR100, LARGE_BATCH, VGG16, Map.of("loss.name", "msl")),
              one(
                  "MSL",
                  IntStream.rangeClosed(1, 7) // block 4 alone is the first
                      .mapToObj(i -> "config" + i)
                      .map(config -> new Arm(config, Map.of("modules", config)))
                      .toArray(Arm[]::new))),
          new PaperItem(
              "table3",
              "Table 3",
              "batch sizes, the loss on block 4, VGG16 on CIFAR-100",
              all(CIFAR100, VGG16),
              Stream.of("64", "128", "256", "512")
                  .map(
                      batch ->
                          new Row(
                              "batch " + batch,
                              Map.of("batch", batch),
                              List.of(Arm.CROSS_ENTROPY, Arm.MSL_BLOCK_4)))
                  .toList()));

  private static final List<Item> ALL =
      Stream.concat(PAPER.stream(), Stream.of(new Verdict(), new Relatives())).toList();

  private Items() {}

  /** The paper's. */
  public static List<Item> all() {
    return PAPER;
  }

  /**
   * @throws InvalidInputException for an unknown name, with the nearest known one
   */
  public static Item named(String name) {
    String names = String.join(", ", ALL.stream().map(Item::name).toList());
    return Suggestions.find(
        name,
        ALL,
        Item::name,
        shown -> "unknown item '%s'; allowed: %s, all".formatted(shown, names));
  }

  /** Figs. 8 and 9 show the same runs. */
  private static Item overIterations(int number) {
    return new PaperItem(
        "fig" + number,
        "Fig. " + number,
        "VGG16 against VGG16-MSN on CIFAR-100: errors and loss over iterations",
        all(CIFAR100, LARGE_BATCH, VGG16),
        one("vgg16", Arm.CROSS_ENTROPY, Arm.MSL_ALL_BLOCKS));
  }

  @SafeVarargs
  private static Map<String, String> all(Map<String, String>... parts) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Map<String, String> part : parts) {
      all.putAll(part);
    }
    return all;
  }

  private static List<Row> one(String name, Arm... arms) {
    return List.of(new Row(name, Map.of(), List.of(arms)));
  }

  /** A row for each network: cross-entropy beside MSL on all blocks, as in Figs. 3 to 7. */
  private static List<Row> networks(String... names) {
    return Stream.of(names)
        .map(name -> network(name, Arm.CROSS_ENTROPY, Arm.MSL_ALL_BLOCKS))
        .toList();
  }

  /** The same, and network in network with several losses, the comparator of Figs. 3 to 5. */
  private static List<Row> networksAndComparator(String... names) {
    List<Row> rows = new ArrayList<>(networks(names));
    rows.add(network("nin", Arm.CROSS_ENTROPY, Arm.MULTI_LOSS));
    return rows;
  }

  private static Row network(String name, Arm... arms) {
    return new Row(name, Map.of("network.name", NetworkName.ofPaper(name)), List.of(arms));
  }
}
