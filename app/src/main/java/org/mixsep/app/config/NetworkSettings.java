package org.mixsep.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The network and its mixture separability modules. */
public final class NetworkSettings {
  /** What batch norms take their statistics of in training. */
  public enum BatchNorm {
    /** The whole batch, as one process does. */
    SYNCHRONISED,
    /** The part of the batch that a process computes. */
    LOCAL
  }

  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<NetworkName> NAME =
      ALL.add("network.name", new NetworkKind(), new NetworkName(NetworkName.Family.RESNET, 3))
          .help(
              "The network. resnetK has K residual blocks in each of three blocks (so the paper's"
                  + " ResNet-18 is resnet-k18, and no ResNet of 18 layers) and pools as the"
                  + " paper's Table 1; resnetK-strided is the usual CIFAR ResNet. resnet18, resnet34,"
                  + " resnet50, vgg16-bn, mobilenet-v3-large, convnext-tiny and others are"
                  + " torchvision's networks of photographs, which init=FILE starts from published"
                  + " weights (docs/photographs.md).");
  public static final Setting<Boolean> MODULE_ACTIVATION =
      ALL.flag("network.moduleActivation", true)
          .needs(
              Need.of(
                  "a pre-activation network (resnet, wrn)",
                  config -> config.get(NAME).family().isPreActivated()))
          .help(
              "Batch norm and ReLU before each module of the pre-activation networks (resnet, wrn).");
  public static final Setting<List<Integer>> MODULES =
      ALL.add("modules", new ModulesKind(), List.of(1, 2, 3, 4))
          .help(
              "The blocks that carry a mixture separability module, as in the paper's Table 2: config1"
                  + " {4}, config2 {3,4}, config3 {2,4}, config4 {1,4}, config5 {2,3,4}, config6 {1,3,4},"
                  + " config7 {1,2,3,4}; block 4 is added where it is left out.");
  public static final Setting<BatchNorm> BATCH_NORM =
      ALL.choice("batchNorm", BatchNorm.SYNCHRONISED)
          .help(
              "With several processes, what batch norms normalise by: synchronised (the whole batch, as"
                  + " one process would) or local (each process its own part, which saves two short"
                  + " messages a layer and trains another network with every number of processes).");
  public static final Setting<Prediction> PREDICTION =
      ALL.choice("prediction", Prediction.BLOCK4)
          .help(
              "Which output is called the prediction: block 4's, or the mean of all modules'"
                  + " probabilities; both errors are reported always.");
  public static final Setting<Optional<Path>> INIT =
      ALL.add("init", Kinds.path(), Optional.empty())
          .help(
              "A safetensors file to start the weights from, such as 'mixsep export' writes, or a"
                  + " checkpoint; for networks of photographs also one as timm and torchvision name"
                  + " weights, or the name of one that 'mixsep weights fetch' fetched. It must hold the whole network below the modules; a module is taken"
                  + " where its classes are as many. Where empty, the weights start random.");

  public static final Setting<Optional<URI>> WEIGHTS_URL =
      ALL.add("weights.url", Kinds.address(), Optional.empty())
          .of(Scope.FILES)
          .needs(Need.of("'mixsep weights fetch'", config -> false))
          .help(
              "A mirror that 'mixsep weights fetch' takes weights from, in place of"
                  + " https://huggingface.co/timm/: the address of the folder in which they lie as"
                  + " NAME/resolve/main/model.safetensors.");

  private NetworkSettings() {}
}
