package org.mixsep.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;

/** Golden values in float64, computed by plain loops outside this project. */
class PreprocessFixtureTest {
  private static JsonNode fixture;

  @BeforeAll
  static void read() throws IOException {
    Path folder = Path.of(System.getProperty("mixsep.fixtures", "src/test/resources/fixtures"));
    fixture = new ObjectMapper().readTree(folder.resolve("preprocess.json").toFile());
  }

  @Test
  void globalContrastNormalizationIsTheFixture() {
    FittedPreprocessing fitted = new PreprocessingRecipe(gcn()).fit(images("train"));
    assertSame(fixture.get("gcn_train"), fitted.apply(images("train")));
    assertSame(fixture.get("gcn_test"), fitted.apply(images("test")));
  }

  @Test
  void whiteningIsTheFixture() {
    ZcaWhitening zca = new ZcaWhitening(fixture.get("filter_bias").asDouble());
    FittedPreprocessing fitted = new PreprocessingRecipe(gcn(), zca).fit(images("train"));
    assertSame(fixture.get("zca_train"), fitted.apply(images("train")));
    assertSame(fixture.get("zca_test"), fitted.apply(images("test")));
  }

  private static GlobalContrastNormalization gcn() {
    return new GlobalContrastNormalization(fixture.get("scale").asDouble(), 1e-8);
  }

  private static ImageSet images(String name) {
    JsonNode images = fixture.get(name);
    JsonNode first = images.get(0);
    ImageShape shape =
        new ImageShape(first.size(), first.get(0).size(), first.get(0).get(0).size());
    double[] values = flat(images);
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) values[i];
      assertEquals(values[i], pixels[i] & 0xff, "pixels are whole numbers");
    }
    return TestImages.of(name, shape, pixels);
  }

  /** Within 1e-6, relative for values above 1. */
  private static void assertSame(JsonNode expected, PreparedImages actual) {
    double[] wanted = flat(expected);
    float[] found = TestImages.values(actual);
    assertEquals(wanted.length, found.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], found[i], 1e-6 * Math.max(1, Math.abs(wanted[i])), "value " + i);
    }
  }

  private static double[] flat(JsonNode node) {
    if (!node.isArray()) {
      return new double[] {node.asDouble()};
    }
    DoubleStream.Builder values = DoubleStream.builder();
    node.forEach(child -> Arrays.stream(flat(child)).forEach(values::add));
    return values.build().toArray();
  }
}
