package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The network and its mixture separability modules.
 *
 * @param moduleActivation batch norm and ReLU before each module of a pre-activation network
 * @param modules blocks that carry a module, ascending, always with block 4
 * @param init file of weights to start from; none for random ones
 */
public record NetworkConfig(
    NetworkName name,
    boolean moduleActivation,
    List<Integer> modules,
    Prediction prediction,
    Optional<Path> init) {
  static final Setting<NetworkName> NAME =
      new Setting<>(
          "network.name",
          new NetworkKind(),
          "resnet3",
          c -> c.network().name(),
          "The network. resnetK has K residual blocks in each of three blocks (so the paper's"
              + " ResNet-18 is resnet-k18, and no ResNet of 18 layers) and pools as the"
              + " paper's Table 1; resnetK-strided is the usual CIFAR ResNet.");
  static final Setting<Boolean> MODULE_ACTIVATION =
      new Setting<>(
          "network.moduleActivation",
          Kinds.flag(),
          "on",
          c -> c.network().moduleActivation(),
          "Batch norm and ReLU before each module of the pre-activation networks (resnet, wrn).",
          Need.of(
              "a pre-activation network (resnet, wrn)",
              config -> config.network().name().family().isPreActivated()));
  static final Setting<List<Integer>> MODULES =
      new Setting<>(
          "modules",
          new ModulesKind(),
          "config7",
          c -> c.network().modules(),
          "The blocks that carry a mixture separability module, as in the paper's Table 2: config1"
              + " {4}, config2 {3,4}, config3 {2,4}, config4 {1,4}, config5 {2,3,4}, config6 {1,3,4},"
              + " config7 {1,2,3,4}; block 4 is added where it is left out.");
  static final Setting<Prediction> PREDICTION =
      new Setting<>(
          "prediction",
          Kinds.hyphened(Prediction.values()),
          "block4",
          c -> c.network().prediction(),
          "Which output is called the prediction: block 4's, or the mean of all modules'"
              + " probabilities; both errors are reported always.");
  static final Setting<Optional<Path>> INIT =
      new Setting<>(
          "init",
          Kinds.path(),
          "",
          c -> c.network().init(),
          "A safetensors file to start the weights from, such as 'mixsep export' writes, or a"
              + " checkpoint. It must hold the whole network below the modules; a module is taken"
              + " where its classes are as many. Where empty, the weights start random.");
  static final List<Setting<?>> SETTINGS =
      List.of(NAME, MODULE_ACTIVATION, MODULES, PREDICTION, INIT);

  public NetworkConfig {
    NAME.checked(name);
    modules = List.copyOf(MODULES.checked(modules));
    PREDICTION.checked(prediction);
    INIT.checked(init);
  }

  static NetworkConfig of(Values values) {
    return new NetworkConfig(
        values.get(NAME),
        values.get(MODULE_ACTIVATION),
        values.get(MODULES),
        values.get(PREDICTION),
        values.get(INIT));
  }
}
