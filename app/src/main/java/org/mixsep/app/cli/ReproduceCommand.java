package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.experiment.Comparison;
import org.mixsep.app.experiment.Experiment;
import org.mixsep.app.experiment.Item;
import org.mixsep.app.experiment.Items;
import org.mixsep.app.experiment.Job;
import org.mixsep.app.experiment.Runner;
import org.mixsep.app.experiment.Seeds;
import org.mixsep.app.experiment.Tuning;
import org.mixsep.app.experiment.Variation;
import org.mixsep.app.report.Report;
import org.mixsep.app.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixsep reproduce}. */
@Command(
    name = "reproduce",
    description = {
      "Runs figures and tables of the paper again, whole or reduced, and reports on them: the"
          + " paper's numbers beside ours, with statistics of paired seeds.",
      "",
      "Prints what there is to do first. Finished runs are passed over, interrupted ones go on, so"
          + " the same command again carries on; in two terminals, it shares out the work.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep reproduce fig3 --only resnet3 --seeds 1..3 --iterations 20000",
      "  mixsep reproduce table3 --data street-digits network=resnet3 --plan",
      "  mixsep reproduce verdict --only airbench --seeds 1..20",
      "  mixsep reproduce table2 --recipe strong --data folder data.dir=pictures"
          + " network=resnet3-strided",
      "",
      "With fewer iterations, the steps of the learning rate and the measurements come as much"
          + " earlier. Exit codes: 0 done, 2 wrong input, 3 done, but some runs diverged, 5 stopped"
          + " from the dashboard, 70 internal error, 130 or 143 stopped by a signal."
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Runs runs;
  private final DataFolders folders = new DataFolders();
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ITEM|key=value",
      arity = "1..*",
      description =
          "fig1, fig3, fig4, fig5, fig7, fig8, fig9, table2, table3 or all, which are the paper's;"
              + " verdict, MSL on networks that are trained well; relatives, every loss tuned by"
              + " validation; and settings for all runs, but those that an item compares.")
  private List<String> arguments;

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      description = "Seeds, such as 1..5 or 1,4; ${DEFAULT-VALUE} if none.")
  private String seeds = "1";

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Steps of each run; the paper's 80000 if none.")
  private String iterations;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = "Another image set than the paper's, such as street-digits.")
  private String data;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description =
          "How networks are trained: paper, as the paper says, or strong, as the presets that train"
              + " well; ${DEFAULT-VALUE} if none.")
  private Variation.Recipe recipe = Variation.Recipe.PAPER;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these rows or arms, such as resnet3 or 512; all if none.")
  private List<String> only = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description =
          "Where runs and reports go: DIR/runs, DIR/ITEM; ${DEFAULT-VALUE} if none. Equal runs of"
              + " several items in one DIR are done once.")
  private Path out = Path.of("experiments");

  @Option(names = "--plan", description = "Print what there is to do, and do nothing.")
  private boolean planOnly;

  ReproduceCommand(Runs runs, Console console) {
    this.runs = runs;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Experiment> experiments = experiments();
    Optional<Tuning> tuning =
        experiments.stream()
            .filter(experiment -> Tuning.isFor(experiment.item()))
            .map(experiment -> Tuning.of(variation(), Seeds.parse(seeds), only, folders::located))
            .findFirst();
    List<Job> tunings = tuning.map(Tuning::jobs).orElse(List.of());
    Path folder = out.resolve("runs");
    JobsConsole work = new JobsConsole(runs, console, spec);
    Set<String> departures = new LinkedHashSet<>();
    experiments.forEach(experiment -> departures.addAll(experiment.departures()));
    work.plan(
        Stream.concat(tunings.stream(), jobs(experiments).stream()).toList(),
        folder,
        List.copyOf(departures));
    if (planOnly) {
      return ExitCode.OK.number();
    }
    if (tuning.isPresent()) {
      Runner.Outcome tuned = work.run(tunings, folder);
      if (tuned.stopped() || tuned.elsewhere() > 0) {
        return JobsConsole.exitCode(tuned);
      }
      experiments.replaceAll(experiment -> tuned(experiment, tuning.get(), folder));
    }
    for (Experiment experiment : experiments) {
      Path own = itemFolder(experiment);
      Comparison.of(own, folder, experiment, work.command()).write(own);
    }
    Runner.Outcome outcome = work.run(jobs(experiments), folder);
    report(experiments);
    return JobsConsole.exitCode(outcome);
  }

  private Experiment tuned(Experiment experiment, Tuning tuning, Path folder) {
    return Tuning.isFor(experiment.item())
        ? tuning.tuned(
            itemFolder(experiment).resolve("tuning"), job -> folder.resolve(job.folder()))
        : experiment;
  }

  private static List<Job> jobs(List<Experiment> experiments) {
    return experiments.stream().flatMap(ReproduceCommand::jobs).toList();
  }

  private static Stream<Job> jobs(Experiment experiment) {
    String item = experiment.item().name();
    return experiment.runs().stream()
        .map(run -> new Job(item + ": " + run.job().label(), run.job().config()));
  }

  private void report(List<Experiment> experiments) {
    for (Experiment experiment : experiments) {
      Path folder = itemFolder(experiment);
      Report report = Report.onExperiment(folder);
      report.write(folder.resolve("report.html"));
      report.writeMarkdown(folder.resolve("report.md"));
      console.out().print("\n" + report.summary());
      console.out().println("\nreport: " + folder.resolve("report.html"));
    }
  }

  private Path itemFolder(Experiment experiment) {
    return out.resolve(experiment.item().name());
  }

  private List<Experiment> experiments() {
    List<String> names = arguments.stream().filter(a -> !a.contains("=")).toList();
    Variation variation = variation();
    List<Long> numbers = Seeds.parse(seeds);
    if (names.isEmpty()) {
      throw new InvalidInputException("name an item, such as fig3, or all");
    }
    boolean all = names.contains("all");
    Set<Item> items = new LinkedHashSet<>(all ? Items.all() : List.of());
    names.stream().filter(name -> !name.equals("all")).map(Items::named).forEach(items::add);
    List<Experiment> experiments = new ArrayList<>();
    for (Item item : items) {
      try {
        Experiment experiment = Experiment.of(item, variation, numbers, only);
        experiments.add(experiment.with(folders::located));
      } catch (InvalidInputException e) {
        if (!all) {
          throw e;
        }
        console.err().println("left out: " + item.name() + ": " + e.getMessage());
      }
    }
    if (experiments.isEmpty()) {
      throw new InvalidInputException("nothing is left to run: the lines above say why");
    }
    return experiments;
  }

  private Variation variation() {
    List<String> settings =
        new ArrayList<>(arguments.stream().filter(a -> a.contains("=")).toList());
    if (iterations != null) {
      settings.add("iterations=" + iterations);
    }
    if (data != null) {
      settings.add("data.name=" + data);
    }
    return Variation.of(recipe, settings);
  }
}
