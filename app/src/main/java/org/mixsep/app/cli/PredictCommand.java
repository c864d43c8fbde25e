package org.mixsep.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.Threshold;
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
      "JPEG, PNG, WebP, TIFF, BMP and GIF files are read as the training images were: turned upright, brought to"
          + " the network's size as the run's data.layout says, then prepared by what the checkpoint"
          + " holds. The run folder alone is needed. Where the run kept validation images apart,"
          + " probabilities are scaled by the temperature that was fitted on these.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep predict runs/street-digits-001 photo.png",
      "  mixsep predict runs/street-digits-001 photos --top 3 --format jsonl > classes.jsonl",
      "  mixsep predict runs/pictures-001 photos --threshold 0.8",
      "  mixsep predict runs/pictures-001 photos --explain evidence",
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
      paramLabel = "FILE|FOLDER|key=value",
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
      names = "--threshold",
      paramLabel = "P",
      description =
          "Answer 'none of these' where the likeliest class is less probable than P, such as 0.8.")
  private double threshold;

  @Option(
      names = "--explain",
      paramLabel = "FOLDER",
      description =
          "Also draw into FOLDER, for each image, where the evidence for its likeliest class is"
              + " (Grad-CAM).")
  private Path explain;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: columns, one JSON object a line, or comma-separated values"
              + " (a line for each class told); ${DEFAULT-VALUE} if none.")
  private PredictionFormat format = PredictionFormat.table;

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
    try (PredictionPrinter printer =
        new PredictionPrinter(console, format, new Threshold(threshold))) {
      unreadable =
          models.predict(
              model.source(settings()), files(), top, Optional.ofNullable(explain), printer);
    }
    return (unreadable == 0 ? ExitCode.OK : ExitCode.SOME_UNREADABLE).number();
  }

  /**
   * Of what stands among the files as it stands after other commands: a setting that is no file.
   */
  private List<String> settings() {
    return inputs.stream().filter(PredictCommand::isSetting).map(Path::toString).toList();
  }

  private List<Path> files() {
    List<Path> files = inputs.stream().filter(input -> !isSetting(input)).toList();
    if (files.isEmpty()) {
      throw new InvalidInputException("name pictures or folders of them after the settings");
    }
    return files;
  }

  private static boolean isSetting(Path input) {
    String text = input.toString();
    int equals = text.indexOf('=');
    return equals > 0
        && Catalogue.matching(Catalogue.fullKey(text.substring(0, equals))).size() == 1
        && !Files.exists(input);
  }
}
