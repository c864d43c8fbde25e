package org.mixsep.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.WindowSums;
import org.mixsep.torch.RandomState;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * All state of a training: weights, batch-norm statistics, the averages of both where there are
 * any, momentum, thresholds, what the loss remembers, random numbers and the iteration, with
 * whatever texts and tensors the program adds (configuration, class names, fitted preprocessing).
 * Training that goes on from it gives the same bytes as if it had never stopped.
 *
 * <p>On disk a safetensors file: {@code model.*} for parameters and buffers, {@code average.*} for
 * their averages, {@code momentum.*}, {@code loss.*}, {@code random}, the added tensors under their
 * own names.
 */
public final class Checkpoint {
  private static final String KIND = "mixsep checkpoint 1";
  private static final String MODEL = "model.";
  private static final String AVERAGE = "average.";
  private static final String MOMENTUM = "momentum.";
  private static final String LOSS = "loss.";
  private static final String RANDOM = "random";

  private final Map<String, Tensor> tensors;
  private final Map<String, String> texts;

  private Checkpoint(Map<String, Tensor> tensors, Map<String, String> texts) {
    this.tensors = tensors;
    this.texts = texts;
  }

  /**
   * Writes the state as it is now, atomically.
   *
   * @param seconds wall time of the training so far
   * @param addedTensors under names of their own, in host memory
   * @param addedTexts under names of their own
   * @throws InvalidInputException when the file cannot be written; one there before is kept
   * @throws NonFiniteException when the state holds numbers that are not finite; nothing is written
   */
  public static void write(
      Path file,
      Trainer trainer,
      double seconds,
      Map<String, Tensor> addedTensors,
      Map<String, String> addedTexts) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      trainer.network().variables().all().forEach((name, t) -> tensors.put(MODEL + name, t));
      trainer
          .average()
          .ifPresent(a -> a.averaged().all().forEach((name, t) -> tensors.put(AVERAGE + name, t)));
      trainer.optimizer().momenta().forEach((name, t) -> tensors.put(MOMENTUM + name, t));
      trainer.lossState().forEach((name, t) -> tensors.put(LOSS + name, t));
      requireFinite(trainer.iteration(), tensors);
      tensors.put(RANDOM, RandomState.capture(trainer.network().compute()));
      tensors.putAll(addedTensors);
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put("kind", KIND);
      texts.put("iteration", Long.toString(trainer.iteration()));
      texts.put("seconds", Double.toString(seconds));
      texts.put("thresholds", thresholds(trainer.thresholds().states()));
      texts.putAll(addedTexts);
      SafetensorsFile.write(file, tensors, texts);
    }
  }

  private static void requireFinite(long iteration, Map<String, Tensor> tensors) {
    Optional<String> broken = NonFiniteException.firstIn(tensors);
    if (broken.isPresent()) {
      throw new NonFiniteException(
          "iteration %s: %s holds numbers that are not finite, so no checkpoint is written; the one before it is kept. A smaller learningRate keeps them finite"
              .formatted(iteration, broken.get()));
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws InvalidInputException when the file is missing, damaged or no checkpoint
   */
  public static Checkpoint read(Path file) {
    SafetensorsFile.Contents contents = SafetensorsFile.read(file);
    if (!KIND.equals(contents.texts().get("kind"))) {
      throw new InvalidInputException(
          "%s is no checkpoint of this version: its kind is %s, expected %s"
              .formatted(file, contents.texts().get("kind"), KIND));
    }
    if (!contents.verified()) {
      throw new InvalidInputException(file + " is damaged: its checksum is missing");
    }
    Checkpoint checkpoint = new Checkpoint(contents.tensors(), contents.texts());
    checkpoint.requireNumbers(file);
    return checkpoint;
  }

  /** Whoever writes a checksum that fits may have written anything before it. */
  private void requireNumbers(Path file) {
    try {
      if (iteration() < 0 || !(seconds() >= 0) || Double.isInfinite(seconds())) {
        throw new NumberFormatException("below 0, or endless");
      }
      thresholds(text("thresholds"));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          file + " is damaged: its iteration, its seconds or its thresholds are no numbers", e);
    }
  }

  /** Number of steps done. */
  public long iteration() {
    return Long.parseLong(text("iteration"));
  }

  /** Wall time of the training so far. */
  public double seconds() {
    return Double.parseDouble(text("seconds"));
  }

  /** Number of values of the weights and batch-norm statistics. */
  public long modelValues() {
    return tensors(MODEL).values().stream().mapToLong(Tensor::numel).sum();
  }

  /**
   * A text the program added.
   *
   * @throws InvalidInputException when there is none of that name
   */
  public String text(String name) {
    return findText(name)
        .orElseThrow(() -> new InvalidInputException("the checkpoint holds no " + name));
  }

  /** A text the program added, if it did. */
  public Optional<String> findText(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** The tensors whose names start with {@code prefix}, without it. */
  public Map<String, Tensor> tensors(String prefix) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  /**
   * Puts the weights and the batch-norm statistics into a network of the same shape, to use it: the
   * averaged ones, where the training averages them.
   *
   * @throws InvalidInputException when names or shapes differ, or weights are not finite
   */
  public void restoreModel(Variables variables) {
    copy(tensors(AVERAGE).isEmpty() ? MODEL : AVERAGE, variables.all());
  }

  /**
   * Puts everything back, so that training goes on as if it had not stopped.
   *
   * @throws InvalidInputException when names or shapes differ, or numbers are not finite
   */
  public void restore(Trainer trainer) {
    copy(MODEL, trainer.network().variables().all());
    trainer.average().ifPresent(average -> copy(AVERAGE, average.averaged().all()));
    copy(MOMENTUM, trainer.optimizer().momenta());
    copy(LOSS, trainer.lossState());
    if (!tensors.containsKey(RANDOM)) {
      throw new InvalidInputException("the checkpoint holds no state of random numbers");
    }
    RandomState.restore(trainer.network().compute(), tensors.get(RANDOM));
    List<AdaptiveThreshold.State> thresholds = thresholds(text("thresholds"));
    if (thresholds.size() != trainer.thresholds().states().size()) {
      throw new InvalidInputException(
          "the checkpoint is of another network or loss: it holds another number of thresholds");
    }
    trainer.thresholds().restore(thresholds);
    trainer.resumeAt(iteration());
  }

  private void copy(String prefix, Map<String, Tensor> into) {
    Map<String, Tensor> from = tensors(prefix);
    if (!from.keySet().equals(into.keySet())) {
      throw new InvalidInputException(
          "the checkpoint is of another network or loss: it holds %s tensors called %s*, expected %s"
              .formatted(from.size(), prefix, into.size()));
    }
    NonFiniteException.firstIn(from)
        .ifPresent(
            name -> {
              throw new InvalidInputException(
                  "the checkpoint is of a training that diverged: %s%s holds numbers that are not finite; take an earlier one by --checkpoint"
                      .formatted(prefix, name));
            });
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      into.forEach(
          (name, tensor) -> {
            Tensor saved = from.get(name);
            if (!Arrays.equals(Tensors.shape(saved), Tensors.shape(tensor))) {
              throw new InvalidInputException(
                  "the checkpoint is of another network or loss: %s%s has another shape"
                      .formatted(prefix, name));
            }
            tensor.copy_(saved);
          });
    }
  }

  private static String thresholds(List<AdaptiveThreshold.State> states) {
    StringBuilder text = new StringBuilder();
    for (AdaptiveThreshold.State s : states) {
      text.append(text.isEmpty() ? "" : ";")
          .append(s.xi() + "," + s.previousMean() + "," + s.open().sum() + "," + s.open().count())
          .append("," + s.open().moment() + "," + s.open().squares());
    }
    return text.toString();
  }

  private static List<AdaptiveThreshold.State> thresholds(String text) {
    List<AdaptiveThreshold.State> states = new ArrayList<>();
    for (String one : text.split(";")) {
      String[] parts = one.split(",", -1);
      boolean withTrend = parts.length == 6; // checkpoints of older versions lack these sums
      if (parts.length != 4 && !withTrend) {
        throw new NumberFormatException("neither four numbers nor six");
      }
      WindowSums open =
          new WindowSums(
              Integer.parseInt(parts[3]),
              Double.parseDouble(parts[2]),
              withTrend ? Double.parseDouble(parts[4]) : 0,
              withTrend ? Double.parseDouble(parts[5]) : 0);
      states.add(
          new AdaptiveThreshold.State(
              Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), open));
    }
    return states;
  }
}
