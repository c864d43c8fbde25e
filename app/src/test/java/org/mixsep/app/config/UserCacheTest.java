package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserCacheTest {
  private static final Path HOME = Path.of("home").toAbsolutePath();

  @Test
  void eachSystemHasItsPlace() {
    Path xdg = Path.of("xdg").toAbsolutePath();
    assertEquals(HOME.resolve(".cache/mixsep"), UserCache.standard(Map.of(), "Linux", HOME));
    assertEquals(
        xdg.resolve("mixsep"),
        UserCache.standard(Map.of("XDG_CACHE_HOME", xdg.toString()), "Linux", HOME));
    assertEquals(
        HOME.resolve(".cache/mixsep"),
        UserCache.standard(Map.of("XDG_CACHE_HOME", "relative"), "Linux", HOME));
    assertEquals(
        HOME.resolve("Library/Caches/mixsep"), UserCache.standard(Map.of(), "Mac OS X", HOME));
    assertEquals(
        Path.of("local", "mixsep"),
        UserCache.standard(Map.of("LOCALAPPDATA", "local"), "Windows 11", HOME));
  }

  @Test
  void theConfigurationCountsMore() {
    RunConfig usual = Presets.named(Presets.DEFAULT).config();
    assertEquals("mixsep", UserCache.folder(usual).getFileName().toString());
    RunConfig chosen =
        ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), List.of("cache=here"));
    assertEquals(Path.of("here"), UserCache.folder(chosen));
  }
}
