package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.torch.Variables;

/**
 * VGG16 as the paper modified it (Table 1): four blocks of 3, 4, 4 and 4 convolutions, 3x3, of 64,
 * 128, 256 and 512 channels, 2x2 max pooling between them; batch norm and ReLU after each.
 *
 * <p>The depths and widths are free, for a narrower or shallower network of the same kind.
 */
public final class Vgg extends BlockStack {

  /** The paper's VGG16. */
  public static Vgg vgg16(Variables.Scope scope, int channels) {
    return new Vgg(scope, channels, List.of(3, 4, 4, 4), List.of(64, 128, 256, 512));
  }

  /**
   * @param channels of the images
   * @param depths number of convolutions of each block
   * @param blockWidths channels of each block; both lists are equally long
   */
  public Vgg(Variables.Scope scope, int channels, List<Integer> depths, List<Integer> blockWidths) {
    super(scope.compute());
    int in = channels;
    for (int b = 0; b < depths.size(); b++) {
      int width = blockWidths.get(b);
      Variables.Scope at = scope.in("block" + (b + 1));
      List<Layer> layers = new ArrayList<>();
      if (b > 0) {
        layers.add(Layer.maxPool());
      }
      for (int i = 1; i <= depths.get(b); i++) {
        layers.add(new ConvolutionUnit(at, i, in, width, 3));
        in = width;
      }
      add(b + 1, width, layers);
    }
  }

  @Override
  public boolean preActivation() {
    return false;
  }
}
