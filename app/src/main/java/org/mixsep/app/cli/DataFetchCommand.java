package org.mixsep.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.images.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mixsep data fetch}. */
@Command(
    name = "fetch",
    description = {
      "Downloads an image set from its publisher, checks it and unpacks it. A download that was cut"
          + " goes on where it was; files that are here and right are left alone.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep data fetch cifar10",
      "  mixsep data fetch svhn --extra --dir /data/svhn",
      "  mixsep data fetch mnist --url https://mirror.example/mnist/",
      "",
      "Behind a proxy (http. for svhn and fashion-mnist, which are published without https):",
      "  MIXSEP_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT' mixsep ...",
      "",
      "The files can also be put into the folder by hand; 'mixsep data check NAME' examines them."
    })
final class DataFetchCommand implements Callable<Integer> {
  private final DataSets dataSets;
  private final Console console;

  @Mixin private DataArguments arguments = new DataArguments();

  @Option(
      names = {"-u", "--url"},
      paramLabel = "ADDRESS",
      description =
          "Short for data.url=ADDRESS: a mirror, the folder in which the set's files lie under their"
              + " official names.")
  private String url;

  @Option(
      names = "--extra",
      description = "Fetch the additional training images too (svhn: 1329 MB).")
  private boolean extra;

  DataFetchCommand(DataSets dataSets, Console console) {
    this.dataSets = dataSets;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> more = new ArrayList<>();
    if (url != null) {
      more.add("data.url=" + url);
    }
    RunConfig config = arguments.places(more);
    DataSets.Fetched fetched;
    try (FetchBar bar = console.fetchBar()) {
      fetched = dataSets.fetch(arguments.name(), config, extra, bar);
    }
    String note = fetched.fetched() ? "" : " (was complete)";
    console.out().println(fetched.folder() + note);
    return ExitCode.OK.number();
  }
}
