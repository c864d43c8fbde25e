package org.mixsep.training;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.network.Outputs;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.torch.Compute;

/**
 * The views of an image that a network is asked for, whose logits are averaged.
 *
 * <p>Views and shares are those of test-time augmentation in K. Jordan's cifar10-airbench
 * (airbench94.py, tta_level 0 to 2).
 */
public enum Views {
  /** The image as it is, alone. */
  NONE(List.of(new View(false, 0, 1))),

  /** The image and its mirror image, half each. */
  MIRROR(List.of(new View(false, 0, 0.5), new View(true, 0, 0.5))),

  /**
   * As {@link #MIRROR} by half; the other half the same, moved by a pixel to the lower right and to
   * the upper left, where the image's border is continued by reflection.
   */
  MIRROR_SHIFT(
      List.of(
          new View(false, 0, 0.25),
          new View(true, 0, 0.25),
          new View(false, -1, 0.125),
          new View(true, -1, 0.125),
          new View(false, 1, 0.125),
          new View(true, 1, 0.125)));

  private final List<View> views;

  Views(List<View> views) {
    this.views = views;
  }

  /**
   * One view.
   *
   * @param shift pixels that what is seen moves up and to the left, in {-1, 0, 1}
   * @param share of its logits in the average
   */
  private record View(boolean mirrored, int shift, double share) {
    /**
     * What it sees of images [N, C, H, W].
     *
     * @param padded the same images with a pixel more on each side
     */
    Tensor of(Tensor images, Tensor padded) {
      Tensor seen =
          shift == 0
              ? images
              : padded
                  .narrow(2, 1 + shift, images.size(2))
                  .narrow(3, 1 + shift, images.size(3))
                  .contiguous();
      return mirrored ? seen.flip(3) : seen;
    }
  }

  /** Its name in settings: none, mirror, mirror-shift. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The averaged logits of some images.
   *
   * @param images float32 [N, C, H, W] in host memory, height and width at least 2
   */
  Outputs outputs(SeparabilityNetwork network, Tensor images) {
    Compute compute = network.compute();
    SortedMap<Integer, Tensor> sums = new TreeMap<>();
    for (int block : network.blocks()) {
      sums.put(
          block, torch.zeros(new long[] {images.size(0), network.classes()}, compute.float32()));
    }
    Tensor padded = this == MIRROR_SHIFT ? torch.reflection_pad2d(images, 1, 1, 1, 1) : images;
    for (View view : views) {
      try (PointerScope scope = new PointerScope()) { // frees a view's maps before the next one's
        network
            .forward(compute.placeImages(view.of(images, padded)), false)
            .logits()
            .forEach((block, q) -> sums.get(block).add_(q, new Scalar(view.share())));
      }
    }
    return Outputs.ofLogits(sums);
  }
}
