package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.mixsep.batch.RandomCrop;
import org.mixsep.loss.ContrastiveLoss;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.loss.HingeLoss;
import org.mixsep.loss.PairDistance;
import org.mixsep.loss.Reduction;
import org.mixsep.loss.TripletLoss;
import org.mixsep.loss.WithEmbeddings;
import org.mixsep.picture.ImageFit;
import org.mixsep.training.Views;
import org.mixsep.training.WeightDecay;

class FlatYamlTest {
  @Property(tries = 300)
  void whatIsWrittenReadsBackEqual(@ForAll("configurations") RunConfig config) {
    assertEquals(config, FlatYaml.parse(FlatYaml.write(config), "test"));
  }

  @Property(tries = 300)
  void anyPathReadsBackEqual(@ForAll("paths") Optional<Path> path) {
    RunConfig base = Presets.named(Presets.DEFAULT).config();
    OutputConfig output = new OutputConfig(1, Views.NONE, 1, true, 1, path, path);
    RunConfig config =
        new RunConfig(
            base.data(),
            base.preprocess(),
            base.network(),
            base.loss(),
            base.training(),
            base.machine(),
            output);
    assertEquals(config, FlatYaml.parse(FlatYaml.write(config), "test"));
  }

  @Example
  void oneKeyALineInGroups() {
    String yaml = FlatYaml.write(Presets.named(Presets.DEFAULT).config());
    assertTrue(yaml.startsWith("data.name: street-digits\ndata.dir:\n"), yaml);
    assertTrue(
        yaml.contains("\n\npreprocess: standardize\npreprocess.zca.rank: 0\n\naugment: none\n"),
        yaml);
    assertTrue(yaml.contains("\nloss.within.weight: 0.001\n"), yaml);
    assertEquals(Catalogue.all().size(), yaml.lines().filter(line -> line.contains(":")).count());
  }

  @Provide
  Arbitrary<Optional<Path>> paths() {
    List<String> awkward =
        List.of(
            "null", "~x", "a: b", "# a", "a #b", "'", "\"", "-", "---", "é ü", "日本", "😀", "[a]",
            " lead", "{", "*a", "&a", "!a", "%a", "@a", "`a", "true", "1.0", "?", "|", ">", "a\\b");
    return Arbitraries.of(awkward)
        .array(String[].class)
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(parts -> Path.of(String.join(" ", parts)))
        .optional();
  }

  private static Arbitrary<Double> decimals(double low, double high) {
    return Arbitraries.doubles().between(low, false, high, false).ofScale(12);
  }

  private static <E> Arbitrary<List<E>> lists(E[] items) {
    return Arbitraries.shuffle(items)
        .flatMap(
            all -> Arbitraries.integers().between(0, items.length).map(n -> all.subList(0, n)));
  }

  private Arbitrary<NetworkConfig> networks() {
    Arbitrary<NetworkName> names =
        Arbitraries.of("vgg16", "resnet1", "resnet200", "resnet25-strided", "wrn28-10-original")
            .map(NetworkConfig.NAME::parse);
    Arbitrary<List<Integer>> modules =
        Arbitraries.of(1, 2, 3).set().map(FlatYamlTest::withLastBlock);
    return Combinators.combine(
            names, Arbitraries.of(true, false), modules, Arbitraries.of(Prediction.class), paths())
        .as(NetworkConfig::new);
  }

  private static List<Integer> withLastBlock(Set<Integer> blocks) {
    TreeSet<Integer> all = new TreeSet<>(blocks);
    all.add(4);
    return List.copyOf(all);
  }

  private static Arbitrary<LossConfig> losses() {
    Arbitrary<ThresholdConfig> thresholds =
        Combinators.combine(
                decimals(0, 10),
                Arbitraries.integers().between(1, 1000),
                decimals(0, 1),
                decimals(0, 1),
                decimals(0, 1e-3),
                Arbitraries.of(ThresholdScope.class))
            .as(ThresholdConfig::new);
    Arbitrary<WithinConfig> within =
        Combinators.combine(
                Arbitraries.doubles().between(0, Double.MAX_VALUE).map(Math::abs),
                Arbitraries.integers().between(0, 1000),
                Arbitraries.integers().between(0, 1000),
                Arbitraries.of(Reduction.class),
                Arbitraries.of(PairDistance.class),
                Arbitraries.of(FeatureSpace.class))
            .as(
                (weight, warmup, memory, reduction, distance, space) ->
                    new WithinConfig(
                        weight,
                        warmup,
                        space.isRelative() ? 0 : memory,
                        reduction,
                        distance,
                        space));
    Arbitrary<CenterConfig> centers =
        Combinators.combine(decimals(0, 10), decimals(0, 1)).as(CenterConfig::new);
    return Combinators.combine(
            Arbitraries.of(LossName.CENTER, LossName.CONTRASTIVE, LossName.TRIPLET),
            Arbitraries.doubles().between(0, 0.99),
            within,
            thresholds,
            centers,
            relatives())
        .as(LossConfig::new);
  }

  private static Arbitrary<RelativesConfig> relatives() {
    Arbitrary<HingeConfig> hinge =
        Combinators.combine(
                Arbitraries.of(HingeLoss.Form.class),
                Arbitraries.integers().between(1, 3),
                decimals(0.1, 3),
                Arbitraries.of(Reduction.class))
            .as(HingeConfig::new);
    Arbitrary<TripletConfig> triplets =
        Combinators.combine(
                decimals(0, 3),
                Arbitraries.of(WithEmbeddings.Space.class),
                Arbitraries.of(TripletLoss.Mining.class),
                Arbitraries.of(TripletLoss.Distance.class),
                Arbitraries.of(TripletLoss.Hinge.class),
                Arbitraries.of(TripletLoss.Average.class))
            .as(
                (w, space, mining, distance, soft, average) ->
                    new TripletConfig(w, space, mining, w, distance, w > 1, soft, average));
    Arbitrary<LSoftmaxConfig> margins =
        Combinators.combine(
                Arbitraries.integers().between(1, 4),
                decimals(0, 1e4),
                decimals(0, 1),
                decimals(0, 50))
            .as((m, base, gamma, power) -> new LSoftmaxConfig(m, base, gamma, power, gamma, m > 2));
    Arbitrary<MultiLossConfig> several =
        Combinators.combine(
                decimals(0, 1).list().ofSize(3),
                decimals(0.1, 2),
                Arbitraries.integers().between(0, 1000),
                Arbitraries.of(MultiLossConfig.Average.class))
            .as(MultiLossConfig::new);
    return Combinators.combine(
            Arbitraries.of(true, false), hinge, triplets, margins, several, decimals(0.1, 3))
        .as(
            (add, h, t, l, m, x) ->
                new RelativesConfig(
                    add,
                    h,
                    new FocalConfig(x),
                    new ContrastiveConfig(
                        x, t.embeddings(), x, 1, add, ContrastiveLoss.Pairs.NONZERO),
                    t,
                    new SupervisedContrastiveConfig(x, t.embeddings(), x),
                    l,
                    new AngularMarginConfig(x, x),
                    new AngularMarginConfig(x, x / 2),
                    m));
  }

  /** The schedule onecycle has no warm-up besides its own. */
  private static LearningRateConfig rate(
      double initial,
      Schedule schedule,
      double factor,
      int every,
      List<Double> milestones,
      int warmup,
      double end,
      OneCycleConfig cycle) {
    int rise = schedule == Schedule.ONECYCLE ? 0 : warmup;
    return new LearningRateConfig(initial, schedule, factor, every, milestones, rise, end, cycle);
  }

  private static Arbitrary<TrainingConfig> trainings() {
    Arbitrary<List<Double>> milestones =
        decimals(0, 1).set().ofMinSize(1).ofMaxSize(4).map(set -> List.copyOf(new TreeSet<>(set)));
    Arbitrary<Integer> counts = Arbitraries.integers().between(1, 1_000_000_000);
    Arbitrary<OneCycleConfig> cycles =
        Combinators.combine(
                decimals(0, 1), decimals(0, 1), Arbitraries.of(OneCycleConfig.Shape.class))
            .as(OneCycleConfig::new);
    Arbitrary<LearningRateConfig> rates =
        Combinators.combine(
                decimals(0, 10),
                Arbitraries.of(Schedule.class),
                decimals(0, 1),
                counts,
                milestones,
                counts,
                decimals(0, 1),
                cycles)
            .as(FlatYamlTest::rate);
    // Balanced batches must fit the batch size: 0 fits all, and shuffled ones have no rule.
    Arbitrary<BatchesConfig> batches =
        Arbitraries.of(
            new BatchesConfig(BatchesConfig.Order.BALANCED, 0),
            new BatchesConfig(BatchesConfig.Order.SHUFFLED, 7));
    Arbitrary<AverageConfig> averages =
        Combinators.combine(decimals(0, 1), Arbitraries.integers().between(1, 1000))
            .as(AverageConfig::new);
    return Combinators.combine(
            counts,
            Arbitraries.integers().between(1, 1000),
            decimals(0, 1),
            Combinators.combine(decimals(0, 1), Arbitraries.of(WeightDecay.Target.class))
                .as(WeightDecay::new),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(0, Long.MAX_VALUE),
            Combinators.combine(batches, averages).as(Map::entry),
            Combinators.combine(rates, optimizers()).as(Map::entry))
        .as(
            (iterations, batch, momentum, decay, nesterov, seed, pair, rest) ->
                new TrainingConfig(
                    iterations,
                    batch,
                    momentum,
                    decay,
                    nesterov,
                    seed,
                    pair.getKey(),
                    rest.getKey(),
                    pair.getValue(),
                    rest.getValue()));
  }

  private static boolean pixelsMayBeChanged(
      List<Preprocessing> steps, int rank, AugmentConfig augment) {
    return !augment.changesPixels() || List.of(Preprocessing.STANDARDIZE).containsAll(steps);
  }

  private static Arbitrary<OptimizerConfig> optimizers() {
    return Combinators.combine(
            Arbitraries.of(OptimizerConfig.Name.class),
            decimals(0, 10),
            decimals(0, 1),
            Arbitraries.integers().between(1, 20),
            decimals(0, 10))
        .as(OptimizerConfig::new);
  }

  private static Arbitrary<AugmentConfig> augmentations() {
    Arbitrary<MixConfig> mixes =
        Combinators.combine(decimals(0, 10), decimals(0, 10), decimals(0, 1)).as(MixConfig::new);
    return Combinators.combine(
            lists(Augmentation.values()),
            Arbitraries.of(AugmentConfig.Flip.class),
            Arbitraries.integers().between(1, 1024),
            Arbitraries.of(RandomCrop.Fill.class),
            Arbitraries.integers().between(1, 1024),
            Arbitraries.integers().between(1, 14),
            Arbitraries.integers().between(0, 30),
            mixes)
        .as(AugmentConfig::new);
  }

  @Provide
  Arbitrary<RunConfig> configurations() {
    Arbitrary<SetOptions> options =
        Combinators.combine(
                Arbitraries.integers().between(0, 500),
                Arbitraries.of(true, false),
                decimals(0.01, 0.99),
                Arbitraries.of(ImageFit.class),
                Arbitraries.integers().between(8, 1024))
            .as(
                (validation, pad, share, layout, side) ->
                    new SetOptions(
                        validation, share / 2, false, pad, share, layout, side, 1032 - side));
    Arbitrary<DataConfig> data =
        Combinators.combine(
                Arbitraries.of(DataName.class),
                Arbitraries.integers().between(1000, 9_000_000),
                Arbitraries.integers().between(0, 10_000_000),
                Arbitraries.longs().between(0, Long.MAX_VALUE),
                options,
                Arbitraries.of("http://h/", "https://h.example:8080/a%20b/~c/")
                    .map(URI::create)
                    .optional())
            .as(
                (n, train, test, seed, o, url) ->
                    new DataConfig(
                        n, Optional.of(Path.of("a b")), 10, train + 1000, test, seed, o, url));
    Arbitrary<PreprocessConfig> preprocess =
        Combinators.combine(
                lists(Preprocessing.values()),
                Arbitraries.integers().between(0, 65_536),
                augmentations())
            .filter(FlatYamlTest::pixelsMayBeChanged)
            .as(PreprocessConfig::new);
    Arbitrary<MachineConfig> machine =
        Combinators.combine(
                Arbitraries.of(PrecisionChoice.class),
                Arbitraries.of(ConvolutionChoice.class),
                Arbitraries.of(DeviceChoice.class),
                Arbitraries.integers().between(0, 1024))
            .as(MachineConfig::new);
    Arbitrary<OutputConfig> output =
        Arbitraries.integers()
            .between(1, 1000)
            .map(
                n ->
                    new OutputConfig(
                        n,
                        Views.MIRROR,
                        n + 1,
                        n % 2 == 0,
                        n + 2,
                        Optional.empty(),
                        Optional.empty()));
    return Combinators.combine(data, preprocess, networks(), losses(), trainings(), machine, output)
        .as(RunConfig::new);
  }
}
