package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.InvalidInputException;
import org.mixsep.app.run.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep predict}. */
@Command(
    name = "predict",
    description = {
      "Classifies image files with a trained model.",
      "",
      "JPEG, PNG, BMP and GIF files are read as the training images were: turned upright, brought to"
          + " the network's size as the run's data.layout says, then prepared by what the checkpoint"
          + " holds. The run folder alone is needed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep predict runs/street-digits-001 photo.png",
      "  mixsep predict runs/street-digits-001 photos --top 3 --format jsonl > classes.jsonl",
      "",
      "Exit codes: 0 all classified, 4 all but the images reported on standard error, 2 wrong input."
    })
final class PredictCommand implements Callable<Integer> {
  private final Models models;
  private final Console console;

  @Mixin private ModelOptions model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description =
          "Images, and folders, which are searched with all folders in them for pictures of any"
              + " name; hidden files are left alone.")
  private List<Path> inputs;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "How many classes to tell of each image; ${DEFAULT-VALUE} if none.")
  private int top = 1;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: columns, one JSON object a line, or comma-separated values"
              + " (a line for each class told); ${DEFAULT-VALUE} if none.")
  private PredictionFormat format = PredictionFormat.table;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "A setting of the machine to change, such as precision=float32 or threads=1.")
  private List<String> settings = List.of();

  PredictCommand(Models models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (top < 1) {
      throw new InvalidInputException("--top %d is refused; allowed: 1 or more".formatted(top));
    }
    int unreadable;
    try (PredictionPrinter printer = new PredictionPrinter(console, format)) {
      unreadable = models.predict(model.source(settings), inputs, top, printer);
    }
    return (unreadable == 0 ? ExitCode.OK : ExitCode.SOME_UNREADABLE).number();
  }
}
