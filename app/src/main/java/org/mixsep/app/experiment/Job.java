package org.mixsep.app.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.DataName;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.LossName;
import org.mixsep.app.config.LossSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.RelativesSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Scope;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;

/**
 * A run to be done.
 *
 * @param label what to call it, such as {@code batch 64, cross-entropy, seed 1}
 * @param config without a run folder
 */
public record Job(String label, RunConfig config) {
  /**
   * The name of its folder: what it is at a glance, then a hash of all settings that decide what it
   * computes and records. Equal runs have equal names, so they are done once. Defaults are left
   * out: a setting that a later version adds must not make strangers of the runs before.
   */
  public String folder() {
    LossName loss = config.get(LossSettings.NAME);
    return "%s-%s-%s-%s-b%s-s%s-%s"
        .formatted(
            DataSettings.NAME.textIn(config),
            config.get(NetworkSettings.NAME).paperName(),
            NetworkSettings.MODULES.textIn(config).replace(',', '_'),
            loss == LossName.CROSS_ENTROPY ? "ce" : loss,
            config.get(TrainingSettings.BATCH),
            config.get(TrainingSettings.SEED),
            digest().substring(0, 8));
  }

  private String digest() {
    StringBuilder text = new StringBuilder();
    for (Setting<?> setting : Catalogue.all()) {
      // By this name since the first version: another would make strangers of finished runs.
      String value =
          setting.equals(NetworkSettings.NAME)
              ? config.get(NetworkSettings.NAME).paperName()
              : setting.textIn(config);
      boolean counts = decides(setting, config) || setting.scope() == Scope.RECORDS;
      if (counts && !value.equals(setting.defaultText())) {
        text.append(setting.key()).append('=').append(value).append('\n');
      }
    }
    try {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  /** What a configuration has otherwise than another, as {@code key theirs → ours}. */
  static List<String> departures(RunConfig theirs, RunConfig ours) {
    List<String> departures = new ArrayList<>();
    for (Setting<?> setting : Catalogue.all()) {
      String before = setting.textIn(theirs);
      String after = setting.textIn(ours);
      if (decides(setting, ours) && !setting.equals(DataSettings.DIR) && !before.equals(after)) {
        departures.add("%s %s → %s".formatted(setting.key(), shown(before), shown(after)));
      }
    }
    return departures;
  }

  private static String shown(String text) {
    return text.isEmpty() ? "none" : text;
  }

  /** Whether a setting decides what becomes of a run, on whatever machine. */
  private static boolean decides(Setting<?> setting, RunConfig config) {
    if (setting.equals(DataSettings.DIR)) {
      return config.get(DataSettings.NAME) == DataName.FOLDER; // published sets lie anywhere
    }
    return switch (setting.scope()) {
      case IMAGES, MODEL, ARITHMETIC -> !isIdle(setting.key(), config);
      case MACHINE, RECORDS, FILES -> false;
    };
  }

  /**
   * Whether a setting of a loss does nothing under the one that is trained by. So since the first
   * version, and for the same reason as above: what a {@code Need} says is more exact.
   */
  private static boolean isIdle(String key, RunConfig config) {
    LossName loss = config.get(LossSettings.NAME);
    boolean ofAnother =
        Stream.of(LossName.values())
            .anyMatch(other -> other != loss && key.startsWith("loss." + other + "."));
    boolean within = key.startsWith("loss.within.") && !config.get(RelativesSettings.ADD_WITHIN);
    return switch (loss) {
      case MSL -> ofAnother;
      case CROSS_ENTROPY -> ofAnother || key.equals("loss.within.weight");
      default -> ofAnother || within;
    };
  }
}
