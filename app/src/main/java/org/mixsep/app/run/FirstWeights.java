package org.mixsep.app.run;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.app.config.NetworkName;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.data.ImageShape;
import org.mixsep.export.PublishedWeights;
import org.mixsep.export.WeightsFile;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.ReadyImages;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** What a new run's weights are before the first step, where they are not just drawn. */
record FirstWeights(RunConfig config, ReadyImages train) {
  /** Values of the images that a network is fitted to: 2,000 images of 3x32x32. */
  private static final int FIT_VALUES = 6_144_000;

  /** Fits a network to images, then loads the weights that the configuration names. */
  void take(SeparabilityNetwork network, Consumer<String> messages) {
    network.fit(this::someImages);
    config
        .get(NetworkSettings.INIT)
        .ifPresent(
            file -> load(config.get(NetworkSettings.NAME), file, network.variables(), messages));
  }

  /** Images drawn from all over the set, float32 [N, C, H, W]. */
  private Tensor someImages() {
    ImageShape shape = train.shape();
    int count = Math.max(1, Math.min(train.size(), FIT_VALUES / shape.values()));
    int[] indices =
        new ShuffledOrder(config.get(TrainingSettings.SEED), train.size(), count).indices(0);
    float[] image = new float[shape.values()];
    FloatBuffer values = FloatBuffer.allocate(count * shape.values());
    for (int index : indices) {
      train.read(index, image);
      values.put(image);
    }
    return Tensors.of(values.array(), count, shape.channels(), shape.height(), shape.width());
  }

  private static void load(
      NetworkName network, Path file, Variables variables, Consumer<String> messages) {
    WeightsFile.Loaded loaded =
        network
            .published()
            .map(published -> PublishedWeights.load(published, file, variables))
            .orElseGet(() -> WeightsFile.load(file, variables));
    messages.accept(
        "starting from %s: %d tensors%s"
            .formatted(
                file,
                loaded.tensors(),
                loaded.freshModules().isEmpty()
                    ? ""
                    : "; fresh, since not in it in this shape: "
                        + String.join(", ", loaded.freshModules())));
  }
}
