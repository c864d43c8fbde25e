package org.mixsep.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mixsep.loss.Relatives.Expected;
import org.mixsep.network.ModuleOutput;

/** Losses on embeddings against golden values computed by plain loops. */
class EmbeddingFixtureTest {

  @TestFactory
  Stream<DynamicTest> contrastive() {
    return Relatives.tests(
        "contrastive",
        e -> {
          matches(e, contrastive(e.settings()));
          double[] counts = new Others(e.targets()).counts();
          double matched = Arrays.stream(counts).sum() / 2;
          assertEquals(e.line().path("matched_pairs").asDouble(), matched);
          assertEquals(matched, e.targets().pairs());
        });
  }

  private static ContrastiveLoss contrastive(JsonNode settings) {
    return new ContrastiveLoss(
        settings.path("margin").asDouble(),
        settings.path("power").asInt(),
        settings.path("normalize").asBoolean(),
        Relatives.name(settings, "reduction", ContrastiveLoss.Pairs.class));
  }

  @TestFactory
  Stream<DynamicTest> triplet() {
    return Relatives.tests(
        "triplet",
        e -> {
          TripletLoss loss = triplet(e.settings());
          matches(e, loss);
          Tensor distances = Triplets.distances(e.input("embeddings"));
          Triplets chosen =
              switch (loss.mining()) {
                case SEMI_HARD -> Triplets.semiHard(distances, e.targets());
                case BATCH_HARD -> Triplets.batchHard(distances, e.targets());
                case ALL -> Triplets.all(e.targets());
              };
          assertEquals(e.line().path("triplets").asLong(), chosen.size());
        });
  }

  private static TripletLoss triplet(JsonNode settings) {
    return new TripletLoss(
        Relatives.name(settings, "mining", TripletLoss.Mining.class),
        settings.path("margin").asDouble(),
        Relatives.name(settings, "distance", TripletLoss.Distance.class),
        settings.path("normalize").asBoolean(),
        Relatives.name(settings, "hinge", TripletLoss.Hinge.class),
        Relatives.name(settings, "reduction", TripletLoss.Average.class));
  }

  @TestFactory
  Stream<DynamicTest> supervisedContrastive() {
    return Relatives.tests(
        "supervised_contrastive",
        e -> matches(e, new SupervisedContrastiveLoss(e.number("temperature"))));
  }

  private static void matches(Expected expected, EmbeddingLoss loss) {
    Tensor embeddings = expected.input("embeddings");
    Tensor value = loss.of(embeddings, expected.targets());
    value.backward();
    expected.matches("loss", value);
    expected.matches("grad_embeddings", embeddings.grad());
  }

  @TestFactory
  Stream<DynamicTest> withCrossEntropy() {
    return Relatives.tests(
        "with_cross_entropy",
        e -> {
          JsonNode settings = e.settings().path("settings");
          EmbeddingLoss term =
              e.settings().path("term").asText().equals("triplet")
                  ? triplet(settings)
                  : contrastive(settings);
          Tensor logits = e.input("logits");
          Tensor embeddings = e.input("embeddings");
          LossTerms terms =
              new WithEmbeddings(term, e.number("weight"), WithEmbeddings.Space.FEATURES, 0)
                  .of(ModuleOutput.of(logits, embeddings), e.targets(), 0);
          terms.total().backward();
          e.matches("between", terms.between());
          e.matches("term", terms.within());
          e.matches("total", terms.total());
          e.matches("grad_logits", logits.grad());
          e.matches("grad_embeddings", embeddings.grad());
        });
  }
}
