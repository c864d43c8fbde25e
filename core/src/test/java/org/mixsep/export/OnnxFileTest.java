package org.mixsep.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mixsep.InvalidInputException;
import org.mixsep.batch.SequentialBatches;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageShape;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.network.Airbench;
import org.mixsep.network.Backbone;
import org.mixsep.network.Head;
import org.mixsep.network.NetworkInNetwork;
import org.mixsep.network.PublishedNetwork;
import org.mixsep.network.ResNet;
import org.mixsep.network.ResNet.Downsampling;
import org.mixsep.network.SeparabilityNetwork;
import org.mixsep.network.Vgg;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.ImageNetStandardization;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.preprocess.ZcaWhitening;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;
import org.mixsep.training.Evaluator;
import org.mixsep.training.Predictions;
import org.mixsep.training.Temperature;

/** Exported networks under ONNX Runtime give what Mixsep gives. */
class OnnxFileTest {
  private static final int CLASSES = 10;
  private static final double TOLERANCE = 1e-5;
  private static final Compute COMPUTE = new Compute(false, Precision.FLOAT32);

  @TempDir Path folder;

  private static ImageSet images(int side) {
    return cropped(new StreetDigits(3, CLASSES).test(1000), side);
  }

  @Test
  void vggAfterContrastAndWhitening() throws OrtException {
    vgg(images(16));
  }

  @Test
  void residualNetworks() throws OrtException {
    residual(images(16));
  }

  @Test
  void wideResidualNetwork() throws OrtException {
    wide(images(16));
  }

  @Test
  void networkInNetworkOnPlainPixels() throws OrtException {
    networkInNetwork(images(16));
  }

  @Test
  void airbench() throws OrtException {
    var standard = new PreprocessingRecipe(new Standardization());
    check(images(16), standard, false, s -> new Airbench(s, 3));
  }

  @ParameterizedTest
  @EnumSource(names = {"RESNET18", "MOBILENET_V3_SMALL", "CONVNEXT_TINY"})
  void networksWithPublishedWeights(PublishedNetwork network) throws OrtException {
    var imageNet = new PreprocessingRecipe(new ImageNetStandardization());
    ImageSet images = new StreetDigits(3, CLASSES).test(100);
    check(images, imageNet, network == PublishedNetwork.RESNET18, s -> network.on(s, 3));
  }

  @Tag("slow") // whitening of the full size is fitted, which takes a minute
  @Test
  void allAtFullSize() throws OrtException {
    ImageSet full = images(32);
    vgg(full);
    residual(full);
    wide(full);
    networkInNetwork(full);
  }

  private void vgg(ImageSet images) throws OrtException {
    var recipe = new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening());
    check(images, recipe, true, s -> new Vgg(s, 3, List.of(1, 2, 1, 1), List.of(8, 8, 12, 16)));
  }

  @Test
  void whiteningByItsLeadingComponents() throws OrtException {
    var recipe = new PreprocessingRecipe(new GlobalContrastNormalization(), new ZcaWhitening(1, 9));
    check(images(16), recipe, false, s -> new Vgg(s, 3, List.of(1), List.of(8)));
  }

  private void residual(ImageSet images) throws OrtException {
    var standard = new PreprocessingRecipe(new Standardization());
    check(images, standard, false, s -> ResNet.resNet(s, 3, 2, Downsampling.POOLING));
    var both = new PreprocessingRecipe(new GlobalContrastNormalization(), new Standardization());
    check(images, both, true, s -> ResNet.resNet(s, 3, 1, Downsampling.STRIDE));
  }

  private void wide(ImageSet images) throws OrtException {
    var contrast = new PreprocessingRecipe(new GlobalContrastNormalization());
    check(images, contrast, true, s -> new ResNet(s, 3, 1, 3, 2, Downsampling.POOLING));
  }

  private void networkInNetwork(ImageSet images) throws OrtException {
    check(images, new PreprocessingRecipe(), false, s -> new NetworkInNetwork(s, 3));
  }

  @Test
  void aBackboneThatDoesNotDescribeItselfIsNamed() {
    Variables variables = new Variables(COMPUTE, 1);
    Backbone own =
        new Backbone() {
          @Override
          public SortedMap<Integer, Integer> widths() {
            return new TreeMap<>(Map.of(4, 3));
          }

          @Override
          public boolean preActivation() {
            return false;
          }

          @Override
          public SortedMap<Integer, Tensor> forward(Tensor x, boolean training) {
            return new TreeMap<>(Map.of(4, x));
          }
        };
    var network =
        new SeparabilityNetwork(variables.root(), own, new TreeSet<>(List.of(4)), 2, true);
    FittedPreprocessing none = new PreprocessingRecipe().fit(images(16));
    var refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                OnnxFile.write(
                    folder.resolve("x"), network, none, true, Temperature.NONE, Map.of()));
    assertTrue(refused.getMessage().contains("cannot be exported"), refused.getMessage());
  }

  @Test
  void headsOfOtherLosses() throws OrtException {
    List<Head> heads =
        List.of(
            Head.fullyConnected(false),
            Head.cosine(6),
            Head.sideBySide(List.of("linear", "other", "third"), true),
            Head.sideBySide(List.of("linear", "other"), false));
    for (int i = 0; i < heads.size(); i++) {
      var standard = new PreprocessingRecipe(new Standardization());
      check(
          images(16),
          standard,
          i % 2 == 0,
          s -> new Vgg(s, 3, List.of(1, 1), List.of(8, 12)),
          heads.get(i),
          new Temperature(1.7));
    }
  }

  private void check(
      ImageSet images,
      PreprocessingRecipe recipe,
      boolean mean,
      Function<Variables.Scope, Backbone> backbone)
      throws OrtException {
    check(images, recipe, mean, backbone, Head.fullyConnected(true), Temperature.NONE);
  }

  private void check(
      ImageSet images,
      PreprocessingRecipe recipe,
      boolean mean,
      Function<Variables.Scope, Backbone> backbone,
      Head head,
      Temperature temperature)
      throws OrtException {
    FittedPreprocessing fitted = recipe.fit(images);
    PreparedImages prepared = fitted.apply(images);
    Variables variables = new Variables(COMPUTE, 5);
    Backbone made = backbone.apply(variables.root());
    var network =
        new SeparabilityNetwork(
            variables.root(), made, new TreeSet<>(made.widths().keySet()), CLASSES, true, head);
    warmUp(network, prepared);
    sharpen(variables);
    Predictions expected = new Evaluator(network).predict(prepared);

    Path file = folder.resolve("m.onnx");
    Map<String, String> texts = Map.of("classes", "a\nb", "network", "some");
    OnnxFile.write(file, network, fitted, mean, temperature, texts);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(2);
      try (OrtSession session = environment.createSession(file.toString(), options)) {
        assertEquals(texts, session.getMetadata().getCustomMetadata());
        // Two batches of different sizes: the first side is free.
        float[] found = new float[images.size() * CLASSES];
        run(session, images, 0, 37, found);
        run(session, images, 37, images.size(), found);
        float[] wanted = temperature.probabilities(expected.logits(mean), CLASSES);
        assertTrue(spread(wanted) > 0.05, "the images must differ in what is said of them");
        assertArrayEquals(wanted, found, (float) TOLERANCE);
      }
    }
  }

  /** Running statistics as after training: the first values would hide what is done with them. */
  private static void warmUp(SeparabilityNetwork network, PreparedImages prepared) {
    try (SequentialBatches batches = new SequentialBatches(prepared, 50)) {
      for (int i = 0; i < 2; i++) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard guard = new NoGradGuard()) {
          network.forward(COMPUTE.placeImages(batches.batch(i).images()), true);
        }
      }
    }
  }

  /** Logits as far apart as a trained network's, so that an error upstream shows. */
  private static void sharpen(Variables variables) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      variables
          .parameters()
          .forEach(
              (name, weight) -> {
                boolean firstOfTwo = name.equals("classifier.0.weight") && weight.dim() == 2;
                if (name.endsWith("linear.weight") || firstOfTwo) {
                  weight.mul_(new Scalar(10.0));
                }
                if (name.endsWith("layer_scale")) { // which hides a new unit
                  weight.fill_(new Scalar(0.5));
                }
              });
    }
  }

  private static void run(OrtSession session, ImageSet images, int from, int to, float[] into)
      throws OrtException {
    int side = images.shape().width();
    ByteBuffer pixels = ByteBuffer.allocateDirect((to - from) * images.shape().values());
    byte[] image = new byte[images.shape().values()];
    int plane = side * side;
    for (int i = from; i < to; i++) {
      images.read(i, image);
      for (int p = 0; p < plane; p++) { // height, width, channel
        pixels.put(image[p]).put(image[plane + p]).put(image[2 * plane + p]);
      }
    }
    long[] shape = {to - from, side, side, 3};
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), pixels.rewind(), shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("images", input))) {
      float[][] rows = (float[][]) result.get("probabilities").orElseThrow().getValue();
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, into, (from + i) * CLASSES, CLASSES);
      }
    }
  }

  /** The middle of each image. */
  private static ImageSet cropped(ImageSet all, int side) {
    ImageShape shape = new ImageShape(3, side, side);
    ByteBuffer pixels = ByteBuffer.allocate(all.size() * shape.values());
    byte[] image = new byte[all.shape().values()];
    int margin = (32 - side) / 2;
    for (int i = 0; i < all.size(); i++) {
      all.read(i, image);
      for (int row = 0; row < 3 * side; row++) {
        int y = row % side + margin;
        pixels.put(image, (row / side * 32 + y) * 32 + margin, side);
      }
    }
    return new ImageSet("cropped", shape, pixels.rewind(), all.labels(), all.classNames());
  }

  /** How far apart the probabilities of a class are over all images, at most. */
  private static double spread(float[] probabilities) {
    double most = 0;
    for (int c = 0; c < CLASSES; c++) {
      double low = 1;
      double high = 0;
      for (int i = c; i < probabilities.length; i += CLASSES) {
        low = Math.min(low, probabilities[i]);
        high = Math.max(high, probabilities[i]);
      }
      most = Math.max(most, high - low);
    }
    return most;
  }
}
