package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.app.model.Models;
import org.mixsep.app.report.EvaluationCsv;
import org.mixsep.app.report.EvaluationJson;
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
      "The images are the test images of the run, unless settings name others of the same classes."
          + " What is found on its own images is also kept in the run folder, for reports.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep evaluate runs/street-digits-001",
      "  mixsep evaluate runs/cifar10-001 --views mirror",
      "  mixsep evaluate runs/street-digits-001 --diagram calibration.png",
      "  mixsep evaluate runs/street-digits-001 --json data.test=20000 > result.json",
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Models models;
  private final Console console;

  @Mixin private ModelOptions model;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description =
          "Settings of data and machine, and evaluate.views, to change, such as data.dir=DIR.")
  private List<String> settings = List.of();

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
    List<String> arguments = new ArrayList<>(settings);
    if (views != null) {
      arguments.add("evaluate.views=" + views);
    }
    ModelEvaluation evaluation;
    try (StepBar progress = console.stepBar(1)) {
      evaluation = models.evaluate(model.source(arguments), progress::message);
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
                : form.csv ? EvaluationCsv.of(evaluation) : EvaluationTable.of(evaluation));
    return ExitCode.OK.number();
  }
}
