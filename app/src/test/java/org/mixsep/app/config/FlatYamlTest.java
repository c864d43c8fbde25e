package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.mixsep.loss.FeatureSpace;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;

class FlatYamlTest {
  @Property(tries = 300)
  void whatIsWrittenReadsBackEqual(@ForAll("configurations") RunConfig config) {
    assertEquals(config, FlatYaml.parse(FlatYaml.write(config), "test"));
  }

  @Property(tries = 300)
  void anyPathReadsBackEqual(@ForAll("paths") Optional<Path> path) {
    RunConfig base = Presets.named(Presets.DEFAULT).config();
    RunConfig config = base.with(OutputSettings.RUN, path).with(OutputSettings.CACHE, path);
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

  private static Arbitrary<Integer> wholes(int low, int high) {
    return Arbitraries.integers().between(low, high);
  }

  private static <E> Arbitrary<List<E>> lists(E[] items) {
    return Arbitraries.shuffle(items)
        .flatMap(all -> wholes(0, items.length).map(n -> List.copyOf(all.subList(0, n))));
  }

  /** Sets a setting to any of some values. */
  private static <T> Arbitrary<UnaryOperator<Values>> set(
      Setting<T> setting, Arbitrary<? extends T> to) {
    return to.map(value -> values -> values.with(setting, value));
  }

  /** Sets a setting to any constant of its enum. */
  private static <E extends Enum<E>> Arbitrary<UnaryOperator<Values>> any(Setting<E> setting) {
    return set(setting, Arbitraries.of(setting.usual().getDeclaringClass()));
  }

  private static Arbitrary<UnaryOperator<Values>> flag(Setting<Boolean> setting) {
    return set(setting, Arbitraries.of(true, false));
  }

  private static <E extends Enum<E>> Arbitrary<UnaryOperator<Values>> orAuto(
      Setting<Optional<E>> setting, Class<E> constants) {
    return set(setting, Arbitraries.of(constants).optional());
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> images() {
    Arbitrary<UnaryOperator<Values>> sides =
        wholes(8, 1024)
            .map(
                side ->
                    values ->
                        values
                            .with(ReadingSettings.HEIGHT, side)
                            .with(ReadingSettings.WIDTH, 1032 - side));
    return Stream.of(
        any(DataSettings.NAME),
        set(DataSettings.DIR, Arbitraries.just(Optional.of(Path.of("a b")))),
        set(DataSettings.TRAIN, wholes(2000, 9_001_000)),
        set(DataSettings.TEST, wholes(0, 10_000_000)),
        set(DataSettings.SEED, Arbitraries.longs().between(0, Long.MAX_VALUE)),
        set(
            DataSettings.URL,
            Arbitraries.of("http://h/", "https://h.example:8080/a%20b/~c/")
                .map(URI::create)
                .optional()),
        set(ReadingSettings.VALIDATION, wholes(0, 500)),
        set(ReadingSettings.LABEL_NOISE, decimals(0.01, 0.5)),
        flag(ReadingSettings.PAD),
        set(ReadingSettings.TEST_SHARE, decimals(0.01, 0.99)),
        any(ReadingSettings.LAYOUT),
        sides);
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> preprocessing() {
    Arbitrary<UnaryOperator<Values>> steps =
        Combinators.combine(lists(Preprocessing.values()), lists(Augmentation.values()))
            .filter(FlatYamlTest::pixelsMayBeChanged)
            .as(
                (prepare, augment) ->
                    values ->
                        values
                            .with(PreprocessSettings.STEPS, prepare)
                            .with(AugmentSettings.STEPS, augment));
    return Stream.of(
        steps,
        set(PreprocessSettings.ZCA_RANK, wholes(0, 65_536)),
        any(AugmentSettings.FLIP),
        set(AugmentSettings.CROP_PADDING, wholes(1, 1024)),
        any(AugmentSettings.CROP_FILL),
        set(AugmentSettings.CUTOUT_SIZE, wholes(1, 1024)),
        set(AugmentSettings.RAND_OPERATIONS, wholes(1, 14)),
        set(AugmentSettings.RAND_STRENGTH, wholes(0, 30)),
        set(MixSettings.MIXUP_ALPHA, decimals(0, 10)),
        set(MixSettings.CUTMIX_ALPHA, decimals(0, 10)),
        set(MixSettings.PROBABILITY, decimals(0, 1)));
  }

  private static boolean pixelsMayBeChanged(
      List<Preprocessing> steps, List<Augmentation> augmentations) {
    return augmentations.stream().noneMatch(Augmentation::changesPixels)
        || List.of(Preprocessing.STANDARDIZE).containsAll(steps);
  }

  private static List<Integer> withLastBlock(Set<Integer> blocks) {
    TreeSet<Integer> all = new TreeSet<>(blocks);
    all.add(4);
    return List.copyOf(all);
  }

  private Stream<Arbitrary<UnaryOperator<Values>>> networks() {
    return Stream.of(
        set(
            NetworkSettings.NAME,
            Arbitraries.of("vgg16", "resnet1", "resnet200", "resnet25-strided", "wrn28-10-original")
                .map(NetworkSettings.NAME::parse)),
        flag(NetworkSettings.MODULE_ACTIVATION),
        set(
            NetworkSettings.MODULES,
            Arbitraries.of(1, 2, 3).set().map(FlatYamlTest::withLastBlock)),
        any(NetworkSettings.PREDICTION),
        set(NetworkSettings.INIT, paths()));
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> losses() {
    Arbitrary<UnaryOperator<Values>> spaces =
        Combinators.combine(wholes(0, 1000), Arbitraries.of(FeatureSpace.class))
            .as(
                (memory, space) ->
                    values ->
                        values
                            .with(WithinSettings.MEMORY, space.isRelative() ? 0 : memory)
                            .with(WithinSettings.SPACE, space));
    return Stream.of(
        set(
            LossSettings.NAME,
            Arbitraries.of(LossName.CENTER, LossName.CONTRASTIVE, LossName.TRIPLET)),
        set(LossSettings.LABEL_SMOOTHING, Arbitraries.doubles().between(0, 0.99)),
        spaces,
        set(
            WithinSettings.WEIGHT,
            Arbitraries.doubles().between(0, Double.MAX_VALUE).map(Math::abs)),
        set(WithinSettings.WARMUP, wholes(0, 1000)),
        any(WithinSettings.REDUCTION),
        any(WithinSettings.PAIR_DISTANCE),
        set(ThresholdSettings.START, decimals(0, 10)),
        set(ThresholdSettings.WINDOW, wholes(1, 1000)),
        set(ThresholdSettings.FACTOR, decimals(0, 1)),
        set(ThresholdSettings.TOLERANCE, decimals(0, 1)),
        set(ThresholdSettings.ABSOLUTE_TOLERANCE, decimals(0, 1e-3)),
        any(ThresholdSettings.SCOPE),
        set(CenterSettings.WEIGHT, decimals(0, 10)),
        set(CenterSettings.RATE, decimals(0, 1)));
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> relatives() {
    return Stream.of(
        flag(RelativesSettings.ADD_WITHIN),
        any(RelativesSettings.HINGE_FORM),
        set(RelativesSettings.HINGE_POWER, wholes(1, 3)),
        set(RelativesSettings.HINGE_MARGIN, decimals(0.1, 3)),
        any(RelativesSettings.HINGE_REDUCTION),
        set(RelativesSettings.FOCAL_GAMMA, decimals(0.1, 3)),
        set(RelativesSettings.CONTRASTIVE_WEIGHT, decimals(0.1, 3)),
        any(RelativesSettings.CONTRASTIVE_EMBEDDINGS),
        set(RelativesSettings.CONTRASTIVE_MARGIN, decimals(0.1, 3)),
        set(RelativesSettings.CONTRASTIVE_POWER, wholes(1, 2)),
        flag(RelativesSettings.CONTRASTIVE_NORMALIZE),
        any(RelativesSettings.CONTRASTIVE_REDUCTION),
        set(RelativesSettings.TRIPLET_WEIGHT, decimals(0, 3)),
        any(RelativesSettings.TRIPLET_EMBEDDINGS),
        any(RelativesSettings.TRIPLET_MINING),
        set(RelativesSettings.TRIPLET_MARGIN, decimals(0, 3)),
        any(RelativesSettings.TRIPLET_DISTANCE),
        flag(RelativesSettings.TRIPLET_NORMALIZE),
        any(RelativesSettings.TRIPLET_HINGE),
        any(RelativesSettings.TRIPLET_REDUCTION),
        set(RelativesSettings.SUPERVISED_CONTRASTIVE_WEIGHT, decimals(0.1, 3)),
        any(RelativesSettings.SUPERVISED_CONTRASTIVE_EMBEDDINGS),
        set(RelativesSettings.SUPERVISED_CONTRASTIVE_TEMPERATURE, decimals(0.1, 3)),
        set(RelativesSettings.L_SOFTMAX_MARGIN, wholes(1, 4)),
        set(RelativesSettings.L_SOFTMAX_BASE, decimals(0, 1e4)),
        set(RelativesSettings.L_SOFTMAX_GAMMA, decimals(0, 1)),
        set(RelativesSettings.L_SOFTMAX_POWER, decimals(0, 50)),
        set(RelativesSettings.L_SOFTMAX_LEAST, decimals(0, 1)),
        flag(RelativesSettings.L_SOFTMAX_FITTED),
        set(RelativesSettings.COSFACE_SCALE, decimals(0.1, 3)),
        set(RelativesSettings.COSFACE_MARGIN, decimals(0.1, 3)),
        set(RelativesSettings.ARCFACE_SCALE, decimals(0.1, 3)),
        set(RelativesSettings.ARCFACE_MARGIN, decimals(0.1, 1.5)),
        set(RelativesSettings.MULTI_LOSS_WEIGHTS, decimals(0, 1).list().ofSize(3)),
        set(RelativesSettings.MULTI_LOSS_SIGMA, decimals(0.1, 2)),
        set(RelativesSettings.MULTI_LOSS_WARMUP, wholes(0, 1000)),
        any(RelativesSettings.MULTI_LOSS_AVERAGE));
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> trainings() {
    // Balanced batches must fit the batch size: 0 fits all, and shuffled ones have no rule.
    Arbitrary<UnaryOperator<Values>> batches =
        Arbitraries.of(
            values ->
                values
                    .with(BatchesSettings.ORDER, BatchesSettings.Order.BALANCED)
                    .with(BatchesSettings.IMAGES_PER_CLASS, 0),
            values ->
                values
                    .with(BatchesSettings.ORDER, BatchesSettings.Order.SHUFFLED)
                    .with(BatchesSettings.IMAGES_PER_CLASS, 7));
    return Stream.of(
        batches,
        set(TrainingSettings.ITERATIONS, wholes(1, 1_000_000_000)),
        set(TrainingSettings.BATCH, wholes(1, 1000)),
        set(TrainingSettings.MOMENTUM, decimals(0, 1)),
        set(TrainingSettings.WEIGHT_DECAY, decimals(0, 1)),
        any(TrainingSettings.WEIGHT_DECAY_OF),
        flag(TrainingSettings.NESTEROV),
        set(TrainingSettings.SEED, Arbitraries.longs().between(0, Long.MAX_VALUE)),
        any(OptimizerSettings.NAME),
        set(OptimizerSettings.MUON_RATE, decimals(0, 10)),
        set(OptimizerSettings.MUON_MOMENTUM, decimals(0, 1)),
        set(OptimizerSettings.MUON_STEPS, wholes(1, 20)),
        set(OptimizerSettings.NORM_BIAS, decimals(0, 10)),
        set(AverageSettings.DECAY, decimals(0, 1)),
        set(AverageSettings.EVERY, wholes(1, 1000)));
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> rates() {
    // The schedule onecycle has no warm-up besides its own.
    Arbitrary<UnaryOperator<Values>> schedules =
        Combinators.combine(Arbitraries.of(Schedule.class), wholes(1, 1_000_000_000))
            .as(
                (schedule, warmup) ->
                    values ->
                        values
                            .with(LearningRateSettings.SCHEDULE, schedule)
                            .with(
                                LearningRateSettings.WARMUP,
                                schedule == Schedule.ONECYCLE ? 0 : warmup));
    return Stream.of(
        schedules,
        set(LearningRateSettings.INITIAL, decimals(0, 10)),
        set(LearningRateSettings.FACTOR, decimals(0, 1)),
        set(LearningRateSettings.EVERY, wholes(1, 1_000_000_000)),
        set(
            LearningRateSettings.MILESTONES,
            decimals(0, 1)
                .set()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(set -> List.copyOf(new TreeSet<>(set)))),
        set(LearningRateSettings.END, decimals(0, 1)),
        set(OneCycleSettings.START, decimals(0, 1)),
        set(OneCycleSettings.RISE, decimals(0, 1)),
        any(OneCycleSettings.SHAPE));
  }

  private static Stream<Arbitrary<UnaryOperator<Values>>> machinesAndOutputs() {
    return Stream.of(
        orAuto(MachineSettings.PRECISION, Precision.class),
        orAuto(MachineSettings.CONVOLUTION, Convolution.class),
        orAuto(MachineSettings.DEVICE, MachineSettings.Device.class),
        set(MachineSettings.THREADS, wholes(0, 1024)),
        set(OutputSettings.EVALUATE_EVERY, wholes(1, 1000)),
        any(OutputSettings.EVALUATE_VIEWS),
        set(OutputSettings.LOG_EVERY, wholes(1, 1000)),
        flag(OutputSettings.TENSOR_BOARD),
        set(OutputSettings.CHECKPOINT_EVERY, wholes(1, 1000)));
  }

  @Provide
  Arbitrary<RunConfig> configurations() {
    List<Arbitrary<UnaryOperator<Values>>> changes =
        Stream.of(
                images(),
                preprocessing(),
                networks(),
                losses(),
                relatives(),
                trainings(),
                rates(),
                machinesAndOutputs())
            .flatMap(stream -> stream)
            .toList();
    return Combinators.combine(changes).as(FlatYamlTest::changed);
  }

  private static RunConfig changed(List<UnaryOperator<Values>> changes) {
    Values values = Values.defaults();
    for (UnaryOperator<Values> change : changes) {
      values = change.apply(values);
    }
    return RunConfig.of(values);
  }
}
