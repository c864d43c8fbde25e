package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
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
    RunConfig base = Presets.named(Presets.DEFAULT).config();
    RunConfig config = FlatYaml.parse(FlatYaml.write(base) + "\n", "test");
    assertEquals("mixsep", UserCache.folder(config).getFileName().toString());
  }
}
