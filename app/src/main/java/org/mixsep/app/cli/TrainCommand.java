package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.DataName;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.Runs;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.distributed.Rendezvous;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep train}. */
@Command(
    name = "train",
    description = {
      "Trains a network and prints the test error of each of its modules.",
      "",
      "Settings come from their defaults, then the preset, then the file, then key=value: what"
          + " comes later counts more.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep train",
      "  mixsep train network=resnet9 modules=2,4 loss.within.weight=0.005",
      "  mixsep data fetch cifar10 && mixsep train --preset cifar10-resnet3-msn",
      "  mixsep train --config my.yaml seed=2 --run runs/second",
      "  mixsep train --processes 2 threads=1",
      "",
      "'mixsep settings' explains every key, 'mixsep presets NAME' prints a file to start from.",
      "Ctrl-C stops a run; 'mixsep resume RUN' goes on where it stopped.",
      "Exit codes: 0 done, 2 wrong input, 3 numbers not finite, 5 stopped from the dashboard, 7 another"
          + " process of the run lost, 70 internal"
          + " error, 130 or 143 stopped by a signal."
    })
final class TrainCommand implements Callable<Integer> {
  private static final Path RUNS = Path.of("runs");

  private final Runs runs;
  private final Console console;

  @Option(
      names = {"-p", "--preset"},
      paramLabel = "NAME",
      description =
          "Settings to start from ('mixsep presets' lists them); if none, for data=folder"
              + " photographs, or fine-tune with a network of photographs, else street-digits.")
  private String preset;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "A YAML or JSON file of settings, nested or with dotted keys.")
  private Path config;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Short for iterations=N: how many steps to train.")
  private String iterations;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Short for run=DIR: the folder to write to; a new one under runs/ if none.")
  private String run;

  @Parameters(paramLabel = "key=value", description = "Settings, such as network=resnet9.")
  private List<String> settings = List.of();

  @Mixin private ProcessOptions processes;

  TrainCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(settings);
    if (iterations != null) {
      arguments.add("iterations=" + iterations);
    }
    if (run != null) {
      arguments.add("run=" + run);
    }
    Optional<Path> file = Optional.ofNullable(config);
    String start = preset == null ? Presets.usual(file, arguments) : preset;
    RunConfig resolved = ConfigSources.asked(start, file, arguments);
    String name = name(start, resolved);
    if (processes.start()) {
      return startProcesses(resolved, name);
    }
    Optional<Rendezvous> others = ProcessOptions.rendezvous();
    if (others.isPresent() && others.get().rank() > 0) {
      return ProcessOptions.assist(
          others.get(), () -> runs.among(others.get()).train(resolved, name, RunListener.SILENT));
    }
    Runs together = others.map(runs::among).orElse(runs);
    return console.follow(
        resolved.get(OutputSettings.LOG_EVERY),
        listener -> together.train(resolved, name, listener));
  }

  private int startProcesses(RunConfig resolved, String name) {
    processes.requireParts(resolved.get(TrainingSettings.BATCH));
    RunFolder folder =
        resolved
            .get(OutputSettings.RUN)
            .map(RunFolder::create)
            .orElseGet(() -> RunFolder.next(RUNS, name));
    try {
      return processes.run(folder.path(), List.of("run=" + folder.path()), console);
    } finally {
      folder.discardUnlessBegun();
    }
  }

  /** The preset's name where the images are its own, or else theirs. */
  private static String name(String preset, RunConfig resolved) {
    DataName data = resolved.get(DataSettings.NAME);
    if (data != DataName.FOLDER && Presets.named(preset).config().get(DataSettings.NAME) == data) {
      return preset;
    }
    return resolved
        .get(DataSettings.DIR)
        .filter(dir -> data == DataName.FOLDER)
        .map(dir -> dir.toAbsolutePath().normalize().getFileName())
        .map(
            name -> name.toString().replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^[.-]+", ""))
        .filter(name -> !name.isEmpty())
        .orElse(DataSettings.NAME.textIn(resolved));
  }
}
