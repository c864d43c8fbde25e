package org.mixsep.app.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mixsep.AtomicFile;
import org.mixsep.app.run.PredictionListener.Ranked;
import org.mixsep.data.ImageSet;

/**
 * Classifies image files with a trained model, in portions: any number of files in little memory.
 */
final class Classification {
  /** Large enough that whitening's matrix is loaded seldom, small enough to see results soon. */
  private static final int PORTION = 512;

  private final TrainedModel model;
  private final ImageDecoder decoder;
  private final int top;

  /**
   * @param top how many classes to tell of each image
   */
  Classification(TrainedModel model, int top) {
    this.model = model;
    this.decoder = new ImageDecoder(model.shape());
    this.top = Math.min(top, model.classNames().size());
  }

  /**
   * Classifies files one after another; those that cannot be read are reported and left out.
   *
   * @return how many could not be read
   */
  int classify(List<Path> files, PredictionListener listener) {
    int unreadable = 0;
    for (int from = 0; from < files.size(); from += PORTION) {
      List<Path> portion = files.subList(from, Math.min(from + PORTION, files.size()));
      unreadable += classifyPortion(portion, listener);
      listener.progress(from + portion.size(), files.size());
    }
    return unreadable;
  }

  /** Either the pixels of a file, or why there are none. */
  private record Decoded(Path file, byte[] pixels, String problem) {}

  private int classifyPortion(List<Path> files, PredictionListener listener) {
    // On all cores: large photographs take longer to decode than to classify.
    List<Decoded> images = files.parallelStream().map(this::decode).toList();
    List<Decoded> good = images.stream().filter(image -> image.pixels != null).toList();
    float[] probabilities = good.isEmpty() ? new float[0] : probabilities(good);
    int next = 0;
    for (Decoded image : images) {
      if (image.pixels == null) {
        listener.unreadable(image.file, image.problem);
      } else {
        listener.classified(image.file, ranked(probabilities, next++));
      }
    }
    return images.size() - good.size();
  }

  private Decoded decode(Path file) {
    try {
      return new Decoded(file, decoder.read(file), null);
    } catch (IOException e) {
      return new Decoded(file, null, AtomicFile.reason(e));
    }
  }

  private float[] probabilities(List<Decoded> images) {
    ByteBuffer pixels = ByteBuffer.allocate(images.size() * model.shape().values());
    images.forEach(image -> pixels.put(image.pixels));
    ImageSet set =
        new ImageSet(
            "images to classify",
            model.shape(),
            pixels.rewind(),
            new int[images.size()], // labels that nobody looks at
            model.classNames());
    return model.prediction(model.evaluator().predict(model.preprocessing().apply(set)));
  }

  private List<Ranked> ranked(float[] probabilities, int image) {
    int row = image * model.classNames().size();
    List<Ranked> ranked = new ArrayList<>();
    IntStream.range(0, model.classNames().size())
        .boxed()
        .sorted((a, b) -> Float.compare(probabilities[row + b], probabilities[row + a]))
        .limit(top)
        .forEach(c -> ranked.add(new Ranked(model.classNames().get(c), probabilities[row + c])));
    return ranked;
  }
}
