package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where this system keeps a user's cached files. */
public final class UserCache {
  private UserCache() {}

  /** The folder that a configuration names, or else mixsep's part of the user's cache folder. */
  public static Path folder(RunConfig config) {
    return config
        .get(OutputSettings.CACHE)
        .orElseGet(
            () ->
                standard(
                    System.getenv(),
                    System.getProperty("os.name"),
                    Path.of(System.getProperty("user.home"))));
  }

  static Path standard(Map<String, String> environment, String system, Path home) {
    String os = system.toLowerCase(Locale.ROOT);
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    String local = environment.getOrDefault("LOCALAPPDATA", "");
    if (Path.of(xdg).isAbsolute()) { // the XDG standard: a relative one is to be ignored
      return Path.of(xdg, "mixsep");
    }
    if (os.startsWith("windows") && !local.isEmpty()) {
      return Path.of(local, "mixsep");
    }
    boolean mac = os.startsWith("mac");
    return mac ? home.resolve("Library/Caches/mixsep") : home.resolve(".cache/mixsep");
  }
}
