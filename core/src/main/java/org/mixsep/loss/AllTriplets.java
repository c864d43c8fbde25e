package org.mixsep.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mixsep.loss.TripletLoss.Average;
import org.mixsep.loss.TripletLoss.Hinge;
import org.mixsep.torch.Tensors;

/**
 * All triplets of a batch, none of which is ever held. An anchor's negatives are sorted once, with
 * their running sums; a positive then finds by bisection how many of them are within the margin:
 * O(N^2 log N) time, O(N^2) memory. The soft hinge has no such form and takes a few anchors at a
 * time.
 */
final class AllTriplets {
  private static final double FAR = Double.POSITIVE_INFINITY;
  private static final long[] ROWS = {1};

  private final TripletLoss loss;
  private final Tensor points;
  private final Tensor distances;
  private final Targets targets;
  private final Others others;
  private final Tensor weights;
  private double above0;
  private double largest;

  AllTriplets(TripletLoss loss, Tensor points, Tensor distances, Targets targets) {
    this.loss = loss;
    this.points = points;
    this.distances = distances;
    this.targets = targets;
    this.others = new Others(targets);
    this.weights = torch.zeros_like(distances);
  }

  /** Adds the sum over triplets and its gradient; returns how many the mean is over. */
  double add(Tensor value, Tensor gradient) {
    int[] anchors = others.anchors();
    boolean sorts = loss.hinge() == Hinge.RELU;
    long width = distances.size(1) * (sorts ? 1 : others.most(anchors));
    PairMatrix.blocks(
        anchors.length,
        width,
        (from, rows) -> {
          Block block = new Block(Arrays.copyOfRange(anchors, (int) from, (int) (from + rows)));
          value.add_(sorts ? block.sorted() : block.listed());
        });
    PairWeights.addMatrix(points, weights, largest, gradient);
    return loss.reduction() == Average.MEAN ? others.triplets() : above0;
  }

  /** Some anchors, their distances, and those of their positives. */
  private final class Block {
    private final Tensor own;
    private final Tensor same;
    private final Tensor all;
    private final Tensor positives;
    private final Tensor filler;
    private final Tensor near;

    Block(int[] anchors) {
      own = targets.place(Tensors.longs(anchors));
      same = PairMatrix.sameClass(targets, own);
      all = loss.distance().of(distances.index_select(0, own));
      long most = others.most(anchors);
      positives = targets.place(Tensors.of(others.places(anchors), anchors.length, most));
      filler = positives.eq(own.unsqueeze(1));
      near = all.gather(1, positives).add_(new Scalar(loss.margin()));
    }

    Tensor sorted() {
      T_TensorTensor_T sorted =
          all.masked_fill(same, new Scalar(FAR)).sort(new BoolOptional(false), 1, false);
      Tensor far = sorted.get0();
      Tensor within =
          torch
              .searchsorted(far, near, false, false, new StringViewOptional(), new TensorOptional())
              .masked_fill_(filler, new Scalar(0));
      Tensor sums = far.masked_fill(far.eq(new Scalar(FAR)), new Scalar(0.0)).cumsum(1);
      Tensor upTo = torch.cat(new TensorVector(sums.new_zeros(sums.size(0), 1), sums), 1);
      Tensor counts = within.to(ScalarType.Double);
      above0 += counts.sum().item_double();
      // Of the negative at place r, the positives whose bound lies beyond r.
      Tensor bounds = torch.zeros_like(upTo).scatter_add_(1, within, torch.ones_like(counts));
      Tensor met = bounds.cumsum(1).narrow(1, 0, sums.size(1));
      Tensor beyond = met.sub_(new Scalar((double) positives.size(1)));
      Tensor slopes = torch.zeros_like(all).scatter_(1, sorted.get1(), beyond);
      slopes.scatter_add_(1, positives, counts);
      put(slopes);
      return near.mul_(counts)
          .masked_fill_(filler, new Scalar(0.0))
          .sub_(upTo.gather(1, within))
          .sum();
    }

    Tensor listed() {
      Tensor v = near.unsqueeze(2).sub(all.unsqueeze(1));
      Tensor none = filler.unsqueeze(2).logical_or(same.unsqueeze(1));
      Tensor losses = loss.hinge().of(v).masked_fill_(none, new Scalar(0.0));
      above0 += losses.gt(new Scalar(0.0)).sum().item_double();
      Tensor derivatives = loss.hinge().derivative(v).masked_fill_(none, new Scalar(0.0));
      Tensor slopes = derivatives.sum(ROWS, false, new ScalarTypeOptional()).neg_();
      slopes.scatter_add_(
          1, positives, derivatives.sum(new long[] {2}, false, new ScalarTypeOptional()));
      put(slopes);
      return losses.sum();
    }

    /** By derivatives by distances, [anchors, N]. */
    private void put(Tensor slopes) {
      largest = Math.max(largest, slopes.abs().max().item_double());
      Tensor d = distances.index_select(0, own);
      Tensor rows = loss.distance().weights(slopes, d.to(ScalarType.Double));
      weights.index_copy_(0, own, rows.to(weights.scalar_type().intern()));
    }
  }
}
