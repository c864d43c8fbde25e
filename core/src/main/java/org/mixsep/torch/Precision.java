package org.mixsep.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Number format of the maps that flow through a network.
 *
 * <p>Weights, batch-norm statistics, gradients of weights and losses are float32 either way.
 */
public enum Precision {
  FLOAT32(ScalarType.Float),
  BFLOAT16(ScalarType.BFloat16);

  private final ScalarType type;

  Precision(ScalarType type) {
    this.type = type;
  }

  public ScalarType type() {
    return type;
  }

  /**
   * The faster one on this processor: {@link #BFLOAT16} where it multiplies bfloat16 in hardware
   * (AMX or AVX512-BF16, as Linux reports it), {@link #FLOAT32} elsewhere.
   */
  public static Precision fastest() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return FLOAT32;
    }
    try (var lines = Files.lines(file)) {
      String flags =
          lines
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .orElse("")
              .toLowerCase(Locale.ROOT);
      return flags.contains("amx_bf16") || flags.contains("avx512_bf16") ? BFLOAT16 : FLOAT32;
    } catch (IOException e) {
      return FLOAT32;
    }
  }
}
