package org.mixsep.download;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Weights that mixsep knows where to fetch: those of timm at Hugging Face, as safetensors.
 *
 * <p>Names, training and licences are those of timm 1.0.29's table of pretrained models; of those
 * of a network that allow commercial use, here are the ones most used, all trained with ImageNet's
 * means and standard deviations. Sizes and checksums stand in no table: the server names both in
 * its answer.
 */
public final class PublishedOffers {
  /** Where timm's weights lie. */
  public static final URI ADDRESS = URI.create("https://huggingface.co/timm/");

  private static final String APACHE = "Apache-2.0";
  private static final String BSD = "BSD-3-Clause";
  private static final String TORCHVISION = "ImageNet-1k, torchvision's first recipe";
  private static final String TORCHVISION_2 = "ImageNet-1k, torchvision's second recipe";
  private static final String TIMM = "ImageNet-1k, timm's recipe A1 (ResNet strikes back)";
  private static final String META = "ImageNet-1k, the authors' recipe";
  private static final String META_22K = "ImageNet-22k, then ImageNet-1k, the authors' recipe";
  private static final String TIMM_12K = "ImageNet-12k, then ImageNet-1k, timm's recipe";

  private static final List<WeightsOffer> ALL =
      List.of(
          new WeightsOffer("resnet18.a1_in1k", "resnet18", TIMM, APACHE),
          new WeightsOffer("resnet18.tv_in1k", "resnet18", TORCHVISION, BSD),
          new WeightsOffer("resnet34.a1_in1k", "resnet34", TIMM, APACHE),
          new WeightsOffer("resnet34.tv_in1k", "resnet34", TORCHVISION, BSD),
          new WeightsOffer("resnet50.a1_in1k", "resnet50", TIMM, APACHE),
          new WeightsOffer("resnet50.tv_in1k", "resnet50", TORCHVISION, BSD),
          new WeightsOffer("resnet50.tv2_in1k", "resnet50", TORCHVISION_2, BSD),
          new WeightsOffer("resnet101.a1_in1k", "resnet101", TIMM, APACHE),
          new WeightsOffer("resnet101.tv2_in1k", "resnet101", TORCHVISION_2, BSD),
          new WeightsOffer("resnet152.a1_in1k", "resnet152", TIMM, APACHE),
          new WeightsOffer("resnet152.tv2_in1k", "resnet152", TORCHVISION_2, BSD),
          new WeightsOffer("wide_resnet50_2.tv_in1k", "wide_resnet50_2", TORCHVISION, BSD),
          new WeightsOffer("wide_resnet50_2.tv2_in1k", "wide_resnet50_2", TORCHVISION_2, BSD),
          new WeightsOffer("resnext50_32x4d.a1_in1k", "resnext50_32x4d", TIMM, APACHE),
          new WeightsOffer("resnext50_32x4d.tv_in1k", "resnext50_32x4d", TORCHVISION, BSD),
          new WeightsOffer("resnext50_32x4d.tv2_in1k", "resnext50_32x4d", TORCHVISION_2, BSD),
          new WeightsOffer("vgg11_bn.tv_in1k", "vgg11_bn", TORCHVISION, BSD),
          new WeightsOffer("vgg13_bn.tv_in1k", "vgg13_bn", TORCHVISION, BSD),
          new WeightsOffer("vgg16_bn.tv_in1k", "vgg16_bn", TORCHVISION, BSD),
          new WeightsOffer("vgg19_bn.tv_in1k", "vgg19_bn", TORCHVISION, BSD),
          new WeightsOffer(
              "mobilenetv3_large_100.ra_in1k",
              "mobilenet_v3_large",
              "ImageNet-1k, timm's recipe with RandAugment",
              APACHE),
          new WeightsOffer(
              "mobilenetv3_small_100.lamb_in1k",
              "mobilenet_v3_small",
              "ImageNet-1k, timm's recipe with LAMB",
              APACHE),
          new WeightsOffer("convnext_tiny.fb_in1k", "convnext_tiny", META, APACHE),
          new WeightsOffer("convnext_tiny.fb_in22k_ft_in1k", "convnext_tiny", META_22K, APACHE),
          new WeightsOffer("convnext_tiny.in12k_ft_in1k", "convnext_tiny", TIMM_12K, APACHE),
          new WeightsOffer("convnext_small.fb_in1k", "convnext_small", META, APACHE),
          new WeightsOffer("convnext_small.fb_in22k_ft_in1k", "convnext_small", META_22K, APACHE),
          new WeightsOffer("convnext_small.in12k_ft_in1k", "convnext_small", TIMM_12K, APACHE));

  private PublishedOffers() {}

  public static List<WeightsOffer> all() {
    return ALL;
  }

  public static Optional<WeightsOffer> named(String name) {
    return ALL.stream().filter(offer -> offer.name().equals(name)).findFirst();
  }
}
