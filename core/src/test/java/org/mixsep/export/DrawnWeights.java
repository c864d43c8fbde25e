package org.mixsep.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.torch.Tensors;

/**
 * Weights drawn by a formula that any language can repeat: value i of NAME is SplitMix64's of
 * crc32(salt + NAME) 2^32 + i, as a number in [-1, 1), in a range that its name decides.
 */
record DrawnWeights(String salt) {

  /** Of a list of names and shapes. */
  Map<String, Tensor> of(JsonNode tensors) {
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    for (JsonNode tensor : tensors) {
      long[] shape = new long[tensor.get(1).size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = tensor.get(1).get(i).asLong();
      }
      drawn.put(tensor.get(0).asText(), of(tensor.get(0).asText(), shape));
    }
    return drawn;
  }

  /** The input of all networks, as it is drawn. */
  Tensor input(long... shape) {
    return drawn("input", 0, 1, shape);
  }

  private Tensor of(String name, long... shape) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "layer_scale", "gamma" -> drawn(name, 0.5, 0.3, shape);
      case "running_mean" -> drawn(name, 0, 0.1, shape);
      case "running_var" -> drawn(name, 1, 0.5, shape);
      case "bias" -> drawn(name, 0, 0.1, shape);
      default -> shape.length > 1 ? filter(name, shape) : drawn(name, 1, 0.3, shape);
    };
  }

  private Tensor filter(String name, long... shape) {
    return drawn(name, 0, Math.sqrt(6.0 / (count(shape) / shape[0])), shape);
  }

  private Tensor drawn(String name, double mean, double range, long... shape) {
    CRC32 crc = new CRC32();
    crc.update((salt + name).getBytes(StandardCharsets.UTF_8));
    long base = crc.getValue() << 32;
    float[] values = new float[Math.toIntExact(count(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + range * ((mixed(base + i) >>> 40) / 0x1p23 - 1));
    }
    return Tensors.of(values, shape);
  }

  private static long mixed(long state) {
    long z = state + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private static long count(long... shape) {
    long count = 1;
    for (long side : shape) {
      count *= side;
    }
    return count;
  }
}
