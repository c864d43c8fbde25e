package org.mixsep.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/** Collects the operators of an ONNX graph, of operator set 17. Weights keep their names. */
final class OnnxGraph implements LayerGraph {
  /** No row of a trained network is as short. */
  private static final float SHORTEST = 1e-12f;

  private final GraphProto.Builder graph;

  /** A layer knows its tensor and not its name: found by where the values lie. */
  private final Map<Long, String> namesByAddress = new HashMap<>();

  private final Set<String> scalars = new HashSet<>();
  private int nodes;

  OnnxGraph(GraphProto.Builder graph, Variables variables) {
    this.graph = graph;
    variables.parameters().forEach((n, t) -> namesByAddress.put(t.data_ptr().address(), n));
    variables.buffers().forEach((n, t) -> namesByAddress.put(t.data_ptr().address(), n));
  }

  /** Adds an operator of one result. */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return nodeCalled(operator.toLowerCase(Locale.ROOT) + ++nodes, operator, inputs, attributes);
  }

  /** Adds an operator whose result has a name of its own. */
  String nodeCalled(
      String result, String operator, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(result)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(result)
            .addAllAttribute(List.of(attributes)));
    return result;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto list(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A constant of whole numbers. */
  String constant(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return add(name, TensorProto.DataType.INT64, new long[] {values.length}, bytes);
  }

  /** A float64 constant of the given shape. */
  String constant(String name, double[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return add(name, TensorProto.DataType.DOUBLE, shape, bytes);
  }

  /** A float32 constant without dimensions, added when it is asked for first. */
  private String scalar(String name, double value) {
    if (scalars.add(name)) {
      ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put((float) value);
      add(name, TensorProto.DataType.FLOAT, new long[0], bytes);
    }
    return name;
  }

  /** A variable of the network, float32, added when it is asked for first. */
  private String weight(Tensor tensor) {
    String name = namesByAddress.remove(tensor.data_ptr().address());
    if (name == null) {
      throw new IllegalArgumentException("a layer describes a tensor twice, or none of its own");
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor plain = tensor.detach().cpu().to(ScalarType.Float).contiguous();
      return add(name, TensorProto.DataType.FLOAT, Tensors.shape(plain), Tensors.bytes(plain));
    }
  }

  private String add(String name, TensorProto.DataType type, long[] shape, ByteBuffer bytes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.rewind()));
    for (long side : shape) {
      tensor.addDims(side);
    }
    graph.addInitializer(tensor);
    return name;
  }

  @Override
  public String convolution(
      String x, Tensor weight, Tensor bias, long stride, long padding, long groups) {
    return node(
        "Conv",
        withBias(x, weight, bias),
        list("strides", stride, stride),
        list("pads", padding, padding, padding, padding),
        attribute("group", groups));
  }

  private List<String> withBias(String x, Tensor weight, Tensor bias) {
    return bias == null ? List.of(x, weight(weight)) : List.of(x, weight(weight), weight(bias));
  }

  @Override
  public String batchNorm(
      String x,
      Tensor scale,
      Tensor shift,
      Tensor mean,
      Tensor variance,
      double momentum,
      double epsilon) {
    return node(
        "BatchNormalization",
        List.of(x, weight(scale), weight(shift), weight(mean), weight(variance)),
        attribute("epsilon", (float) epsilon));
  }

  @Override
  public String relu(String x) {
    return node("Relu", List.of(x));
  }

  /** By its parts: the operator itself came with operator set 20. */
  @Override
  public String gelu(String x) {
    String erf =
        node("Erf", List.of(node("Mul", List.of(x, scalar("inverseRoot2", Math.sqrt(0.5))))));
    String twice = node("Mul", List.of(x, node("Add", List.of(erf, scalar("one", 1)))));
    return node("Mul", List.of(twice, scalar("half", 0.5)));
  }

  @Override
  public String maxPool(String x, long side, long stride, long padding) {
    return node(
        "MaxPool",
        List.of(x),
        list("kernel_shape", side, side),
        list("strides", stride, stride),
        list("pads", padding, padding, padding, padding));
  }

  @Override
  public String hardSwish(String x) {
    return node("HardSwish", List.of(x));
  }

  @Override
  public String hardSigmoid(String x) {
    return node("HardSigmoid", List.of(x), attribute("alpha", 1 / 6f), attribute("beta", 1 / 2f));
  }

  @Override
  public String meanOfMap(String x) {
    return node("GlobalAveragePool", List.of(x));
  }

  @Override
  public String multiply(String x, String y) {
    return node("Mul", List.of(x, y));
  }

  @Override
  public String scale(String x, Tensor factors) {
    return multiply(x, weight(factors));
  }

  @Override
  public String channelNorm(String x, Tensor scale, Tensor shift, double epsilon) {
    String last = node("Transpose", List.of(x), list("perm", 0, 2, 3, 1));
    String normed = featureNorm(last, scale, shift, epsilon);
    return node("Transpose", List.of(normed), list("perm", 0, 3, 1, 2));
  }

  @Override
  public String featureNorm(String x, Tensor scale, Tensor shift, double epsilon) {
    return node(
        "LayerNormalization",
        List.of(x, weight(scale), weight(shift)),
        attribute("axis", -1),
        attribute("epsilon", (float) epsilon));
  }

  @Override
  public String add(String x, String y) {
    return node("Add", List.of(x, y));
  }

  @Override
  public String meanOverPositions(String x) {
    return node("ReduceMean", List.of(x), list("axes", 2, 3), attribute("keepdims", 0));
  }

  @Override
  public String linear(String x, Tensor weight, Tensor bias) {
    return node("Gemm", withBias(x, weight, bias), attribute("transB", 1));
  }

  @Override
  public String cosines(String x, Tensor weight, double scale) {
    String product = node("Gemm", List.of(unit(x), unit(weight(weight))), attribute("transB", 1));
    return node("Mul", List.of(product, number((float) scale)));
  }

  /** Rows by their lengths; one without a direction becomes almost 0. */
  private String unit(String rows) {
    String length = node("ReduceL2", List.of(rows), list("axes", 1));
    return node("Div", List.of(rows, node("Max", List.of(length, number(SHORTEST)))));
  }

  private String number(float value) {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
    return add("number" + ++nodes, TensorProto.DataType.FLOAT, new long[] {1}, bytes);
  }

  @Override
  public String mean(List<String> logits) {
    return node("Mean", logits);
  }

  @Override
  public String meanOfProbabilities(List<String> logits) {
    List<String> each =
        logits.stream().map(q -> node("Softmax", List.of(q), attribute("axis", 1))).toList();
    return node("Log", List.of(node("Mean", each)));
  }

  /** Logits by a temperature. */
  String divided(String logits, double by) {
    return node("Div", List.of(logits, number((float) by)));
  }

  /** Of probabilities; of 0 that of the smallest number. */
  String logarithm(String probabilities) {
    return node("Log", List.of(node("Max", List.of(probabilities, number(Float.MIN_NORMAL)))));
  }
}
