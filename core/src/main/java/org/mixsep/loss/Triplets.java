package org.mixsep.loss;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.torch.Tensors;

/**
 * Triplets of a batch: places of an anchor, of another image of its class (positive), and of an
 * image of another class (negative).
 *
 * <p>Mined by distances [N, N], of any kind; of equally distant images the first in the batch is
 * taken. An image alone in its class is never an anchor or a positive.
 *
 * @param anchors int64 [T]
 * @param positives int64 [T]
 * @param negatives int64 [T]
 */
public record Triplets(Tensor anchors, Tensor positives, Tensor negatives) {
  private static final double FAR = Double.POSITIVE_INFINITY;
  private static final double NEAR = Double.NEGATIVE_INFINITY;

  /** Number T of triplets. */
  public long size() {
    return anchors.size(0);
  }

  /**
   * Euclidean distances [N, N] between embeddings [N, d], each from its differences; without a
   * gradient.
   */
  public static Tensor distances(Tensor embeddings) {
    return PairMatrix.distances(embeddings.detach());
  }

  /**
   * For each anchor its farthest positive and its closest negative (Hermans, Beyer, Leibe: In
   * defense of the triplet loss, 2017).
   */
  public static Triplets batchHard(Tensor distances, Targets targets) {
    Tensor anchors = targets.place(Tensors.longs(new Others(targets).anchors()));
    Triplets all = new Triplets(anchors, anchors.clone(), anchors.clone());
    PairMatrix.blocks(
        anchors.size(0),
        distances.size(1),
        (from, rows) -> {
          Tensor own = anchors.narrow(0, from, rows);
          Tensor d = distances.index_select(0, own);
          Tensor same = PairMatrix.sameClass(targets, own);
          Tensor closest = d.masked_fill(same, new Scalar(FAR)).min(1).get1();
          d =
              d.masked_fill(same.logical_not(), new Scalar(NEAR))
                  .scatter_(1, own.unsqueeze(1), new Scalar(NEAR));
          all.positives.narrow(0, from, rows).copy_(d.max(1).get1());
          all.negatives.narrow(0, from, rows).copy_(closest);
        });
    return all;
  }

  /**
   * For each anchor and each of its positives the closest negative that is farther than the
   * positive, or, where none is, the farthest one (Schroff, Kalenichenko, Philbin: FaceNet, 2015,
   * in the reading of TensorFlow Addons).
   */
  public static Triplets semiHard(Tensor distances, Targets targets) {
    Others others = new Others(targets);
    int[] anchors = others.anchors();
    Tensor all = targets.labels().new_zeros(3, others.pairs(anchors));
    int[] filled = {0};
    PairMatrix.blocks(
        anchors.length,
        distances.size(1),
        (from, rows) -> {
          int[] some = Arrays.copyOfRange(anchors, (int) from, (int) (from + rows));
          Tensor own = targets.place(Tensors.longs(some));
          Tensor positives =
              targets.place(Tensors.of(others.places(some), rows, others.most(some)));
          Tensor negatives =
              semiHard(
                  distances.index_select(0, own), PairMatrix.sameClass(targets, own), positives);
          Tensor anchor = own.unsqueeze(1).expand_as(positives);
          Tensor real = positives.ne(anchor);
          int count = others.pairs(some);
          Tensor[] columns = {anchor, positives, negatives};
          for (int i = 0; i < columns.length; i++) {
            all.select(0, i).narrow(0, filled[0], count).copy_(columns[i].masked_select(real));
          }
          filled[0] += count;
        });
    return new Triplets(all.select(0, 0), all.select(0, 1), all.select(0, 2));
  }

  /** Of anchors' distances [A, N] and positives [A, P]: negatives [A, P]. */
  private static Tensor semiHard(Tensor distances, Tensor same, Tensor positives) {
    T_TensorTensor_T sorted =
        distances.masked_fill(same, new Scalar(FAR)).sort(new BoolOptional(true), 1, false);
    Tensor farther =
        torch.searchsorted(
            sorted.get0(),
            distances.gather(1, positives),
            false,
            true,
            new StringViewOptional(),
            new TensorOptional());
    Tensor found = farther.lt(same.logical_not().sum(1).unsqueeze(1));
    Tensor closest = sorted.get1().gather(1, farther.clamp_max(new Scalar(distances.size(1) - 1)));
    Tensor farthest = distances.masked_fill(same, new Scalar(NEAR)).max(1).get1();
    return torch.where(found, closest, farthest.unsqueeze(1).expand_as(closest));
  }

  /** All there are: up to N^3 / 4 of them. */
  public static Triplets all(Targets targets) {
    Others others = new Others(targets);
    LongStream.Builder[] columns = {
      LongStream.builder(), LongStream.builder(), LongStream.builder()
    };
    for (int anchor : others.anchors()) {
      int[] negatives = others.negatives(anchor);
      for (int positive : others.of(anchor)) {
        for (int negative : negatives) {
          columns[0].add(anchor);
          columns[1].add(positive);
          columns[2].add(negative);
        }
      }
    }
    Tensor[] placed = new Tensor[columns.length];
    for (int i = 0; i < columns.length; i++) {
      long[] column = columns[i].build().toArray();
      placed[i] = targets.place(Tensors.of(column, column.length));
    }
    return new Triplets(placed[0], placed[1], placed[2]);
  }
}
