package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorsTest {
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void valuesThatDoNotFillTheShapeAreRefused() {
    List<long[]> shapes =
        List.of(
            new long[] {5},
            new long[] {2, 2},
            new long[] {3, 3},
            new long[] {},
            new long[] {-2, -3},
            new long[] {6, 0},
            new long[] {1L << 32, 1L << 32, 6});
    for (long[] shape : shapes) {
      assertThrows(IllegalArgumentException.class, () -> Tensors.of(new float[6], shape));
      assertThrows(IllegalArgumentException.class, () -> Tensors.of(new double[6], shape));
      assertThrows(IllegalArgumentException.class, () -> Tensors.of(new long[6], shape));
    }
    var refused =
        assertThrows(IllegalArgumentException.class, () -> Tensors.of(new float[6], 1000, 1000));
    assertEquals("6 values do not fill the shape [1000, 1000]", refused.getMessage());
  }

  @Test
  void valuesThatFillTheShapeComeBack() {
    float[] six = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(six, Tensors.floats(Tensors.of(six, 2, 3)));
    assertArrayEquals(six, Tensors.floats(Tensors.of(six, 1, 6, 1)));
    assertArrayEquals(new float[] {7}, Tensors.floats(Tensors.of(new float[] {7})));
    Tensor none = Tensors.of(new float[0], 0, 5);
    assertEquals(0, none.numel());
    assertEquals(0, Tensors.floats(none).length + Tensors.doubles(none).length);
    assertEquals(0, Tensors.longs(none).length);
  }

  /** Their bytes are not where they would be read. */
  @Test
  void bytesAreThoseOfContiguousTensorsAlone() {
    Tensor rows = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertEquals(24, Tensors.bytes(rows).remaining());
    assertThrows(IllegalArgumentException.class, () -> Tensors.bytes(rows.t()));
    assertThrows(IllegalArgumentException.class, () -> Tensors.bytes(rows.select(1, 0)));
    Tensor map = torch.zeros(2, 3, 4, 4).contiguous(MemoryFormat.ChannelsLast);
    assertThrows(IllegalArgumentException.class, () -> Tensors.bytes(map));
    Tensor large = torch.zeros(1).expand(new long[] {1L << 30});
    assertThrows(IllegalArgumentException.class, () -> Tensors.bytes(large));
  }
}
