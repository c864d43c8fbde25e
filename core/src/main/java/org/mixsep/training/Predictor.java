package org.mixsep.training;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.data.ImageShape;
import org.mixsep.network.Outputs;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * Asks a trained network for the classes of pixels as they came, again and again: the whole way
 * through preprocessing, which stays in native memory. For one thread at a time.
 *
 * <p>In bfloat16, the last digits of an image's probabilities depend on how many images are asked
 * for together.
 */
public final class Predictor {
  private final SeparabilityNetwork network;
  private final Compute compute;
  private final ImageShape shape;
  private final UnaryOperator<Tensor> preprocessing;
  private final boolean mean;
  private final Temperature temperature;

  /**
   * To be made outside any pointer scope.
   *
   * @param preprocessing as fitted on the images that the network was trained on
   * @param mean whether to ask for the mean of all modules' probabilities, or else the last
   *     module's
   * @param temperature of the probabilities
   */
  public Predictor(
      SeparabilityNetwork network,
      FittedPreprocessing preprocessing,
      boolean mean,
      Temperature temperature) {
    this.network = network;
    this.compute = network.compute();
    this.shape = preprocessing.shape();
    this.preprocessing = preprocessing.onRows();
    this.mean = mean;
    this.temperature = temperature;
  }

  /**
   * The class probabilities of some images, computed at once.
   *
   * @param images at least one, each {@link ImageShape#values()} bytes, [channels, height, width]
   * @return [images, classes], row by row
   * @throws IllegalArgumentException when there is none, or one has another number of values
   */
  public float[] probabilities(List<byte[]> images) {
    return ask(images, this::asked);
  }

  /**
   * What some images are before they are told apart: the pooled maps that the last module takes.
   *
   * @param images as for {@link #probabilities}
   * @return [images, features], row by row
   * @throws IllegalArgumentException as {@link #probabilities} does
   */
  public float[] features(List<byte[]> images) {
    return ask(images, outputs -> outputs.modules().get(outputs.modules().lastKey()).features());
  }

  /**
   * Where in each image the last module finds its evidence for a class, by the gradient of that
   * class's logit (Selvaraju et al., Grad-CAM, 2017).
   *
   * @param images as for {@link #probabilities}
   * @param classes one for each image
   * @throws IllegalArgumentException as {@link #probabilities} does
   */
  public List<Heat> heat(List<byte[]> images, int[] classes) {
    requireFit(images);
    try (PointerScope scope = new PointerScope()) {
      Tensor map;
      try (NoGradGuard guard = new NoGradGuard()) {
        map = network.lastMap(compute.placeImages(prepared(images))).to(ScalarType.Float);
      }
      map.requires_grad_(true);
      Tensor logits = network.logits(map);
      Tensor chosen =
          logits.gather(
              1, Tensors.longs(classes).to(logits.device(), ScalarType.Long).unsqueeze(1));
      Tensor gradient = torch.grad(new TensorVector(chosen.sum()), new TensorVector(map)).get(0);
      int channels = (int) map.size(1);
      int height = (int) map.size(2);
      int width = (int) map.size(3);
      float[] maps = Tensors.floats(map.detach());
      float[] gradients = Tensors.floats(gradient);
      int each = channels * height * width;
      return IntStream.range(0, images.size())
          .mapToObj(
              i ->
                  Heat.of(
                      Arrays.copyOfRange(maps, i * each, (i + 1) * each),
                      Arrays.copyOfRange(gradients, i * each, (i + 1) * each),
                      channels,
                      height,
                      width))
          .toList();
    }
  }

  private void requireFit(List<byte[]> images) {
    int values = shape.values();
    if (images.isEmpty() || images.stream().anyMatch(image -> image.length != values)) {
      throw new IllegalArgumentException("expected images of " + shape);
    }
  }

  private float[] ask(List<byte[]> images, Function<Outputs, Tensor> wanted) {
    requireFit(images);
    Compute.smallProducts(false);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Outputs outputs = network.forward(compute.placeImages(prepared(images)), false);
      return Tensors.floats(wanted.apply(outputs));
    }
  }

  /** Float32 [images, channels, height, width]. */
  private Tensor prepared(List<byte[]> images) {
    int values = shape.values();
    BytePointer pixels = new BytePointer((long) images.size() * values);
    for (int i = 0; i < images.size(); i++) {
      pixels.position((long) i * values).put(images.get(i), 0, values);
    }
    Tensor rows =
        torch.from_blob(
            pixels.position(0),
            new long[] {images.size(), values},
            Tensors.options(ScalarType.Byte));
    return preprocessing
        .apply(rows.to(ScalarType.Double))
        .to(ScalarType.Float)
        .view(images.size(), shape.channels(), shape.height(), shape.width());
  }

  private Tensor asked(Outputs outputs) {
    Scalar divisor = new Scalar(temperature.value());
    if (!mean) {
      return outputs.logits().get(outputs.logits().lastKey()).div(divisor).softmax(1);
    }
    Tensor probabilities = outputs.meanProbabilities();
    return temperature.equals(Temperature.NONE)
        ? probabilities
        : probabilities.clamp_min(new Scalar(Float.MIN_NORMAL)).log().div(divisor).softmax(1);
  }
}
