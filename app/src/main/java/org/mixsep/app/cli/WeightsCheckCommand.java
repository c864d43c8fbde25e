package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.NetworkName;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.model.PublishedModels;
import org.mixsep.network.PublishedNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mixsep weights check}. */
@Command(
    name = "check",
    description = {
      "Says which network a safetensors file is for, and whether all its names, shapes and numbers"
          + " are right.",
      ""
    },
    footer = {"", "Exit codes: 0 all is right, 2 something is missing or wrong."})
final class WeightsCheckCommand implements Callable<Integer> {
  private final PublishedModels models;
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The file, with names of torchvision or timm.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "network=NAME says what it is to be for; the network it fits best if none.")
  private List<String> settings = List.of();

  WeightsCheckCommand(PublishedModels models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    PublishedModels.Check check = models.check(file, wanted());
    String classifier =
        check.classes() == 0
            ? "no classifier"
            : "a classifier of %d classes".formatted(check.classes());
    console
        .out()
        .println(
            "%s fits %s: %d tensors, %,d values, %s"
                .formatted(
                    check.file(), check.network(), check.tensors(), check.values(), classifier));
    console
        .out()
        .println(
            "'mixsep train network=%s init=%s preprocess=imagenet' starts from it"
                .formatted(new NetworkName(check.network()), check.file()));
    return ExitCode.OK.number();
  }

  private Optional<PublishedNetwork> wanted() {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    NetworkName name =
        ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), settings)
            .get(NetworkSettings.NAME);
    if (name.published().isEmpty()) {
      throw new InvalidInputException(
          "network=%s is none that others publish weights for; leave it out".formatted(name));
    }
    return name.published();
  }
}
