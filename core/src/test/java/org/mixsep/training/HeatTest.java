package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

class HeatTest {
  /** Channel 0 weighs 1.5, channel 1 weighs -1: 3 - 1, 0 - 2, 1.5 - 0 and 0 - 0. */
  @Test
  void channelsCountByTheMeanOfTheirGradient() {
    float[] map = {2, 0, 1, 0, 1, 2, 0, 0};
    float[] gradient = {6, 0, 0, 0, -1, -1, -1, -1};
    Heat heat = Heat.of(map, gradient, 2, 2, 2);
    assertArrayEquals(new float[] {1, 0, 0.75f, 0}, heat.values(), 1e-6f);
    assertEquals(1, heat.at(0, 0), 1e-6);
    assertEquals(0.5, heat.at(0.25, 0.5), 1e-6);
    assertEquals(0.875, heat.at(0.5, 0.25), 1e-6);
    assertArrayEquals(new float[4], Heat.of(map, new float[8], 2, 2, 2).values());
  }

  /** Pooling and a fully connected layer: every place's gradient is the class's weight / places. */
  @Test
  void aNetworksHeatIsThatOfItsLastLayersWeights() {
    ImageSet images = new StreetDigits(1, 10).test(6);
    FittedPreprocessing fitted = new PreprocessingRecipe(new Standardization()).fit(images);
    Variables variables = new Variables(new Compute(false, Precision.FLOAT32), 3);
    var backbone = new Vgg(variables.root(), 3, List.of(1, 1), List.of(6, 8));
    var network =
        new SeparabilityNetwork(
            variables.root(), backbone, new TreeSet<>(backbone.widths().keySet()), 10, true);
    Predictor predictor = new Predictor(network, fitted, false, Temperature.NONE);
    byte[] picture = new byte[images.shape().values()];
    images.read(4, picture);
    Heat found = predictor.heat(List.of(picture, picture), new int[] {2, 7}).get(1);
    float[] prepared = new float[picture.length];
    fitted.apply(images).read(4, prepared);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor map =
          network.lastMap(network.compute().placeImages(Tensors.of(prepared, 1, 3, 32, 32)));
      String name = "module" + network.blocks().last() + ".linear.weight";
      float[] weight = Tensors.floats(variables.parameters().get(name));
      int places = found.height() * found.width();
      float[] gradient = new float[8 * places];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = weight[7 * 8 + i / places] / places;
      }
      Heat expected = Heat.of(Tensors.floats(map), gradient, 8, found.height(), found.width());
      assertArrayEquals(expected.values(), found.values(), 1e-4f);
      assertTrue(found.at(0.5, 0.5) >= 0 && places > 1);
    }
  }
}
