package org.mixsep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mixsep.loss.AngularMarginLoss;
import org.mixsep.loss.Annealing;
import org.mixsep.loss.CenterLoss;
import org.mixsep.loss.ContrastiveLoss;
import org.mixsep.loss.FocalLoss;
import org.mixsep.loss.HingeLoss;
import org.mixsep.loss.LargeMarginSoftmaxLoss;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.MultiLoss;
import org.mixsep.loss.SupervisedContrastiveLoss;
import org.mixsep.loss.TripletLoss;
import org.mixsep.loss.WithEmbeddings;
import org.mixsep.loss.WithinClassAdded;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.Head;

/** Every loss trains a network of four modules, and goes on from a checkpoint bit for bit. */
class RelativesTrainingTest {
  private static final MixtureSeparabilityLoss WITHIN =
      new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.001, 4, 0, 2);

  @TempDir Path folder;

  static Stream<Arguments> losses() {
    Head plain = Head.fullyConnected(true);
    return Stream.of(
        Arguments.of(HingeLoss.squared(), plain),
        Arguments.of(new FocalLoss(2), plain),
        Arguments.of(new WithEmbeddings(ContrastiveLoss.usual()), plain),
        Arguments.of(new WithEmbeddings(TripletLoss.faceNet()), plain),
        Arguments.of(new WithEmbeddings(new SupervisedContrastiveLoss(0.1)), plain),
        Arguments.of(
            new LargeMarginSoftmaxLoss(2, Annealing.cifar10().over(13)),
            Head.fullyConnected(false)),
        Arguments.of(new AngularMarginLoss(AngularMarginLoss.Kind.COSFACE, 8, 0.2), Head.cosine(8)),
        Arguments.of(new AngularMarginLoss(AngularMarginLoss.Kind.ARCFACE, 8, 0.3), Head.cosine(8)),
        Arguments.of(
            new MultiLoss(0.5, 0.25, 0.25, 1, 7, 0.1), Head.sideBySide(MultiLoss.HEADS, true)),
        Arguments.of(new WithinClassAdded(HingeLoss.squared(), WITHIN), plain),
        Arguments.of(new WithinClassAdded(new CenterLoss(0.01, 0.5, 0), WITHIN), plain));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void trainsAndGoesOnBitForBit(ModuleLoss loss, Head head) {
    SmallTraining whole = new SmallTraining(1, 0.05, loss, head, false);
    double first = whole.trainTo(1).between();
    double last = whole.trainTo(9).between();
    assertTrue(last < first, () -> "L_B from " + first + " to " + last);

    SmallTraining begun = new SmallTraining(1, 0.05, loss, head, false);
    begun.trainTo(4);
    Path file = folder.resolve("a.safetensors");
    Checkpoint.write(file, begun.trainer, 0, Map.of(), Map.of());
    SmallTraining resumed = new SmallTraining(99, 0.05, loss, head, false);
    Checkpoint.read(file).restore(resumed.trainer);
    resumed.trainTo(9);
    Map<String, float[]> expected = whole.weights();
    assertEquals(expected.keySet(), resumed.weights().keySet());
    resumed.weights().forEach((name, w) -> assertArrayEquals(expected.get(name), w, 0f, name));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void startsFromTheWeightsThatOtherLossesStartFrom(ModuleLoss loss, Head head) {
    Map<String, float[]> plain = new SmallTraining(3, 0.1, 0, false).weights();
    Map<String, float[]> own = new SmallTraining(3, 0.1, loss, head, false).weights();
    assertTrue(own.keySet().containsAll(List.of("module4.linear.weight", "module1.linear.weight")));
    own.forEach(
        (name, values) -> {
          if (plain.containsKey(name)) {
            assertArrayEquals(plain.get(name), values, 0f, name);
          }
        });
  }
}
