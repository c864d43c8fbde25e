package org.mixsep.app.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Setting;

/**
 * A run to be done.
 *
 * @param label what to call it, such as {@code batch 64, cross-entropy, seed 1}
 * @param config without a run folder
 */
public record Job(String label, RunConfig config) {
  private static final Set<String> MACHINE = Set.of("threads", "device", "data.url");
  private static final Set<String> RECORDS =
      Set.of("evaluate.every", "evaluate.views", "log.every");

  /**
   * The name of its folder: what it is at a glance, then a hash of all settings that decide what it
   * computes and records. Equal runs have equal names, so they are done once. Defaults are left
   * out: a setting that a later version adds must not make strangers of the runs before.
   */
  public String folder() {
    String digest = digest();
    return "%s-%s-%s-%s-b%s-s%s-%s"
        .formatted(
            config.text("data.name"),
            config.network().name().paperName(),
            config.text("modules").replace(',', '_'),
            config.text("loss.name").equals("cross-entropy") ? "ce" : config.text("loss.name"),
            config.text("batch"),
            config.text("seed"),
            digest.substring(0, 8));
  }

  private String digest() {
    StringBuilder text = new StringBuilder();
    for (Setting<?> setting : Catalogue.all()) {
      // By this name since the first version: another would make strangers of finished runs.
      String value =
          setting.key().equals("network.name")
              ? config.network().name().paperName()
              : setting.textIn(config);
      boolean counts = decides(setting, config) || RECORDS.contains(setting.key());
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
      if (decides(setting, ours) && !setting.key().equals("data.dir") && !before.equals(after)) {
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
    String key = setting.key();
    if (key.equals("data.dir")) {
      return config.text("data.name").equals("folder");
    }
    boolean idle = config.loss().name().leavesIdle(key, config.loss().relatives().addWithin());
    return Catalogue.decides(setting) && !MACHINE.contains(key) && !idle;
  }
}
