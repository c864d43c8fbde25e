package org.mixsep.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.model.PublishedModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mixsep weights list}. */
@Command(
    name = "list",
    description = {"Lists published weights, their licences, and which are here.", ""})
final class WeightsListCommand implements Callable<Integer> {
  private final PublishedModels models;
  private final Console console;

  @Parameters(
      paramLabel = "key=value",
      description = "Settings, such as cache=FOLDER to look in another cache.")
  private List<String> settings = List.of();

  WeightsListCommand(PublishedModels models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    TextTable table = new TextTable("weights", "network", "here", "licence", "trained on");
    for (PublishedModels.Place place :
        models.list(ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), settings))) {
      String here = place.bytes() == 0 ? "no" : FetchBar.megabytes(place.bytes()) + " MB";
      table.row(
          place.offer().name(),
          place.offer().network(),
          here,
          place.offer().licence(),
          place.offer().training());
    }
    console.out().print(table.render(console.terminal().tableWidth()));
    console
        .out()
        .print(
            "\n'mixsep weights fetch NAME' downloads weights, 'mixsep train network=NETWORK"
                + " init=NAME preprocess=imagenet' starts from them.\n");
    return ExitCode.OK.number();
  }
}
