package org.mixsep.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.app.config.MachineSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.ThresholdSettings;
import org.mixsep.app.config.ThresholdStall;
import org.mixsep.app.config.WithinSettings;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.Stall;
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

  @Test
  void theLossHasItsShareAndTheThresholdItsTrend() {
    RunConfig config =
        Presets.named(Presets.DEFAULT)
            .config()
            .with(WithinSettings.SHARE, 0.3)
            .with(ThresholdSettings.START, 0.4)
            .with(ThresholdSettings.WINDOW, 3)
            .with(ThresholdSettings.STALL, ThresholdStall.TREND)
            .with(ThresholdSettings.TREND, 1.5);
    assertEquals(0.3, ((MixtureSeparabilityLoss) Losses.of(config)).share());
    assertEquals(
        new AdaptiveThreshold(0.4, 3, 0.9, new Stall.NoTrend(1.5)), Wiring.threshold(config));
    assertEquals(
        AdaptiveThreshold.paper(), Wiring.threshold(Presets.named(Presets.DEFAULT).config()));
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
