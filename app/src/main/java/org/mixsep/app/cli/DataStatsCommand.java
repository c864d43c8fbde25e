package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.images.DataStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mixsep data stats}. */
@Command(
    name = "stats",
    description = {
      "Counts an image set: images of each class, brightness of each channel, and the pairs of one"
          + " class in a batch, which the within-class loss works on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep data stats street-digits data.classes=100",
      "  mixsep data stats cifar10 batches=balanced"
    })
final class DataStatsCommand implements Callable<Integer> {
  private final DataSets dataSets;
  private final Console console;

  @Mixin private DataArguments arguments = new DataArguments();

  DataStatsCommand(DataSets dataSets, Console console) {
    this.dataSets = dataSets;
    this.console = console;
  }

  @Override
  public Integer call() {
    DataStatistics found = dataSets.statistics(arguments.config());
    String all =
        classes(found)
            + ("\nimages " + found.shape() + ", training values 0 to 255\n")
            + channels(found)
            + "\npairs of one class in a batch\n"
            + pairs(found);
    console.out().print(all);
    return ExitCode.OK.number();
  }

  private static String classes(DataStatistics found) {
    TextTable table =
        new TextTable("class", "train", "test", "name").alignRight(0).alignRight(1).alignRight(2);
    int train = 0;
    int test = 0;
    for (int c = 0; c < found.classNames().size(); c++) {
      train += found.train().get(c);
      test += found.test().get(c);
      table.row(
          Integer.toString(c),
          Integer.toString(found.train().get(c)),
          Integer.toString(found.test().get(c)),
          found.classNames().get(c));
    }
    table.row("all", Integer.toString(train), Integer.toString(test), "");
    return table.render(0);
  }

  private static String channels(DataStatistics found) {
    TextTable table =
        new TextTable("channel", "mean", "std", "").alignRight(0).alignRight(1).alignRight(2);
    for (int c = 0; c < found.channels().size(); c++) {
      DataStatistics.Channel channel = found.channels().get(c);
      table.row(
          Integer.toString(c), Numbers.brief(channel.mean()), Numbers.brief(channel.std()), "");
    }
    return table.render(0);
  }

  private static String pairs(DataStatistics found) {
    TextTable table =
        new TextTable("batch", "expected", "mean", "std", "")
            .alignRight(0)
            .alignRight(1)
            .alignRight(2)
            .alignRight(3);
    for (DataStatistics.Pairs pairs : found.pairs()) {
      table.row(
          Integer.toString(pairs.batch()),
          Numbers.brief(pairs.expected()),
          Numbers.brief(pairs.mean()),
          Numbers.brief(pairs.std()),
          "measured over " + pairs.batches() + " batches");
    }
    return table.render(0);
  }
}
