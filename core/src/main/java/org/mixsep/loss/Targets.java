package org.mixsep.loss;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.batch.Labels;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Tensors;

/**
 * What a batch's logits are held against: its labels, and which of its images form same-class
 * pairs. Made once a batch, shared by the losses of all modules.
 *
 * <p>An image mixed of two (mixup, CutMix) belongs to the class with the larger share: pairs, class
 * centers and what losses remember know it by that alone. L_B has both labels, by their shares.
 */
public final class Targets {
  /** Differences of two values, summed over the pairs, up to which loops are the faster way. */
  private static final long FEW = 1 << 18;

  private final Compute compute;
  private final Tensor labels;
  private final Tensor between;
  private final int[][] images;
  private final int[] pairedClasses;
  private final long pairs;

  /** Null where loops are not the faster way. */
  private final FewPairs fewPairs;

  /** Null where they are. */
  private final ClassPairs classPairs;

  private Targets(Labels labels, int[][] images, Compute compute, long few) {
    this.compute = compute;
    this.images = images;
    this.labels = compute.place(Tensors.longs(labels.main()));
    this.between = labels.mixed() ? compute.place(shares(labels, images.length)) : this.labels;
    pairedClasses = IntStream.range(0, images.length).filter(j -> images[j].length > 1).toArray();
    pairs = Arrays.stream(images).mapToLong(of -> of.length * (of.length - 1L) / 2).sum();
    boolean loops = pairs > 0 && !compute.onGpu() && pairs * images.length <= few;
    fewPairs = loops ? new FewPairs(paired()) : null;
    classPairs = loops || pairs == 0 ? null : grouped();
  }

  /**
   * @param labels of the N images, each in {0..classes-1}
   * @param compute where the logits are
   * @throws IllegalArgumentException when a label has no class
   */
  public static Targets of(int[] labels, int classes, Compute compute) {
    return of(labels, classes, compute, FEW);
  }

  /**
   * @param labels of the N images, each in {0..classes-1}; of images mixed of two, both
   * @param compute where the logits are
   * @throws IllegalArgumentException when a label has no class
   */
  public static Targets of(Labels labels, int classes, Compute compute) {
    return of(labels, classes, compute, FEW);
  }

  /** For tests, which hold both ways against each other. */
  static Targets of(int[] labels, int classes, Compute compute, long few) {
    return of(Labels.of(labels), classes, compute, few);
  }

  private static Targets of(Labels mixed, int classes, Compute compute, long few) {
    int[] labels = mixed.main();
    mixed.requireClasses(classes);
    int[] count = new int[classes];
    for (int label : labels) {
      count[label]++;
    }
    int[][] images = new int[classes][];
    Arrays.setAll(images, j -> new int[count[j]]);
    Arrays.fill(count, 0);
    for (int i = 0; i < labels.length; i++) {
      images[labels[i]][count[labels[i]]++] = i;
    }
    return new Targets(mixed, images, compute, few);
  }

  /** Of each image and class: [N, c]. */
  private static Tensor shares(Labels labels, int classes) {
    int batch = labels.main().length;
    float[] shares = new float[batch * classes];
    for (int i = 0; i < batch; i++) {
      shares[i * classes + labels.main()[i]] += labels.shares()[i];
      shares[i * classes + labels.other()[i]] += 1 - labels.shares()[i];
    }
    return Tensors.of(shares, batch, classes);
  }

  private int[][] paired() {
    return IntStream.of(pairedClasses).mapToObj(j -> images[j]).toArray(int[][]::new);
  }

  private ClassPairs grouped() {
    int[][] paired = paired();
    PairSums sums = new GroupedPairs(paired, batch(), images.length, compute);
    return new ClassPairs(paired, batch(), sums, compute);
  }

  /** Labels, int64 [N]; of an image mixed of two, the one with the larger share. */
  public Tensor labels() {
    return labels;
  }

  /**
   * What L_B holds the logits against: the labels, or where images are mixed the shares of all
   * classes, float32 [N, c], each row with the sum 1.
   */
  Tensor between() {
    return between;
  }

  /** Classes with two images or more in the batch, ascending: k of them. */
  public int[] pairedClasses() {
    return pairedClasses.clone();
  }

  /** Number of same-class pairs of the batch: the sum of lambda_j (Eq. 4). */
  public long pairs() {
    return pairs;
  }

  /** Places in the batch, ascending, of each class's images. */
  int[][] images() {
    return images;
  }

  /** A tensor where the labels are. */
  Tensor place(Tensor tensor) {
    return compute.place(tensor);
  }

  /**
   * The pairs, by class, where there are some and so few that loops are the faster way, or null.
   */
  FewPairs fewPairs() {
    return fewPairs;
  }

  /** The pairs, by class; there must be one. */
  ClassPairs classPairs() {
    return classPairs != null ? classPairs : new ClassPairs(paired(), batch(), fewPairs, compute);
  }

  private int batch() {
    return Math.toIntExact(labels.size(0));
  }
}
