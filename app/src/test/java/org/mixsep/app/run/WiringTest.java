package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.app.config.ConvolutionChoice;
import org.mixsep.app.config.DeviceChoice;
import org.mixsep.app.config.MachineConfig;
import org.mixsep.app.config.PrecisionChoice;

/** What {@code auto} becomes in a run's folder. */
class WiringTest {

  @Test
  void convolutionsTakeTheFastFormInFloat32() {
    assertEquals(
        ConvolutionChoice.WINOGRAD, resolved(PrecisionChoice.FLOAT32, ConvolutionChoice.AUTO));
  }

  @Test
  void convolutionsInBfloat16AreSideBySideWhereThereIsAmx() throws IOException {
    Path processor = Path.of("/proc/cpuinfo");
    boolean amx = Files.exists(processor) && Files.readString(processor).contains("amx_bf16");
    assertEquals(
        amx ? ConvolutionChoice.SIDE_BY_SIDE : ConvolutionChoice.WINOGRAD,
        resolved(PrecisionChoice.BFLOAT16, ConvolutionChoice.AUTO));
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
