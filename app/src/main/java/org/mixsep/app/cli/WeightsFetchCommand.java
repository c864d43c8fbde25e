package org.mixsep.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.model.PublishedModels;
import org.mixsep.download.WeightsDownload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep weights fetch}. */
@Command(
    name = "fetch",
    description = {
      "Downloads published weights: goes on where an earlier try was cut, and checks size, names and"
          + " shapes, and the SHA-256 where the server names one.",
      ""
    })
final class WeightsFetchCommand implements Callable<Integer> {
  private final PublishedModels models;
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The weights; 'mixsep weights list' names them.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings, such as cache=FOLDER to keep them in another cache.")
  private List<String> settings = List.of();

  @Option(
      names = {"-u", "--url"},
      paramLabel = "ADDRESS",
      description =
          "Short for weights.url=ADDRESS: a mirror, the folder in which the weights lie as"
              + " NAME/resolve/main/model.safetensors.")
  private String url;

  WeightsFetchCommand(PublishedModels models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> given = new ArrayList<>(settings);
    if (url != null) {
      given.add("weights.url=" + url);
    }
    RunConfig config = ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), given);
    WeightsDownload.Fetched fetched;
    try (FetchBar bar = console.fetchBar()) {
      fetched = models.fetch(name, config, bar);
      if (fetched.fetched() && !fetched.verified()) {
        bar.message("the server names no SHA-256: names, shapes and numbers were checked instead");
      }
    }
    console.out().println(fetched.file() + (fetched.fetched() ? "" : " (was here)"));
    return ExitCode.OK.number();
  }
}
