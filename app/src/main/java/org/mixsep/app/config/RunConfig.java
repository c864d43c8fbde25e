package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.Optional;
import org.mixsep.InvalidInputException;

/**
 * Everything that decides a run: a value for every setting of the {@link Catalogue}, each in its
 * range, and all of them fitting together. Immutable; equal to one of equal values.
 */
public final class RunConfig {
  /** Street-digits have no end: what "all" means for them. */
  private static final int DRAWN_TRAIN = 20_000;

  private static final int DRAWN_TEST = 4_000;

  private final Values values;

  private RunConfig(Values values) {
    this.values = values;
  }

  /**
   * @throws InvalidInputException when settings contradict each other
   */
  static RunConfig of(Values values) {
    RunConfig config = new RunConfig(values);
    Contradictions.refuse(config);
    return config;
  }

  /** The value of a setting. */
  public <T> T get(Setting<T> setting) {
    return values.get(setting);
  }

  /**
   * The text of a setting.
   *
   * @param key its full key
   */
  public String text(String key) {
    return Catalogue.matching(key).get(0).textIn(this);
  }

  /** Whether another has the same values for all settings that belong to something. */
  public boolean agreesIn(Scope scope, RunConfig other) {
    return Catalogue.of(scope).stream().allMatch(s -> get(s).equals(other.get(s)));
  }

  /**
   * The same with one value changed.
   *
   * @throws InvalidInputException when it is out of range, or contradicts another setting
   */
  public <T> RunConfig with(Setting<T> setting, T value) {
    return of(values.with(setting, value));
  }

  /**
   * The same as a run folder keeps it: with paths that hold from anywhere, and no run folder of its
   * own, so that another run can start from it.
   */
  public RunConfig forRunFolder() {
    return absolute(DataSettings.DIR)
        .absolute(NetworkSettings.INIT)
        .absolute(OutputSettings.CACHE)
        .with(OutputSettings.RUN, Optional.empty());
  }

  private RunConfig absolute(Setting<Optional<Path>> path) {
    return with(path, get(path).map(Path::toAbsolutePath).map(Path::normalize));
  }

  /**
   * Training images of the run, those for validation among them, where that is known without
   * reading a file; 0 for "all".
   */
  public int trainImages() {
    return get(DataSettings.TRAIN) == 0 && isDrawn() ? DRAWN_TRAIN : get(DataSettings.TRAIN);
  }

  /**
   * The same for a number of training images: with the batch and the iterations that follow from
   * it, so that a run folder says what is done.
   *
   * @param images trained on, at least 1
   */
  public RunConfig sized(int images) {
    int batch = get(TrainingSettings.BATCH);
    while (batch > 1 && images / batch < get(TrainingSettings.LEAST_PER_EPOCH)) {
      batch /= 2;
    }
    double epochs = get(TrainingSettings.EPOCHS);
    long iterations =
        Math.max(
            Math.max(1, Math.round(epochs * (images / batch))),
            (get(TrainingSettings.LEAST_IMAGES) + batch - 1L) / batch);
    Values sized =
        values.with(TrainingSettings.BATCH, batch).with(TrainingSettings.LEAST_PER_EPOCH, 0);
    return of(
        epochs == 0
            ? sized
            : sized
                .with(TrainingSettings.ITERATIONS, Math.toIntExact(iterations))
                .with(TrainingSettings.LEAST_IMAGES, 0)
                .with(TrainingSettings.EPOCHS, 0.0));
  }

  /** Images that a batch has at least: one, where their number decides. */
  public int leastBatch() {
    return get(TrainingSettings.LEAST_PER_EPOCH) > 0 ? 1 : get(TrainingSettings.BATCH);
  }

  /** Test images of the run where that is known without reading a file; 0 for "all". */
  public int testImages() {
    return get(DataSettings.TEST) == 0 && isDrawn() ? DRAWN_TEST : get(DataSettings.TEST);
  }

  /** Whether augmentation changes pixels, before images are prepared. */
  public boolean changesPixels() {
    return get(AugmentSettings.STEPS).stream().anyMatch(Augmentation::changesPixels);
  }

  /** Whether augmentation makes one image of two, with both labels. */
  public boolean mixesImages() {
    return get(AugmentSettings.STEPS).stream().anyMatch(Augmentation::mixes);
  }

  /** Whether there is an average of the weights, which is then what is measured, saved and used. */
  public boolean averagesWeights() {
    return get(AverageSettings.DECAY) > 0;
  }

  private boolean isDrawn() {
    return get(DataSettings.NAME) == DataName.STREET_DIGITS;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunConfig config && values.equals(config.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** As {@link FlatYaml} writes it. */
  @Override
  public String toString() {
    return FlatYaml.write(this);
  }
}
