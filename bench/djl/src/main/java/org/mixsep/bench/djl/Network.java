package org.mixsep.bench.djl;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.mixsep.bench.djl.Layers.Layer;

/** The networks of {@code StepSpeed} with a module on each of their four blocks. */
final class Network {
  private final Layers layers;
  private final int classes;
  private final List<Layer> blocks = new ArrayList<>();
  private final List<Layer> modules = new ArrayList<>();

  Network(String name, Layers layers, int classes) {
    this.layers = layers;
    this.classes = classes;
    switch (name) {
      case "resnet3" -> residual(3, 2, 1);
      case "resnet9" -> residual(9, 2, 1);
      case "wrn28-10" -> residual(3, 3, 10);
      case "vgg16" -> vgg();
      default -> throw new IllegalArgumentException(name);
    }
  }

  /** The logits of each module. */
  List<NDArray> forward(NDArray images) {
    List<NDArray> logits = new ArrayList<>();
    NDArray x = images;
    for (int b = 0; b < blocks.size(); b++) {
      x = blocks.get(b).of(x);
      logits.add(modules.get(b).of(x));
    }
    return logits;
  }

  private void residual(int units, int depth, int widen) {
    blocks.add(layers.convolution(3, 16, 3));
    modules.add(activatedModule(16));
    int in = 16;
    for (int width = 16 * widen; width <= 64 * widen; width *= 2) {
      List<Layer> block = new ArrayList<>(List.of(Layers.maxPool()));
      for (int u = 0; u < units; u++) {
        block.add(unit(in, width, depth));
        in = width;
      }
      blocks.add(Layers.chain(block));
      modules.add(activatedModule(width));
    }
  }

  private Layer activatedModule(int width) {
    return Layers.chain(List.of(layers.normRelu(width), layers.module(width, classes)));
  }

  private Layer unit(int in, int width, int depth) {
    Layer first = layers.normRelu(in);
    Layer shortcut = in == width ? null : layers.convolution(in, width, 1);
    List<Layer> rest = new ArrayList<>(List.of(layers.convolution(in, width, 3)));
    for (int i = 1; i < depth; i++) {
      rest.add(layers.normRelu(width));
      rest.add(layers.convolution(width, width, 3));
    }
    Layer way = Layers.chain(rest);
    return x -> {
      NDArray h = first.of(x);
      return way.of(h).addi(shortcut == null ? x : shortcut.of(h));
    };
  }

  private void vgg() {
    int[] depths = {3, 4, 4, 4};
    int in = 3;
    for (int b = 0; b < depths.length; b++) {
      int width = 64 << b;
      List<Layer> block = new ArrayList<>();
      if (b > 0) {
        block.add(Layers.maxPool());
      }
      for (int i = 0; i < depths[b]; i++) {
        block.add(layers.convolution(in, width, 3));
        block.add(layers.normRelu(width));
        in = width;
      }
      blocks.add(Layers.chain(block));
      modules.add(layers.module(width, classes));
    }
  }
}
