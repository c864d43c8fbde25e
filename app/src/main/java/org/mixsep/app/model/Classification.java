package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.picture.PictureException;
import org.mixsep.training.Heat;

/**
 * Classifies image files with a trained model, in portions: any number of files in little memory.
 */
final class Classification {
  /** Large enough that all cores decode, small enough to see results soon. */
  private static final int PORTION = 512;

  private final Classifier classifier;
  private final int top;
  private final Optional<Path> explained;
  private int drawn;

  /**
   * @param top how many classes to tell of each image
   * @param explained folder into which a picture of each one's evidence is drawn
   */
  Classification(Classifier classifier, int top, Optional<Path> explained) {
    this.classifier = classifier;
    this.top = top;
    this.explained = explained;
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
    List<byte[]> good =
        images.stream().filter(image -> image.pixels != null).map(Decoded::pixels).toList();
    List<float[]> probabilities = classifier.classify(good);
    explained.ifPresent(
        folder ->
            explain(folder, images.stream().filter(i -> i.pixels != null).toList(), probabilities));
    int next = 0;
    for (Decoded image : images) {
      if (image.pixels == null) {
        listener.unreadable(image.file, image.problem);
      } else {
        listener.classified(image.file, classifier.ranked(probabilities.get(next++), top));
      }
    }
    return images.size() - good.size();
  }

  /** Files are numbered, since names in several folders may be the same. */
  private void explain(Path folder, List<Decoded> images, List<float[]> probabilities) {
    if (images.isEmpty()) {
      return;
    }
    int[] classes = probabilities.stream().mapToInt(Classification::likeliest).toArray();
    List<Heat> heat = classifier.heat(images.stream().map(Decoded::pixels).toList(), classes);
    for (int i = 0; i < images.size(); i++) {
      String name = "%04d-%s.png".formatted(++drawn, images.get(i).file.getFileName());
      HeatPicture.write(
          folder.resolve(name), images.get(i).pixels, classifier.pictures().shape(), heat.get(i));
    }
  }

  private static int likeliest(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }

  private Decoded decode(Path file) {
    try {
      return new Decoded(file, classifier.pictures().read(file), null);
    } catch (PictureException e) {
      return new Decoded(file, null, e.getMessage());
    }
  }
}
