package org.mixsep.app.config;

/** The center loss. */
public final class CenterSettings {
  static final Group ALL = LossSettings.of(LossName.CENTER, new Group(Scope.MODEL));

  public static final Setting<Double> WEIGHT =
      ALL.add("weight", DecimalKind.from(0), 0.003)
          .help(
              "weight of half the mean squared distance of the logits to their class's"
                  + " center (lambda of Wen et al., 2016, who have 0.003).");
  public static final Setting<Double> RATE =
      ALL.add("rate", DecimalKind.from(0).upTo(1), 0.5)
          .help(
              "how fast the centers follow the logits of each batch (alpha of Wen et al.,"
                  + " who have 0.5); 0 keeps them at 0.");

  private CenterSettings() {}
}
