package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.mixsep.data.ImageSet;
import org.mixsep.data.LabelledFolder;
import org.mixsep.training.Predictions;

/** Asks a model about a folder of labelled pictures in portions: any number in little memory. */
final class FolderEvaluation {
  /** Values of the prepared images that are held at once: 40 of 3x224x224, 2,000 of 3x32x32. */
  private static final int PORTION_VALUES = 6_144_000;

  private final TrainedModel model;
  private final LabelledFolder folder;

  FolderEvaluation(TrainedModel model, Path folder) {
    this.model = model;
    this.folder = new LabelledFolder(folder, model.classNames());
  }

  List<String> names() {
    return folder.files().stream().map(Path::toString).toList();
  }

  /** What the model says of all of them, in their order. */
  Predictions predict(Consumer<String> messages) {
    int count = folder.files().size();
    messages.accept("measuring on %d pictures".formatted(count));
    int portion = Math.max(1, PORTION_VALUES / model.shape().values());
    int classes = model.classNames().size();
    SortedMap<Integer, float[]> byBlock = new TreeMap<>();
    model.network().blocks().forEach(block -> byBlock.put(block, new float[count * classes]));
    float[] mean = new float[count * classes];
    float[] logits = new float[count * classes];
    for (int from = 0; from < count; from += portion) {
      int at = from * classes;
      ImageSet images = folder.read(from, Math.min(count, from + portion), model.pictures());
      Predictions found = model.evaluator().predict(model.preprocessing().apply(images));
      found.byBlock().forEach((block, p) -> copy(p, byBlock.get(block), at));
      copy(found.mean(), mean, at);
      copy(found.logits(), logits, at);
    }
    return new Predictions(folder.labels(), byBlock, mean, logits);
  }

  private static void copy(float[] values, float[] into, int at) {
    System.arraycopy(values, 0, into, at, values.length);
  }
}
