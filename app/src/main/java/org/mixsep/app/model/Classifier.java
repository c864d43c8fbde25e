package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mixsep.app.model.PredictionListener.Ranked;
import org.mixsep.data.PictureReader;
import org.mixsep.training.Heat;
import org.mixsep.training.NonFiniteException;

/** A trained model in memory, ready to classify pictures. */
public interface Classifier {

  /**
   * What a model is.
   *
   * @param run its folder
   * @param network as {@code network.name} is typed
   * @param iteration steps trained
   * @param classNames in the order of the probabilities
   * @param calibrated whether a temperature that was fitted on validation images scales them
   */
  record Facts(
      Path run, String network, long iteration, List<String> classNames, boolean calibrated) {
    public Facts {
      classNames = List.copyOf(classNames);
    }
  }

  /** What it is; may be asked from any thread. */
  Facts facts();

  /** Brings pictures to what it takes; may be used from any thread. */
  PictureReader pictures();

  /**
   * Classifies pictures that {@link #pictures()} read, at once; by one thread at a time.
   *
   * @param pictures any number
   * @return for each, a probability for each class
   */
  List<float[]> classify(List<byte[]> pictures);

  /**
   * Where in pictures that {@link #pictures()} read the evidence for their classes is; by one
   * thread at a time.
   *
   * @param classes the likeliest of each, as places among the names
   */
  List<Heat> heat(List<byte[]> pictures, int[] classes);

  /**
   * The most probable classes, the first one first.
   *
   * @param top how many, or all where there are fewer
   * @throws NonFiniteException when they are no probabilities
   */
  default List<Ranked> ranked(float[] probabilities, int top) {
    for (float probability : probabilities) {
      if (!Float.isFinite(probability)) {
        throw new NonFiniteException(
            "the network's probabilities of a picture are %s: its numbers left their range; take an earlier checkpoint by --checkpoint"
                .formatted(probability));
      }
    }
    List<String> names = facts().classNames();
    List<Ranked> ranked = new ArrayList<>();
    IntStream.range(0, probabilities.length)
        .boxed()
        .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
        .limit(top)
        .forEach(c -> ranked.add(new Ranked(names.get(c), probabilities[c])));
    return ranked;
  }
}
