package org.mixsep.preprocess;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.torch.Tensors;

/**
 * A recipe together with all it learnt from the training images, ready for any set of the same
 * shape. Holds Java arrays only, no native memory. Immutable and safe to share between threads.
 */
public final class FittedPreprocessing {
  private final PreprocessingRecipe recipe;
  private final ImageShape shape;
  private final List<FittedStep> steps;

  FittedPreprocessing(PreprocessingRecipe recipe, ImageShape shape, List<FittedStep> steps) {
    this.recipe = recipe;
    this.shape = shape;
    this.steps = List.copyOf(steps);
  }

  /**
   * What {@link #state()} was taken from: gives bit-identical images.
   *
   * @param recipe the recipe that was fitted
   * @param shape the shape of the images it was fitted on
   * @param state float64 tensors by name; others in the map are ignored
   * @throws InvalidInputException when a tensor is missing or has another size
   */
  public static FittedPreprocessing restore(
      PreprocessingRecipe recipe, ImageShape shape, Map<String, Tensor> state) {
    Map<String, double[]> values = new HashMap<>();
    state.forEach((name, tensor) -> values.put(name, Tensors.doubles(tensor)));
    return restoreArrays(recipe, shape, values);
  }

  static FittedPreprocessing restoreArrays(
      PreprocessingRecipe recipe, ImageShape shape, Map<String, double[]> state) {
    List<FittedStep> steps = new ArrayList<>();
    for (int i = 0; i < recipe.steps().size(); i++) {
      PreprocessingStep step = recipe.steps().get(i);
      String prefix = prefix(i, step);
      Map<String, double[]> own = new HashMap<>();
      state.forEach(
          (name, values) -> {
            if (name.startsWith(prefix)) {
              own.put(name.substring(prefix.length()), values);
            }
          });
      steps.add(step.restore(own, shape));
    }
    return new FittedPreprocessing(recipe, shape, steps);
  }

  public PreprocessingRecipe recipe() {
    return recipe;
  }

  /** The shape of the images this was fitted on and can be applied to. */
  public ImageShape shape() {
    return shape;
  }

  /**
   * What was learnt, as float64 tensors by name: position in the recipe, step, value, such as
   * {@code 1.zca.matrix} of shape [3072, 3072]. The tensors belong to the caller's pointer scope.
   *
   * <p>It never changes, so it need not be written again with every checkpoint of a run.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    values().forEach((name, value) -> tensors.put(name, Tensors.of(value.values(), value.shape())));
    return tensors;
  }

  /** Prepares all images of a set, in heap memory: 4 bytes a value. */
  public PreparedImages apply(ImageSet images) {
    requireShape(images);
    PreparedImages.Builder prepared = PreparedImages.onHeap(images);
    forEachBlock(images, prepared::append);
    return prepared.build();
  }

  /**
   * A set as images that are prepared when they are read.
   *
   * @throws InvalidInputException when shapes differ, or a step looks at more than one pixel
   */
  public PixelImages pixels(ImageSet images) {
    requireShape(images);
    if (!steps.stream().allMatch(FittedStep::pixelwise)) {
      throw new InvalidInputException(
          "pixels cannot be changed before preprocessing \"%s\", which makes every value of more"
                  .formatted(recipe.description())
              + " than one pixel; use standardize or none");
    }
    return new PixelImages(images, table());
  }

  /**
   * What becomes of every pixel of every channel, by the steps themselves on images of one grey.
   */
  private float[] table() {
    int plane = shape.height() * shape.width();
    float[] table = new float[shape.channels() * PixelImages.LEVELS];
    double[] image = new double[shape.values()];
    for (int level = 0; level < PixelImages.LEVELS; level++) {
      Arrays.fill(image, level);
      try (PointerScope scope = new PointerScope()) {
        Tensor rows = onRows().apply(Tensors.of(image, 1, image.length));
        float[] values = Tensors.floats(rows.to(ScalarType.Float).contiguous());
        for (int channel = 0; channel < shape.channels(); channel++) {
          table[channel * PixelImages.LEVELS + level] = values[channel * plane];
        }
      }
    }
    return table;
  }

  /**
   * All steps as one function on float64 rows [n, values], one image a row; it may overwrite its
   * argument. Native copies of fitted values (75 MB for whitening of 3x32x32) belong to the
   * caller's pointer scope; outside any, they are freed after the function itself.
   */
  public UnaryOperator<Tensor> onRows() {
    List<UnaryOperator<Tensor>> functions = steps.stream().map(FittedStep::onRows).toList();
    return rows -> {
      Tensor prepared = rows;
      for (UnaryOperator<Tensor> function : functions) {
        prepared = function.apply(prepared);
      }
      return prepared;
    };
  }

  /** Hands over prepared images block by block, in order, as float32 values. */
  void forEachBlock(ImageSet images, Consumer<ByteBuffer> sink) {
    requireShape(images);
    RowBlocks.walk(
        images,
        steps,
        (first, rows) -> sink.accept(Tensors.bytes(rows.to(ScalarType.Float).contiguous())));
  }

  /** All fitted values under their full names, in a fixed order. */
  Map<String, FittedValue> values() {
    Map<String, FittedValue> values = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (FittedValue value : steps.get(i).state()) {
        values.put(prefix(i, recipe.steps().get(i)) + value.name(), value);
      }
    }
    return values;
  }

  private void requireShape(ImageSet images) {
    if (!images.shape().equals(shape)) {
      throw new InvalidInputException(
          "%s holds %s images, but preprocessing was fitted on %s images"
              .formatted(images.name(), images.shape(), shape));
    }
  }

  private static String prefix(int position, PreprocessingStep step) {
    return position + "." + step.name() + ".";
  }
}
