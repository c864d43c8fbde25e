package org.mixsep.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.layer.CosineLinear;
import org.mixsep.layer.Linear;
import org.mixsep.plan.LayerGraph;
import org.mixsep.torch.Variables;

/** The layers of a {@link Head}. */
interface HeadLayers {
  /** The layer of a head that has but one, so that all heads start with the same weights. */
  String FIRST = "linear";

  /** Number format of features and logits. */
  ScalarType type();

  /** Features [N, d] to what the module says. */
  ModuleOutput forward(Tensor features);

  /** The logits as operators of a graph. */
  String describe(LayerGraph graph, String features);

  static HeadLayers fullyConnected(Variables.Scope scope, int width, int classes, boolean bias) {
    Linear linear = new Linear(scope.in(FIRST), width, classes, bias);
    return new HeadLayers() {
      @Override
      public ScalarType type() {
        return linear.type();
      }

      @Override
      public ModuleOutput forward(Tensor x) {
        Tensor logits = linear.forward(x);
        return bias ? ModuleOutput.of(logits, x) : ModuleOutput.of(logits, x, linear.weight());
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        return linear.describe(graph, x);
      }
    };
  }

  static HeadLayers cosine(Variables.Scope scope, int width, int classes, double scale) {
    CosineLinear cosines = new CosineLinear(scope.in(FIRST), width, classes, scale);
    return new HeadLayers() {
      @Override
      public ScalarType type() {
        return cosines.type();
      }

      @Override
      public ModuleOutput forward(Tensor x) {
        return ModuleOutput.of(cosines.forward(x), x, cosines.weight());
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        return cosines.describe(graph, x);
      }
    };
  }

  static HeadLayers sideBySide(
      Variables.Scope scope,
      int width,
      int classes,
      List<String> names,
      boolean meanOfProbabilities) {
    List<Linear> layers =
        names.stream().map(name -> new Linear(scope.in(name), width, classes)).toList();
    return new HeadLayers() {
      @Override
      public ScalarType type() {
        return layers.get(0).type();
      }

      @Override
      public ModuleOutput forward(Tensor x) {
        List<Tensor> heads = layers.stream().map(layer -> layer.forward(x)).toList();
        Tensor logits =
            meanOfProbabilities
                ? ModuleOutput.meanOfProbabilities(heads)
                : ModuleOutput.mean(heads);
        return ModuleOutput.of(logits, x, heads);
      }

      @Override
      public String describe(LayerGraph graph, String x) {
        List<String> heads = layers.stream().map(layer -> layer.describe(graph, x)).toList();
        return meanOfProbabilities ? graph.meanOfProbabilities(heads) : graph.mean(heads);
      }
    };
  }
}
