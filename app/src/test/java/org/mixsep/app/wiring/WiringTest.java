package org.mixsep.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.app.config.ConvolutionChoice;
import org.mixsep.app.config.DeviceChoice;
import org.mixsep.app.config.MachineConfig;
import org.mixsep.app.config.PrecisionChoice;

/** What {@code auto} becomes in a run's folder. */
class WiringTest {

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void convolutionsTakeTheFastForm(PrecisionChoice precision) {
    assertEquals(ConvolutionChoice.WINOGRAD, resolved(precision, ConvolutionChoice.AUTO));
  }

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void whatIsAskedForStays(ConvolutionChoice asked) {
    assertEquals(asked, resolved(PrecisionChoice.FLOAT32, asked));
  }

  private static ConvolutionChoice resolved(PrecisionChoice precision, ConvolutionChoice asked) {
    return Wiring.resolve(new MachineConfig(precision, asked, DeviceChoice.CPU, 1)).convolution();
  }
}
