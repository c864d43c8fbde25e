package org.mixsep.network;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Variables;

/**
 * The networks that others publish weights for, trained on the photographs of ImageNet, by
 * torchvision's names. All have blocks 1 to 4, their four stages, and take colour images with sides
 * from {@link #LEAST_SIDE} on.
 */
public enum PublishedNetwork {
  RESNET18("resnet18", WeightNames.RESNET, (s, c) -> ResNetV1.basic(s, c, 2, 2, 2, 2)),
  RESNET34("resnet34", WeightNames.RESNET, (s, c) -> ResNetV1.basic(s, c, 3, 4, 6, 3)),
  RESNET50("resnet50", WeightNames.RESNET, (s, c) -> ResNetV1.bottleneck(s, c, 1, 1, 3, 4, 6, 3)),
  RESNET101(
      "resnet101", WeightNames.RESNET, (s, c) -> ResNetV1.bottleneck(s, c, 1, 1, 3, 4, 23, 3)),
  RESNET152(
      "resnet152", WeightNames.RESNET, (s, c) -> ResNetV1.bottleneck(s, c, 1, 1, 3, 8, 36, 3)),
  WIDE_RESNET50_2(
      "wide_resnet50_2", WeightNames.RESNET, (s, c) -> ResNetV1.bottleneck(s, c, 2, 1, 3, 4, 6, 3)),
  RESNEXT50_32X4D(
      "resnext50_32x4d",
      WeightNames.RESNET,
      (s, c) -> ResNetV1.bottleneck(s, c, 2, 32, 3, 4, 6, 3)),
  VGG11_BN("vgg11_bn", WeightNames.VGG, (s, c) -> new OriginalVgg(s, c, 1, 1, 2, 2, 2)),
  VGG13_BN("vgg13_bn", WeightNames.VGG, (s, c) -> new OriginalVgg(s, c, 2, 2, 2, 2, 2)),
  VGG16_BN("vgg16_bn", WeightNames.VGG, (s, c) -> new OriginalVgg(s, c, 2, 2, 3, 3, 3)),
  VGG19_BN("vgg19_bn", WeightNames.VGG, (s, c) -> new OriginalVgg(s, c, 2, 2, 4, 4, 4)),
  MOBILENET_V3_LARGE("mobilenet_v3_large", WeightNames.MOBILENET, MobileNetV3::large),
  MOBILENET_V3_SMALL("mobilenet_v3_small", WeightNames.MOBILENET, MobileNetV3::small),
  CONVNEXT_TINY("convnext_tiny", WeightNames.CONVNEXT, (s, c) -> new ConvNeXt(s, c, 3, 3, 9, 3)),
  CONVNEXT_SMALL("convnext_small", WeightNames.CONVNEXT, (s, c) -> new ConvNeXt(s, c, 3, 3, 27, 3));

  /** Height and width that leave a last map of one value. */
  public static final int LEAST_SIDE = 32;

  private final String text;
  private final WeightNames names;
  private final Maker maker;

  private interface Maker {
    Backbone on(Variables.Scope scope, int channels);
  }

  PublishedNetwork(String text, WeightNames names, Maker maker) {
    this.text = text;
    this.names = names;
    this.maker = maker;
  }

  /** The network that torchvision calls so. */
  public static Optional<PublishedNetwork> named(String name) {
    return Stream.of(values()).filter(network -> network.text.equals(name)).findFirst();
  }

  /**
   * The network with random weights.
   *
   * @param channels of the images
   */
  public Backbone on(Variables.Scope scope, int channels) {
    return maker.on(scope, channels);
  }

  /**
   * Weights of torchvision's or timm's naming, by the names of this network's variables: the
   * classifier becomes block 4's module. What is of no use here is left out, and what is unknown
   * keeps its name. Sides of 1 at the end of a shape may be more or fewer than the variable's.
   *
   * @param found floating-point tensors by the names in a file
   */
  public Map<String, Tensor> translated(Map<String, Tensor> found) {
    return names.translated(found);
  }

  /** The name as torchvision has it. */
  @Override
  public String toString() {
    return text;
  }
}
