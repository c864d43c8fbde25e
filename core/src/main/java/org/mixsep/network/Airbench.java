package org.mixsep.network;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Variables;

/**
 * A small network that trains in a few epochs: a whitening convolution that is not trained (block
 * 1, 24 wide for colour images), then three groups of two 3x3 convolutions, 64, 256 and 256 wide
 * (blocks 2 to 4). For 32x32 images the blocks' sides are 31, 15, 7 and 3.
 *
 * <p>Source: Jordan, 94 % on CIFAR-10 in 3.29 seconds on a single GPU (2024), and its program
 * airbench94_muon. Different here: the whitening has no bias, and modules pool by the mean and have
 * a fully connected layer with bias, as everywhere in this library, where the source pools by the
 * largest and has none.
 */
public final class Airbench extends BlockStack {
  private static final int[] WIDTHS = {64, 256, 256};

  private final Whitening whitening;

  public Airbench(Variables.Scope scope, int channels) {
    super(scope.compute());
    whitening = new Whitening(scope.in("block1").in("whitening"), channels);
    int in = Whitening.width(channels);
    add(1, in, List.of(whitening));
    for (int i = 0; i < WIDTHS.length; i++) {
      int block = i + 2;
      add(
          block,
          WIDTHS[i],
          List.of(new ConvolutionGroup(scope.in("block" + block), in, WIDTHS[i])));
      in = WIDTHS[i];
    }
  }

  @Override
  public void fit(Supplier<Tensor> images) {
    whitening.fit(images);
  }

  @Override
  public boolean preActivation() {
    return false;
  }
}
