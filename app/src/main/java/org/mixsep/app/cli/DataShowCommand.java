package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep data show}. */
@Command(
    name = "show",
    description = {"Writes a contact sheet of an image set's training images, a PNG.", ""},
    footer = {
      "",
      "Examples:",
      "  mixsep data show street-digits data.classes=100",
      "  mixsep data show cifar10 data.dir=~/cifar-10-batches-bin --out sheet.png"
    })
final class DataShowCommand implements Callable<Integer> {
  private final Runs runs;
  private final Console console;

  @Parameters(index = "0", paramLabel = "NAME", description = "The image set, as data=NAME.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings of the image set ('mixsep settings data' lists them).")
  private List<String> settings = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write the image; NAME.png if none.")
  private Path out;

  DataShowCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(settings);
    arguments.add("data.name=" + name);
    RunConfig config = ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), arguments);
    config.requireReady();
    Path image = out == null ? Path.of(name + ".png") : out;
    try (ProgressBar progress = console.progressBar(1)) {
      runs.showData(config, image, progress);
    }
    console.out().println(image);
    return ExitCode.OK.number();
  }
}
