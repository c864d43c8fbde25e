package org.mixsep.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.ReadingSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.runfolder.ErrorLine;
import org.mixsep.app.runfolder.EvaluationRecord;
import org.mixsep.app.runfolder.MeasuredErrors;
import org.mixsep.app.runfolder.MetricsLine;
import org.mixsep.app.runfolder.RunFolder;
import org.mixsep.app.runfolder.RunResult;
import org.mixsep.app.runfolder.StepLine;

/**
 * Reads run folders. What cannot be read of the measurements is left out with a note; a folder
 * without a readable configuration is no run, and refused.
 */
final class RunReader {
  private final RunFolder folder;
  private final SortedMap<Long, StepLine> steps = new TreeMap<>();
  private final SortedMap<Long, MeasuredErrors> errors = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Integer> unreadable = new ArrayList<>();
  private final List<Integer> repeated = new ArrayList<>();

  private RunReader(Path folder) {
    this.folder = RunFolder.open(folder);
  }

  /**
   * Reads runs and gives each a name of its own.
   *
   * @throws InvalidInputException in one line, for a folder that holds no run or is named twice
   */
  static List<RunRecord> read(List<Path> folders) {
    Set<Path> places = new HashSet<>();
    Set<String> names = new HashSet<>();
    boolean distinct = folders.stream().map(RunReader::lastName).allMatch(names::add);
    List<RunRecord> runs = new ArrayList<>();
    for (Path folder : folders) {
      if (!places.add(folder.toAbsolutePath().normalize())) {
        throw new InvalidInputException(folder + " is named twice; name each run once");
      }
      runs.add(new RunReader(folder).run(distinct ? lastName(folder) : folder.toString()));
    }
    return List.copyOf(runs);
  }

  /** Reads one run and gives it a name. */
  static RunRecord read(Path folder, String name) {
    return new RunReader(folder).run(name);
  }

  private static String lastName(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  private RunRecord run(String name) {
    RunConfig settings = FlatYaml.read(folder.config());
    double noise = settings.get(ReadingSettings.LABEL_NOISE);
    if (noise > 0) {
      notes.add(
          "data.labelNoise=%s: that share of the training labels is wrong on purpose, and the"
                  .formatted(noise)
              + " training error is against them");
    }
    if (settings.mixesImages()) {
      notes.add(
          "images are mixed: the training error counts, of a mixed image's two labels, the one"
              + " with the larger share");
    }
    metrics();
    Optional<RunResult> result = result();
    if (result.isEmpty()) {
      long at = steps.isEmpty() ? 0 : steps.lastKey();
      notes.add(
          "not finished: at iteration %d of %d"
              .formatted(at, settings.get(TrainingSettings.ITERATIONS)));
    }
    Optional<EvaluationRecord> evaluation =
        evaluation(result.isPresent()).filter(found -> isOfTheRunsImages(found, result));
    return new RunRecord(name, settings, steps, errors, result, evaluation, List.copyOf(notes));
  }

  private Optional<EvaluationRecord> evaluation(boolean finished) {
    String remedy = "; 'mixsep evaluate %s' writes it anew".formatted(folder.path());
    if (!Files.exists(folder.evaluation())) {
      if (finished) {
        notes.add(
            "no evaluation.json, so no confusions, no mistaken images, no view of classes"
                + remedy);
      }
      return Optional.empty();
    }
    try {
      return Optional.of(EvaluationRecord.read(folder.path()));
    } catch (IOException e) {
      notes.add("evaluation.json cannot be read" + remedy);
      return Optional.empty();
    }
  }

  /**
   * What an earlier version let an evaluation on other images put in the place of the run's own.
   */
  private boolean isOfTheRunsImages(EvaluationRecord found, Optional<RunResult> result) {
    String sum = found.checksum().orElse("");
    String tested = result.map(some -> some.data().test()).orElse("");
    boolean others = !sum.isEmpty() && !tested.isEmpty() && !sum.equals(tested);
    if (others) {
      notes.add(
          "evaluation.json is of other images than the run's and left out; 'mixsep evaluate %s' writes it anew"
              .formatted(folder.path()));
    }
    return !others;
  }

  private void metrics() {
    Path file = folder.metrics();
    if (!Files.isRegularFile(file)) {
      notes.add("no metrics.jsonl: there is nothing to draw");
      return;
    }
    // As bytes: a file damaged in one line need not be text in all of them.
    String[] lines = new String(bytes(file), StandardCharsets.UTF_8).split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        line(i + 1, lines[i]);
      }
    }
    note(unreadable, "cannot be read and is left out", "cannot be read and are left out");
    note(repeated, "repeats an earlier iteration", "repeat earlier iterations");
  }

  private void line(int number, String text) {
    Optional<MetricsLine> line = MetricsLine.parse(text);
    if (line.isEmpty()) {
      unreadable.add(number);
      return;
    }
    if (!add(line.get(), steps, errors)) {
      repeated.add(number);
    }
  }

  /**
   * Puts a line where it belongs.
   *
   * @return whether it is the first of its iteration there
   */
  static boolean add(
      MetricsLine line, SortedMap<Long, StepLine> steps, SortedMap<Long, MeasuredErrors> errors) {
    return line instanceof StepLine step
        ? steps.put(step.iteration(), step) == null
        : errors.put(line.iteration(), ((ErrorLine) line).errors()) == null;
  }

  private void note(List<Integer> lines, String one, String many) {
    if (lines.size() == 1) {
      notes.add("metrics.jsonl: line %d %s".formatted(lines.get(0), one));
    } else if (!lines.isEmpty()) {
      notes.add(
          "metrics.jsonl: %d lines %s, the first is line %d"
              .formatted(lines.size(), many, lines.get(0)));
    }
  }

  private Optional<RunResult> result() {
    if (!folder.isFinished()) {
      return Optional.empty();
    }
    try {
      RunResult found = RunResult.read(folder.path());
      if (!found.errors().test().percent().isEmpty()) {
        return Optional.of(found);
      }
      notes.add("result.json holds no test errors");
    } catch (JsonProcessingException e) {
      notes.add("result.json cannot be read");
    } catch (IOException e) {
      throw cannotRead(folder.result(), e);
    }
    return Optional.empty();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static InvalidInputException cannotRead(Path file, IOException e) {
    return new InvalidInputException("cannot read %s: %s".formatted(file, AtomicFile.reason(e)), e);
  }
}
