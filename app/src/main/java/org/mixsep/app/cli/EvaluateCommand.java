package org.mixsep.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.InvalidInputException;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.report.EvaluationCsv;
import org.mixsep.app.report.EvaluationJson;
import org.mixsep.app.report.PicturesCsv;
import org.mixsep.app.report.ReliabilityDiagram;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Measures a trained model on test images: error of each module and of their mean, top-5"
          + " error, F1, negative log-likelihood, calibration, precision and recall of each class,"
          + " confusions.",
      "",
      "The images are the test images of the run, unless settings name others of the same classes,"
          + " or FOLDER holds pictures in folders named by some or all of its classes. What is found"
          + " on its own images is also kept in the run folder, for reports.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep evaluate runs/street-digits-001",
      "  mixsep evaluate runs/cifar10-001 --views mirror",
      "  mixsep evaluate runs/street-digits-001 --diagram calibration.png",
      "  mixsep evaluate runs/street-digits-001 --json data.test=20000 > result.json",
      "  mixsep evaluate runs/pictures-001 more-pictures --pictures > pictures.csv",
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Models models;
  private final Console console;

  @Mixin private ModelOptions model;

  @Parameters(
      index = "1..*",
      paramLabel = "FOLDER|key=value",
      description =
          "A folder of labelled pictures, CLASS/*; settings of data and machine, and"
              + " evaluate.views, to change, such as data.dir=DIR.")
  private List<String> others = List.of();

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description =
          "Short for evaluate.views=VIEWS: also the error by logits averaged over mirror or"
              + " mirror-shift views of every image; the run's own setting if none.")
  private String views;

  @ArgGroup private Form form = new Form();

  @Option(
      names = "--diagram",
      paramLabel = "FILE",
      description = "Also draw the prediction's reliability diagram, a PNG.")
  private Path diagram;

  /** At most one of them. */
  private static final class Form {
    @Option(names = "--json", description = "Print everything as one JSON object.")
    private boolean json;

    @Option(
        names = "--csv",
        description = "Print everything as CSV: output,measure,class,detail,value.")
    private boolean csv;

    @Option(
        names = "--pictures",
        description =
            "Print each picture as CSV: file,label,predicted,probability,probability_of_label.")
    private boolean pictures;
  }

  EvaluateCommand(Models models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (diagram != null) {
      Endings.require("--diagram", diagram, List.of("png"));
    }
    List<String> arguments = new ArrayList<>(others);
    Optional<Path> folder = folder();
    folder.map(Path::toString).ifPresent(arguments::remove);
    if (views != null) {
      arguments.add("evaluate.views=" + views);
    }
    ModelEvaluation evaluation;
    try (StepBar progress = console.stepBar(1)) {
      ModelSource source = model.source(arguments);
      evaluation =
          folder.isPresent()
              ? models.evaluate(source, folder.get(), progress::message)
              : models.evaluate(source, progress::message);
    }
    if (diagram != null) {
      ReliabilityDiagram.write(evaluation, diagram);
      console.err().println("reliability diagram " + diagram);
    }
    console
        .out()
        .print(
            form.json
                ? EvaluationJson.of(evaluation)
                : form.csv
                    ? EvaluationCsv.of(evaluation)
                    : form.pictures ? PicturesCsv.of(evaluation) : EvaluationTable.of(evaluation));
    return ExitCode.OK.number();
  }

  /** What stands among the settings and is none. */
  private Optional<Path> folder() {
    List<String> folders =
        others.stream()
            .filter(text -> !text.contains("=") || Files.isDirectory(Path.of(text)))
            .toList();
    if (folders.size() > 1) {
      throw new InvalidInputException(
          "one folder at a time: %s and %s".formatted(folders.get(0), folders.get(1)));
    }
    return folders.stream().map(Path::of).findFirst();
  }
}
