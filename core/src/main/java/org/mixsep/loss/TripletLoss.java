package org.mixsep.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.torch.UnitVectors;

/**
 * Triplet loss (Schroff, Kalenichenko, Philbin: FaceNet, CVPR 2015): over triplets of an anchor a,
 * a positive p and a negative n, the mean of h(D_ap - D_an + margin).
 *
 * <p>Where all points are equal it is h(margin), without a gradient.
 *
 * @param mining which triplets of the batch count
 * @param margin at least 0; 0.2 in the source
 * @param distance D
 * @param normalize whether points are unit vectors, as in the source
 * @param hinge h
 * @param reduction which triplets the mean is over
 */
public record TripletLoss(
    Mining mining,
    double margin,
    Distance distance,
    boolean normalize,
    Hinge hinge,
    Average reduction)
    implements EmbeddingLoss {
  /** Triplets for each image up to which their differences are taken one by one. */
  private static final int FEW = 4;

  /** Which triplets count. */
  public enum Mining {
    /** {@link Triplets#semiHard}. */
    SEMI_HARD,
    /** {@link Triplets#batchHard}. */
    BATCH_HARD,
    /** All. With {@link Hinge#RELU} they are counted by sorting, never listed. */
    ALL
  }

  /** Distance of two points. */
  public enum Distance {
    /** As in FaceNet. */
    SQUARED_EUCLIDEAN,
    /** As in Hermans et al. */
    EUCLIDEAN;

    /** Of Euclidean distances, float64. */
    Tensor of(Tensor distances) {
      Tensor d = distances.to(ScalarType.Double);
      return this == EUCLIDEAN ? d : d.square();
    }

    /** Of derivatives by this distance, the weights that lead to the points. */
    Tensor weights(Tensor derivatives, Tensor distances) {
      return this == EUCLIDEAN
          ? PairMatrix.overDistances(derivatives, distances)
          : derivatives.mul(new Scalar(2.0));
    }
  }

  /** What a triplet that is not far enough apart costs. */
  public enum Hinge {
    /** max(0, v). */
    RELU,
    /** log(1 + e^v), the soft margin of Hermans et al. */
    SOFTPLUS;

    Tensor of(Tensor v) {
      return this == RELU ? v.relu() : torch.log_sigmoid(v.neg()).neg();
    }

    Tensor derivative(Tensor v) {
      return this == RELU ? v.gt(new Scalar(0.0)).to(v.scalar_type().intern()) : v.sigmoid();
    }
  }

  /** Which triplets the mean is over. */
  public enum Average {
    /** All that were mined. */
    MEAN,
    /** Those with a loss above 0. */
    NONZERO
  }

  public TripletLoss {
    if (!(margin >= 0) || Double.isInfinite(margin)) {
      throw new IllegalArgumentException("the triplet margin is at least 0, not " + margin);
    }
  }

  /** FaceNet's: semi-hard, margin 0.2, squared distances of unit vectors. */
  public static TripletLoss faceNet() {
    return new TripletLoss(
        Mining.SEMI_HARD, 0.2, Distance.SQUARED_EUCLIDEAN, true, Hinge.RELU, Average.MEAN);
  }

  @Override
  public Tensor of(Tensor embeddings, Targets targets) {
    Tensor z = normalize ? UnitVectors.of(embeddings) : embeddings;
    return GivenGradient.of(
        z, (points, value, gradient) -> compute(points, targets, value, gradient));
  }

  private void compute(Tensor points, Targets targets, Tensor value, Tensor gradient) {
    if (new Others(targets).anchors().length == 0) {
      return;
    }
    Tensor distances = PairMatrix.distances(points);
    double count =
        switch (mining) {
          case ALL -> new AllTriplets(this, points, distances, targets).add(value, gradient);
          case BATCH_HARD ->
              add(Triplets.batchHard(distances, targets), points, distances, value, gradient);
          case SEMI_HARD ->
              add(Triplets.semiHard(distances, targets), points, distances, value, gradient);
        };
    if (count > 0) {
      value.div_(new Scalar(count));
      gradient.div_(new Scalar(count));
    }
  }

  /** Adds the sum over triplets and its gradient; returns how many the mean is over. */
  private double add(
      Triplets triplets, Tensor points, Tensor distances, Tensor value, Tensor gradient) {
    long n = points.size(0);
    Tensor first = triplets.anchors().mul(new Scalar(n));
    Tensor flat = distances.view(-1);
    Tensor positive = flat.index_select(0, first.add(triplets.positives()));
    Tensor negative = flat.index_select(0, first.add(triplets.negatives()));
    Tensor v = distance.of(positive).sub(distance.of(negative)).add_(new Scalar(margin));
    Tensor losses = hinge.of(v);
    Tensor slopes = hinge.derivative(v);
    value.add_(losses.sum());
    PairWeights weights =
        new PairWeights(
            triplets.anchors(),
            triplets.positives(),
            distance.weights(slopes, positive.to(ScalarType.Double)),
            triplets.negatives(),
            distance.weights(slopes.neg(), negative.to(ScalarType.Double)));
    if (triplets.size() <= FEW * n) {
      weights.addOneByOne(points, gradient);
    } else {
      weights.addTogether(points, 1, gradient); // a slope is at most 1
    }
    return reduction == Average.MEAN
        ? triplets.size()
        : losses.gt(new Scalar(0.0)).sum().item_double();
  }
}
