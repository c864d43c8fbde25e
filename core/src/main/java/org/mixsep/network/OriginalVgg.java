package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.layer.BatchNorm2d;
import org.mixsep.layer.Conv2d;
import org.mixsep.network.NormedConvolution.Activation;
import org.mixsep.torch.Variables;

/**
 * VGG with batch norm as it is published for photographs: five groups of 3x3 convolutions, 64, 128,
 * 256, 512 and 512 wide, 2x2 max pooling between them. The first two groups are block 1 here, the
 * others the blocks 2 to 4. Of S x S images the blocks' sides are S/2, S/4, S/8 and S/16.
 *
 * <p>Left out: the pooling behind the last group and the three fully connected layers, 120 million
 * values, in place of which modules pool and predict; and the convolutions' biases, which the batch
 * norm behind each takes away again. Source: Simonyan and Zisserman (2015); variables are called as
 * in torchvision. {@link Vgg} is the paper's own form.
 */
public final class OriginalVgg extends BlockStack {
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};

  /**
   * @param convolutions of each of the five groups
   */
  OriginalVgg(Variables.Scope scope, int channels, Integer... convolutions) {
    super(scope.compute());
    Variables.Scope features = scope.in("features");
    int in = channels;
    int index = 0;
    for (int group = 0; group < WIDTHS.length; group++) {
      List<Layer> layers = new ArrayList<>();
      if (group > 0) {
        layers.add(Layer.maxPool());
        index++;
      }
      for (int i = 0; i < convolutions[group]; i++) {
        layers.add(
            new NormedConvolution(
                features.in(Integer.toString(index)),
                features.in(Integer.toString(index + 1)),
                in,
                WIDTHS[group],
                Conv2d.Window.of(3, 1),
                BatchNorm2d.Settings.USUAL,
                Activation.RELU));
        in = WIDTHS[group];
        index += 3;
      }
      add(Math.max(1, group), in, layers);
    }
  }

  @Override
  public boolean preActivation() {
    return false;
  }
}
