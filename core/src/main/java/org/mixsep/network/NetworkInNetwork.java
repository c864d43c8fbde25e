package org.mixsep.network;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.torch.Variables;

/**
 * Network in network (Lin et al.), the paper's comparator from its reference 22: three mlpconv
 * blocks 192 wide, each a 5x5 or 3x3 convolution and two 1x1 convolutions.
 *
 * <p>Between blocks stand 2x2 max pooling and dropout of one half. Each convolution is followed by
 * batch norm and ReLU, as in {@link Vgg}. The blocks are numbered 2 to 4, so that the last is 4 as
 * everywhere; the original's final 1x1 convolution to the classes, then pooling, is the module's
 * pooling, then fully connected layer: the two commute.
 */
public final class NetworkInNetwork extends BlockStack {
  private static final int WIDTH = 192;
  private static final int FIRST = 2;
  private static final double DROPOUT = 0.5;

  public NetworkInNetwork(Variables.Scope scope, int channels) {
    super(scope.compute());
    int in = channels;
    for (int b = 0; b < 3; b++) {
      Variables.Scope at = scope.in("block" + (FIRST + b));
      List<Layer> layers = new ArrayList<>();
      if (b > 0) {
        layers.add(Layer.maxPool());
        layers.add(Layer.dropout(DROPOUT, scope.compute().replicas()));
      }
      for (int i = 1; i <= 3; i++) {
        int kernel = i > 1 ? 1 : b < 2 ? 5 : 3;
        layers.add(new ConvolutionUnit(at, i, in, WIDTH, kernel));
        in = WIDTH;
      }
      add(FIRST + b, WIDTH, layers);
    }
  }

  @Override
  public boolean preActivation() {
    return false;
  }
}
