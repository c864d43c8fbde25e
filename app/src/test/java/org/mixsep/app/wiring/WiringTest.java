package org.mixsep.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;

/** What {@code auto} becomes in a run's folder. */
class WiringTest {

  @ParameterizedTest
  @EnumSource
  void convolutionsTakeTheFastForm(Precision precision) {
    assertEquals(Convolution.WINOGRAD, resolved(precision, Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAskedForStays(Convolution asked) {
    assertEquals(asked, resolved(Precision.FLOAT32, Optional.of(asked)));
  }

  private static Convolution resolved(Precision precision, Optional<Convolution> asked) {
    RunConfig config =
        Presets.named(Presets.DEFAULT)
            .config()
            .with(MachineSettings.PRECISION, Optional.of(precision))
            .with(MachineSettings.CONVOLUTION, asked)
            .with(MachineSettings.DEVICE, Optional.of(MachineSettings.Device.CPU))
            .with(MachineSettings.THREADS, 1);
    return Wiring.resolve(config).get(MachineSettings.CONVOLUTION).orElseThrow();
  }
}
