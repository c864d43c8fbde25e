package org.mixsep.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The scripts and the style that pages with charts are made of. */
public final class Assets {
  /** In the order in which they are to run, after ECharts. */
  private static final List<String> SCRIPTS =
      List.of("page.js", "charts.js", "lines.js", "curves.js", "evaluation.js");

  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/";

  private Assets() {}

  /** Apache ECharts, after its own notice and the licence of what it embeds. */
  public static String echarts() {
    return "/*\n"
        + text(ECHARTS + "NOTICE")
        + "\n"
        + text(ECHARTS + "licenses/LICENSE-d3")
        + "*/\n"
        + text(ECHARTS + "dist/echarts.min.js");
  }

  /** Tables and charts, as the object {@code mixsep}; needs ECharts. */
  public static String scripts() {
    StringBuilder all = new StringBuilder();
    SCRIPTS.forEach(name -> all.append(text(name)));
    return all.toString().replace("/*plots*/", Plots.json().toString());
  }

  /** The style sheet. */
  public static String style() {
    return text("page.css");
  }

  /** A text among this room's resources. */
  static String text(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
