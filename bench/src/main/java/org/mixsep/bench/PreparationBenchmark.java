package org.mixsep.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mixsep.batch.AlternatingFlip;
import org.mixsep.batch.Batch;
import org.mixsep.batch.BatchStream;
import org.mixsep.batch.CutMix;
import org.mixsep.batch.Cutout;
import org.mixsep.batch.HorizontalFlip;
import org.mixsep.batch.Mixup;
import org.mixsep.batch.RandomCrop;
import org.mixsep.batch.ShuffledOrder;
import org.mixsep.batch.TrivialAugment;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.preprocess.GlobalContrastNormalization;
import org.mixsep.preprocess.PreparedImages;
import org.mixsep.preprocess.PreprocessingRecipe;
import org.mixsep.preprocess.Standardization;
import org.mixsep.preprocess.ZcaWhitening;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What stands around the step: preprocessing of 2,048 images, one batch of 128, the threshold. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class PreparationBenchmark {
  private static final int IMAGES = 2048;

  private ImageSet images;
  private FittedPreprocessing contrast;
  private FittedPreprocessing whitening;
  private BatchStream plain;
  private BatchStream flipped;
  private BatchStream mixed;
  private BatchStream trivial;
  private AdaptiveThreshold threshold;
  private AdaptiveThreshold.State state;

  @Setup
  public void setUp() {
    images = new StreetDigits(1, 10).train(IMAGES);
    contrast = new PreprocessingRecipe(new GlobalContrastNormalization()).fit(images);
    whitening = new PreprocessingRecipe(new ZcaWhitening()).fit(images);
    PreparedImages prepared = contrast.apply(images);
    plain = new BatchStream(prepared, new ShuffledOrder(1, IMAGES, 128), List.of(), 1, 0);
    flipped =
        new BatchStream(
            prepared, new ShuffledOrder(1, IMAGES, 128), List.of(new HorizontalFlip()), 1, 0);
    mixed =
        new BatchStream(
            prepared,
            new ShuffledOrder(1, IMAGES, 128),
            List.of(
                new RandomCrop(4, RandomCrop.Fill.REFLECT),
                new AlternatingFlip(),
                new Cutout(16),
                new Mixup(1, 1),
                new CutMix(1, 1)),
            1,
            0);
    trivial =
        new BatchStream(
            new PreprocessingRecipe(new Standardization()).fit(images).pixels(images),
            new ShuffledOrder(1, IMAGES, 128),
            List.of(new TrivialAugment(), new RandomCrop(), new HorizontalFlip()),
            1,
            0);
    threshold = AdaptiveThreshold.paper();
    state = threshold.initial();
  }

  @TearDown
  public void tearDown() {
    plain.close();
    flipped.close();
    mixed.close();
    trivial.close();
  }

  @Benchmark
  public PreparedImages contrastNormalization() {
    return contrast.apply(images);
  }

  @Benchmark
  public PreparedImages whitening() {
    return whitening.apply(images);
  }

  @Benchmark
  public Batch batch() {
    return plain.next();
  }

  @Benchmark
  public Batch flippedBatch() {
    return flipped.next();
  }

  @Benchmark
  public Batch mixedBatch() {
    return mixed.next();
  }

  @Benchmark
  public Batch trivialAugmentBatch() {
    return trivial.next();
  }

  @Benchmark
  public AdaptiveThreshold.State threshold() {
    state = threshold.after(state, 1.5);
    return state;
  }
}
