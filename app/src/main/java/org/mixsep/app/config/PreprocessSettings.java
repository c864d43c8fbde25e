package org.mixsep.app.config;

import java.util.List;

/** What is done to all images once, before training. */
public final class PreprocessSettings {
  static final Group ALL = new Group(Scope.MODEL);

  public static final Setting<List<Preprocessing>> STEPS =
      ALL.add(
              "preprocess",
              Kinds.list(Preprocessing.values()),
              List.of(Preprocessing.GCN, Preprocessing.ZCA))
          .help(
              "What is done to all images once, in this order: gcn (global contrast normalisation), zca"
                  + " (whitening; the paper does gcn,zca), standardize (each channel to mean 0 and"
                  + " standard deviation 1), imagenet (by the means and standard deviations of"
                  + " ImageNet's pixels, which published weights want; first, colour images only).");
  public static final Setting<Integer> ZCA_RANK =
      ALL.add("preprocess.zca.rank", Kinds.whole(0, 65_536), 0)
          .needs(Need.item(STEPS, Preprocessing.ZCA))
          .help(
              "How many components zca keeps, those of largest variance; 0 keeps all, which takes a"
                  + " matrix of values x values of an image and so only works up to 10000 values (56x56"
                  + " in colour). For 144x144 in colour, 512 take 250 MB.");

  private PreprocessSettings() {}
}
