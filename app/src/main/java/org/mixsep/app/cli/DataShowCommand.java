package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mixsep data show}. */
@Command(
    name = "show",
    description = {"Writes a contact sheet of an image set's training images, a PNG.", ""},
    footer = {
      "",
      "Examples:",
      "  mixsep data show street-digits data.classes=100",
      "  mixsep data show cifar10 --preprocessed --out sheet.png",
      "  mixsep data show cifar10 --preprocessed preprocess=standardize"
    })
final class DataShowCommand implements Callable<Integer> {
  private final Runs runs;
  private final Console console;

  @Mixin private DataArguments arguments = new DataArguments();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write the image; NAME.png if none.")
  private Path out;

  @Option(
      names = {"-P", "--preprocessed"},
      description =
          "Put beside each image what preprocessing makes of it, from black for the least value to"
              + " white for the greatest.")
  private boolean preprocessed;

  DataShowCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    RunConfig config = arguments.config();
    if (out != null) {
      Endings.require("--out", out, List.of("png"));
    }
    Path image = out == null ? Path.of(arguments.name() + ".png") : out;
    try (StepBar progress = console.stepBar(1)) {
      runs.showData(config, image, preprocessed, progress);
    }
    console.out().println(image);
    return ExitCode.OK.number();
  }
}
