package org.mixsep.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.export.Features.Neighbour;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;

class FeaturesTest {
  private static final int WIDTH = 5;

  private static Features random(int count) {
    Random random = new Random(1);
    float[] values = new float[count * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Features(
        IntStream.range(0, count).mapToObj(i -> Path.of("p" + i)).toList(), WIDTH, values);
  }

  private static double cosine(Features features, int a, int b) {
    double dot = 0;
    double first = 0;
    double second = 0;
    for (int d = 0; d < WIDTH; d++) {
      double x = features.values()[a * WIDTH + d];
      double y = features.values()[b * WIDTH + d];
      dot += x * y;
      first += x * x;
      second += y * y;
    }
    return dot / Math.sqrt(first * second);
  }

  @Test
  void theNearestAreThoseOfTheLargestCosines() {
    Features features = random(30);
    List<List<Neighbour>> found = features.nearest(4);
    for (int i = 0; i < 30; i++) {
      int of = i;
      List<Integer> expected =
          IntStream.range(0, 30)
              .filter(other -> other != of)
              .boxed()
              .sorted(Comparator.comparingDouble(other -> -cosine(features, of, other)))
              .limit(4)
              .toList();
      assertEquals(expected, found.get(i).stream().map(Neighbour::index).toList());
      assertEquals(cosine(features, i, expected.get(0)), found.get(i).get(0).cosine(), 1e-6);
    }
    assertEquals(29, features.nearest(99).get(0).size());
    assertEquals(List.of(List.of()), random(1).nearest(3));
  }

  @Test
  void aPictureOfNothingIsLikeNone() {
    Features features = new Features(List.of(Path.of("a"), Path.of("b")), 1, new float[] {0, 3});
    assertEquals(0, features.nearest(1).get(0).get(0).cosine());
  }

  @Test
  void theFileHoldsRowsAndPaths(@TempDir Path folder) {
    Features features = random(3);
    Path file = folder.resolve("f.safetensors");
    features.write(file, Map.of("run", "r"));
    SafetensorsFile.Contents read = SafetensorsFile.read(file);
    assertArrayEquals(features.values(), Tensors.floats(read.tensors().get("features")));
    assertArrayEquals(new long[] {3, WIDTH}, Tensors.shape(read.tensors().get("features")));
    assertEquals("[\"p0\",\"p1\",\"p2\"]", read.texts().get("files"));
    assertEquals("r", read.texts().get("run"));
    assertThrows(
        IllegalArgumentException.class, () -> new Features(List.of(), WIDTH, new float[1]));
  }
}
