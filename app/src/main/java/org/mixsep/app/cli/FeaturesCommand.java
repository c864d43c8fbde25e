package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.InvalidInputException;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.Threshold;
import org.mixsep.app.report.Csv;
import org.mixsep.export.Features;
import org.mixsep.export.Features.Neighbour;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep features}. */
@Command(
    name = "features",
    description = {
      "Writes what a trained network makes of pictures before it names classes: a row of numbers"
          + " for each, the pooled map that the last module takes, to be searched, grouped or"
          + " trained on by other programs.",
      "",
      "Pictures are read as 'mixsep predict' reads them. The file, safetensors, holds 'features',"
          + " float32 [pictures, width], and the paths as a JSON array in its metadata.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep features runs/pictures-001 photos --out photos.safetensors",
      "  mixsep features runs/pictures-001 photos --nearest 3 > alike.csv",
      "",
      "Exit codes: 0 all read, 4 all but the images reported on standard error, 2 wrong input."
    })
final class FeaturesCommand implements Callable<Integer> {
  private final Models models;
  private final Console console;

  @Mixin private ModelOptions model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description = "Images, and folders, which are searched with all folders in them.")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "The safetensors file to write; one that is there is replaced.")
  private Path out;

  @Option(
      names = "--nearest",
      paramLabel = "K",
      description =
          "Print the K pictures most like each, by the cosine of their rows, as CSV:"
              + " file,rank,neighbour,cosine.")
  private int nearest;

  FeaturesCommand(Models models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (out == null && nearest == 0) {
      throw new InvalidInputException("say what is wanted: --out FILE, --nearest K, or both");
    }
    if (nearest < 0) {
      throw new InvalidInputException(
          "--nearest %d is refused; allowed: 1 or more".formatted(nearest));
    }
    if (out != null) {
      Endings.require("--out", out, List.of("safetensors"));
    }
    try (PredictionPrinter printer =
        new PredictionPrinter(console, PredictionFormat.table, Threshold.NONE)) {
      Features features =
          models.features(model.source(List.of()), inputs, Optional.ofNullable(out), printer);
      if (nearest > 0) {
        print(features);
      }
      return (printer.unreadable() == 0 ? ExitCode.OK : ExitCode.SOME_UNREADABLE).number();
    }
  }

  private void print(Features features) {
    console.out().print("file,rank,neighbour,cosine\n");
    List<List<Neighbour>> all = features.nearest(nearest);
    for (int i = 0; i < all.size(); i++) {
      for (int rank = 0; rank < all.get(i).size(); rank++) {
        Neighbour one = all.get(i).get(rank);
        console
            .out()
            .print(
                Csv.line(
                    features.files().get(i),
                    rank + 1,
                    features.files().get(one.index()),
                    "%.4f".formatted(one.cosine())));
      }
    }
  }
}
