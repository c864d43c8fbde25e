package org.mixsep.app.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.experiment.Sweep.Candidate;
import org.mixsep.app.report.Csv;
import org.mixsep.app.runfolder.Output;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.RunResult;
import org.mixsep.app.runfolder.RunStatus;
import org.mixsep.app.runfolder.RunStatus.Progress;

/**
 * The combinations of a sweep by their error on the validation images at the last iteration, best
 * first; what diverged or is not done comes last. Knows no test error.
 */
public record Ranking(List<Ranked> lines) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A combination and what came of it.
   *
   * @param errors of the finished runs, in percent, in the order of the seeds
   * @param state {@code finished}, {@code diverged} or {@code to do}: the worst of its runs
   */
  public record Ranked(Candidate candidate, List<Double> errors, String state) {
    /** The mean error in percent; none unless all runs are finished. */
    public OptionalDouble error() {
      return state.equals("finished")
          ? errors.stream().mapToDouble(Double::doubleValue).average()
          : OptionalDouble.empty();
    }
  }

  /**
   * Reads what the runs have left.
   *
   * @param path where a job's run is
   */
  public static Ranking of(List<Candidate> candidates, Function<Job, Path> path) {
    List<Ranked> lines = new ArrayList<>();
    candidates.forEach(candidate -> lines.add(ranked(candidate, path)));
    lines.sort(Comparator.comparingDouble(line -> line.error().orElse(Double.POSITIVE_INFINITY)));
    return new Ranking(List.copyOf(lines));
  }

  private static Ranked ranked(Candidate candidate, Function<Job, Path> path) {
    List<Double> errors = new ArrayList<>();
    boolean diverged = false;
    for (Job job : candidate.jobs()) {
      Progress progress = RunStatus.of(path.apply(job)).progress();
      diverged |= progress == Progress.DIVERGED;
      if (progress == Progress.FINISHED) {
        errors.add(error(job, path.apply(job)));
      }
    }
    boolean all = errors.size() == candidate.jobs().size();
    return new Ranked(candidate, errors, diverged ? "diverged" : all ? "finished" : "to do");
  }

  private static double error(Job job, Path run) {
    Path file = new RunFolder(run).result();
    try {
      return RunResult.read(run)
          .errors()
          .validation()
          .map(found -> found.percent(Output.prediction(job.config())))
          .orElse(OptionalDouble.empty())
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      file + " holds no validation error; delete its run folder"));
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot read %s: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /** Writes {@code sweep.json} and {@code sweep.csv}. */
  public void write(Path folder, Function<Job, Path> path) {
    ObjectNode json = JSON.createObjectNode();
    json.put("rankedBy", "validation error in percent at the last iteration, mean over seeds");
    var array = json.putArray("candidates");
    List<String> keys = List.copyOf(lines.get(0).candidate().choice().keySet());
    List<Object> head = new ArrayList<>(List.of("rank", "validation_error_percent", "state"));
    head.addAll(keys);
    StringBuilder csv = new StringBuilder(Csv.line(head.toArray()));
    for (int i = 0; i < lines.size(); i++) {
      Ranked line = lines.get(i);
      ObjectNode one = array.addObject().put("rank", i + 1).put("state", line.state());
      line.error().ifPresent(error -> one.put("validationError", error));
      line.errors().forEach(one.putArray("bySeed")::add);
      ObjectNode settings = one.putObject("settings");
      line.candidate().choice().forEach(settings::put);
      line.candidate()
          .jobs()
          .forEach(job -> one.withArray("runs").add(path.apply(job).getFileName().toString()));
      List<Object> cells = new ArrayList<>(List.of(i + 1));
      cells.add(line.error().isPresent() ? line.error().getAsDouble() : "");
      cells.add(line.state());
      keys.forEach(key -> cells.add(line.candidate().choice().get(key)));
      csv.append(Csv.line(cells.toArray()));
    }
    AtomicFile.writeText(folder.resolve("sweep.json"), json.toPrettyString() + "\n");
    AtomicFile.writeText(folder.resolve("sweep.csv"), csv.toString());
  }
}
