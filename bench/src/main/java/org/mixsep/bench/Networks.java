package org.mixsep.bench;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.mixsep.network.Airbench;
import org.mixsep.network.Backbone;
import org.mixsep.network.PublishedNetwork;
import org.mixsep.network.ResNet;
import org.mixsep.network.ResNet.Downsampling;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.torch.Variables;

/**
 * The networks that are measured, for 3x32x32 or photographs, by name; modules on all four blocks,
 * of airbench on the last alone.
 */
final class Networks {
  private Networks() {}

  /** A network of photographs, which is measured on 3x224x224. */
  static Optional<PublishedNetwork> published(String name) {
    return PublishedNetwork.named(name);
  }

  static SeparabilityNetwork of(String name, Variables variables, int classes) {
    Backbone backbone =
        switch (name) {
          case "resnet3" -> ResNet.resNet(variables.root(), 3, 3, Downsampling.POOLING);
          case "resnet9" -> ResNet.resNet(variables.root(), 3, 9, Downsampling.POOLING);
          case "vgg16" -> Vgg.vgg16(variables.root(), 3);
          case "airbench" -> new Airbench(variables.root(), 3);
          case "wrn28-10" -> ResNet.wide(variables.root(), 3);
          default -> published(name).orElseThrow().on(variables.root(), 3);
        };
    List<Integer> blocks = name.equals("airbench") ? List.of(4) : List.of(1, 2, 3, 4);
    return new SeparabilityNetwork(
        variables.root(), backbone, new TreeSet<>(blocks), classes, true);
  }
}
