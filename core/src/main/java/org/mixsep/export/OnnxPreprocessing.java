package org.mixsep.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.ImageNetStandardization;
import org.mixsep.preprocess.PreprocessingStep;
import org.mixsep.preprocess.Standardization;
import org.mixsep.preprocess.ZcaWhitening;
import org.mixsep.torch.Tensors;

/**
 * Writes fitted preprocessing into a graph: uint8 [N, height, width, channels] to float32 [N,
 * channels, height, width]. It computes in float64, as Mixsep does: in float32 whitening alone is
 * off by more than a millionth.
 */
final class OnnxPreprocessing {
  private final OnnxGraph graph;
  private final ImageShape shape;

  OnnxPreprocessing(OnnxGraph graph, ImageShape shape) {
    this.graph = graph;
    this.shape = shape;
  }

  /**
   * @return the name of the prepared images
   * @throws InvalidInputException for a step that has no form in ONNX here
   */
  String describe(FittedPreprocessing fitted, String images) {
    String x = graph.node("Transpose", List.of(images), OnnxGraph.list("perm", 0, 3, 1, 2));
    x = cast(x, TensorProto.DataType.DOUBLE);
    x = graph.node("Flatten", List.of(x), OnnxGraph.attribute("axis", 1));
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> state = fitted.state();
      List<PreprocessingStep> steps = fitted.recipe().steps();
      for (int i = 0; i < steps.size(); i++) {
        x = step(steps.get(i), i + "." + steps.get(i).name() + ".", state, x);
      }
    }
    x = cast(x, TensorProto.DataType.FLOAT);
    String sides =
        graph.constant("image_shape", 0, shape.channels(), shape.height(), shape.width());
    return graph.node("Reshape", List.of(x, sides));
  }

  private String step(PreprocessingStep step, String prefix, Map<String, Tensor> state, String x) {
    if (step instanceof GlobalContrastNormalization gcn) {
      return contrast(gcn, prefix, x);
    }
    if (step instanceof ZcaWhitening zca && zca.rank() > 0) {
      return leadingComponents(zca, prefix, state, x);
    }
    if (step instanceof ZcaWhitening) {
      long values = shape.values();
      String mean =
          graph.constant(prefix + "mean", Tensors.doubles(state.get(prefix + "mean")), values);
      String matrix =
          graph.constant(
              prefix + "matrix", Tensors.doubles(state.get(prefix + "matrix")), values, values);
      return binary("MatMul", binary("Sub", x, mean), matrix);
    }
    if (step instanceof Standardization || step instanceof ImageNetStandardization) {
      String mean = byValue(prefix + "mean", Tensors.doubles(state.get(prefix + "mean")));
      String std = byValue(prefix + "std", Tensors.doubles(state.get(prefix + "std")));
      return binary("Div", binary("Sub", x, mean), std);
    }
    throw new InvalidInputException(
        "the preprocessing step %s cannot be exported to ONNX".formatted(step.name()));
  }

  /** {@link ZcaWhitening} of a rank: (x - mu) / sqrt(bias) + (x - mu) V gains V^T. */
  private String leadingComponents(
      ZcaWhitening zca, String prefix, Map<String, Tensor> state, String x) {
    double[] mean = Tensors.doubles(state.get(prefix + "mean"));
    double[] gains = zca.gains(Tensors.doubles(state.get(prefix + "variances")));
    double[] rows = Tensors.doubles(state.get(prefix + "components"));
    String centred = binary("Sub", x, graph.constant(prefix + "mean", mean, mean.length));
    String components = graph.constant(prefix + "components", rows, gains.length, mean.length);
    String along =
        binary(
            "MatMul",
            centred,
            graph.node("Transpose", List.of(components), OnnxGraph.list("perm", 1, 0)));
    String scaled = binary("Mul", along, graph.constant(prefix + "gains", gains, gains.length));
    double[] rest = {1 / Math.sqrt(zca.filterBias())};
    return binary(
        "Add",
        binary("Mul", centred, graph.constant(prefix + "rest", rest, 1)),
        binary("MatMul", scaled, components));
  }

  private String contrast(GlobalContrastNormalization gcn, String prefix, String x) {
    String mean = graph.node("ReduceMean", List.of(x), OnnxGraph.list("axes", 1));
    String centred = binary("Sub", x, mean);
    String squares = binary("Mul", centred, centred);
    String axes = graph.constant(prefix + "axes", 1);
    String norm = graph.node("Sqrt", List.of(graph.node("ReduceSum", List.of(squares, axes))));
    String epsilon = graph.constant(prefix + "epsilon", new double[] {gcn.epsilon()}, 1);
    String scale = graph.constant(prefix + "scale", new double[] {gcn.scale()}, 1);
    return binary("Mul", binary("Div", centred, binary("Max", norm, epsilon)), scale);
  }

  /** One number a channel as one number a value. */
  private String byValue(String name, double[] byChannel) {
    double[] values = new double[shape.values()];
    int plane = shape.height() * shape.width();
    for (int i = 0; i < values.length; i++) {
      values[i] = byChannel[i / plane];
    }
    return graph.constant(name, values, values.length);
  }

  private String binary(String operator, String x, String y) {
    return graph.node(operator, List.of(x, y));
  }

  private String cast(String x, TensorProto.DataType type) {
    return graph.node("Cast", List.of(x), OnnxGraph.attribute("to", (long) type.getNumber()));
  }
}
