package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mixsep.data.PictureReader;
import org.mixsep.training.Heat;
import org.mixsep.training.Predictor;

/** On libtorch, in this process. */
final class TorchClassifier implements Classifier {
  /** Large enough to keep every thread busy, small enough for wide networks at 144x144. */
  private static final int BATCH = 256;

  private final Facts facts;
  private final PictureReader pictures;
  private final Predictor predictor;

  TorchClassifier(Path run, TrainedModel model) {
    facts = model.described(run);
    pictures = model.pictures();
    predictor = model.predictor();
  }

  @Override
  public Facts facts() {
    return facts;
  }

  @Override
  public PictureReader pictures() {
    return pictures;
  }

  @Override
  public List<Heat> heat(List<byte[]> all, int[] classes) {
    List<Heat> heat = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      int to = Math.min(from + BATCH, all.size());
      heat.addAll(predictor.heat(all.subList(from, to), Arrays.copyOfRange(classes, from, to)));
    }
    return heat;
  }

  @Override
  public List<float[]> classify(List<byte[]> all) {
    int classes = facts.classNames().size();
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      int to = Math.min(from + BATCH, all.size());
      float[] probabilities = predictor.probabilities(all.subList(from, to));
      for (int i = 0; i < to - from; i++) {
        rows.add(Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes));
      }
    }
    return rows;
  }
}
