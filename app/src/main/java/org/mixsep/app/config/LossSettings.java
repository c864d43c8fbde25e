package org.mixsep.app.config;

/** The loss of every module. */
public final class LossSettings {
  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<LossName> NAME =
      ALL.choice("loss.name", LossName.MSL)
          .help(
              "The loss of each module: cross-entropy; msl, the mixture separability loss (cross-entropy"
                  + " + loss.within.weight x within-class loss); center, the center loss"
                  + " (cross-entropy + loss.center.weight / 2 x mean squared distance of the logits to"
                  + " their class's center); or one they are compared with: hinge, focal, contrastive,"
                  + " triplet, supervised-contrastive, l-softmax, cosface, arcface, or multi-loss, of"
                  + " three heads a module. Settings of a loss begin with loss and its name.");
  public static final Setting<Double> LABEL_SMOOTHING =
      ALL.add("loss.labelSmoothing", DecimalKind.from(0).below(1), 0.0)
          .help(
              "Share of each label that the cross-entropy spreads evenly over all classes, with any"
                  + " loss that it is part of; the paper has none, 0.1 is usual.");

  private LossSettings() {}

  /**
   * For those settings of a group that matter to one loss only; their keys are {@code loss.NAME.*}.
   */
  static Group of(LossName loss, Group group) {
    return group.under("loss." + loss + ".", "loss=" + loss + ": ").needing(Need.of(NAME, loss));
  }
}
