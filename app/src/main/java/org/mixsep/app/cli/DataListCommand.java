package org.mixsep.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.images.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mixsep data list}. */
@Command(
    name = "list",
    description = {"Lists the image sets, what fetching them takes, and which are here.", ""})
final class DataListCommand implements Callable<Integer> {
  private final DataSets dataSets;
  private final Console console;

  @Parameters(
      paramLabel = "key=value",
      description = "Settings, such as cache=FOLDER to look in another cache.")
  private List<String> settings = List.of();

  DataListCommand(DataSets dataSets, Console console) {
    this.dataSets = dataSets;
    this.console = console;
  }

  @Override
  public Integer call() {
    TextTable table = new TextTable("set", "here", "MB to fetch", "what it is").alignRight(2);
    table.row("street-digits", "always", "-", "drawn house-number digits, made by mixsep itself");
    for (DataSets.Place place :
        dataSets.list(ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), settings))) {
      String here =
          place.complete()
              ? FetchBar.megabytes(place.bytes()) + " MB"
              : place.empty() ? "no" : "in part";
      String text = place.set().description() + "; " + place.folder();
      String toFetch = FetchBar.megabytes(place.set().bytes(false));
      table.row(place.set().name(), here, toFetch, text);
    }
    console.out().print(table.render(console.terminal().tableWidth()));
    console
        .out()
        .print(
            "\n'mixsep data fetch NAME' downloads a set, 'mixsep train data=NAME'"
                + " trains on it.\n");
    return ExitCode.OK.number();
  }
}
