package org.mixsep.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.data.ImageShape;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.training.Temperature;

/**
 * Writes a trained network as ONNX, the whole way: {@code images}, uint8 [N, height, width,
 * channels] as image libraries decode them, to {@code probabilities}, float32 [N, classes].
 */
public final class OnnxFile {
  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 17;

  /** Protocol buffers end at 2 GiB. */
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private OnnxFile() {}

  /**
   * Writes, or replaces, {@code file} atomically.
   *
   * @param mean whether the probabilities are the mean of all modules' and not the last module's
   * @param temperature of the probabilities
   * @param texts put into the file's metadata, such as class names
   * @throws InvalidInputException when the network or a step of the preprocessing has no form in
   *     ONNX, or the file cannot be written
   */
  public static void write(
      Path file,
      SeparabilityNetwork network,
      FittedPreprocessing preprocessing,
      boolean mean,
      Temperature temperature,
      Map<String, String> texts) {
    ImageShape shape = preprocessing.shape();
    GraphProto.Builder proto = GraphProto.newBuilder().setName("mixsep");
    proto.addInput(
        value(
            "images", TensorProto.DataType.UINT8, shape.height(), shape.width(), shape.channels()));
    OnnxGraph graph = new OnnxGraph(proto, network.variables());
    String prepared = new OnnxPreprocessing(graph, shape).describe(preprocessing, "images");
    SortedSet<Integer> wanted = network.blocks();
    if (!mean) {
      wanted = new TreeSet<>(List.of(wanted.last()));
    }
    probabilities(graph, network.describe(graph, prepared, wanted), temperature);
    proto.addOutput(value("probabilities", TensorProto.DataType.FLOAT, network.classes()));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("mixsep")
            .setGraph(proto)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET));
    texts.forEach(
        (key, text) ->
            model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    write(file, model.build());
  }

  private static void probabilities(
      OnnxGraph graph, SortedMap<Integer, String> logits, Temperature temperature) {
    boolean scaled = !temperature.equals(Temperature.NONE);
    if (logits.size() == 1) {
      String last = logits.get(logits.firstKey());
      softmax(graph, scaled ? graph.divided(last, temperature.value()) : last);
      return;
    }
    List<String> each = new ArrayList<>();
    for (String q : logits.values()) {
      each.add(graph.node("Softmax", List.of(q), OnnxGraph.attribute("axis", 1)));
    }
    if (scaled) {
      String logarithms = graph.logarithm(graph.node("Mean", each));
      softmax(graph, graph.divided(logarithms, temperature.value()));
    } else {
      graph.nodeCalled("probabilities", "Mean", each);
    }
  }

  private static void softmax(OnnxGraph graph, String logits) {
    graph.nodeCalled("probabilities", "Softmax", List.of(logits), OnnxGraph.attribute("axis", 1));
  }

  private static void write(Path file, ModelProto model) {
    if (model.getSerializedSize() < 0 || model.getSerializedSize() > MOST_BYTES) {
      throw new InvalidInputException("the network is too large for one ONNX file of 2 GiB");
    }
    AtomicFile.write(
        file,
        channel -> {
          OutputStream out = Channels.newOutputStream(channel);
          model.writeTo(out);
          out.flush();
        });
  }

  /** [N, sides...]. */
  private static ValueInfoProto value(String name, TensorProto.DataType type, long... sides) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long side : sides) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
