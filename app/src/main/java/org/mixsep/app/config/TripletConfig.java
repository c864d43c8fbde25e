package org.mixsep.app.config;

import java.util.List;
import org.mixsep.loss.TripletLoss;
import org.mixsep.loss.WithEmbeddings;

/**
 * The triplet loss.
 *
 * @param weight of the term beside the cross-entropy
 * @param embeddings what it acts on
 * @param mining which triplets count
 * @param margin between positive and negative
 * @param distance of two embeddings
 * @param normalize whether embeddings are unit vectors
 * @param hinge what a triplet costs
 * @param reduction which triplets the mean is over
 */
public record TripletConfig(
    double weight,
    WithEmbeddings.Space embeddings,
    TripletLoss.Mining mining,
    double margin,
    TripletLoss.Distance distance,
    boolean normalize,
    TripletLoss.Hinge hinge,
    TripletLoss.Average reduction) {
  static final Setting<Double> WEIGHT =
      new Setting<>(
          "loss.triplet.weight",
          DecimalKind.from(0),
          "1",
          c -> c.loss().relatives().triplet().weight(),
          "loss=triplet: weight of the triplet term (Schroff et al., 2015) beside the cross-entropy; 0 only measures it.",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<WithEmbeddings.Space> EMBEDDINGS =
      new Setting<>(
          "loss.triplet.embeddings",
          Kinds.hyphened(WithEmbeddings.Space.values()),
          "features",
          c -> c.loss().relatives().triplet().embeddings(),
          "loss=triplet: it acts on the pooled features or on the logits.",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<TripletLoss.Mining> MINING =
      new Setting<>(
          "loss.triplet.mining",
          Kinds.hyphened(TripletLoss.Mining.values()),
          "semi-hard",
          c -> c.loss().relatives().triplet().mining(),
          "loss=triplet: each pair of a class with the closest image of another class that is farther away (semi-hard); each image with its farthest of its class and its closest of another (batch-hard); or all triplets.",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<Double> MARGIN =
      new Setting<>(
          "loss.triplet.margin",
          DecimalKind.from(0),
          "0.2",
          c -> c.loss().relatives().triplet().margin(),
          "loss=triplet: by how much an image of another class is to be farther than one of the own.",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<TripletLoss.Distance> DISTANCE =
      new Setting<>(
          "loss.triplet.distance",
          Kinds.hyphened(TripletLoss.Distance.values()),
          "squared-euclidean",
          c -> c.loss().relatives().triplet().distance(),
          "loss=triplet: squared distances (Schroff et al.) or distances (Hermans et al., 2017).",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<Boolean> NORMALIZE =
      new Setting<>(
          "loss.triplet.normalize",
          Kinds.flag(),
          "on",
          c -> c.loss().relatives().triplet().normalize(),
          "loss=triplet: on embeddings scaled to length 1.",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<TripletLoss.Hinge> HINGE =
      new Setting<>(
          "loss.triplet.hinge",
          Kinds.hyphened(TripletLoss.Hinge.values()),
          "relu",
          c -> c.loss().relatives().triplet().hinge(),
          "loss=triplet: max(0, v) or, softer, log(1 + e^v).",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final Setting<TripletLoss.Average> REDUCTION =
      new Setting<>(
          "loss.triplet.reduction",
          Kinds.hyphened(TripletLoss.Average.values()),
          "mean",
          c -> c.loss().relatives().triplet().reduction(),
          "loss=triplet: the mean over the triplets chosen, or over those with a loss above 0.",
          Need.of(LossConfig.NAME, LossName.TRIPLET));
  static final List<Setting<?>> SETTINGS =
      List.of(WEIGHT, EMBEDDINGS, MINING, MARGIN, DISTANCE, NORMALIZE, HINGE, REDUCTION);

  public TripletConfig {
    WEIGHT.checked(weight);
    EMBEDDINGS.checked(embeddings);
    MINING.checked(mining);
    MARGIN.checked(margin);
    DISTANCE.checked(distance);
    NORMALIZE.checked(normalize);
    HINGE.checked(hinge);
    REDUCTION.checked(reduction);
  }

  static TripletConfig of(Values values) {
    return new TripletConfig(
        values.get(WEIGHT),
        values.get(EMBEDDINGS),
        values.get(MINING),
        values.get(MARGIN),
        values.get(DISTANCE),
        values.get(NORMALIZE),
        values.get(HINGE),
        values.get(REDUCTION));
  }
}
