package org.mixsep.app.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.mixsep.AtomicFile;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.ClassificationStatistics.Bin;

/**
 * Draws accuracy over confidence, a PNG: a calibrated network lies on the diagonal, one that is too
 * sure of itself below it. Bins without images are left out; a third line shows each bin's share of
 * the images.
 */
public final class ReliabilityDiagram {
  private static final int SIDE = 640;
  private static final double[] UNIT = {0, 1};

  private ReliabilityDiagram() {}

  /**
   * Writes, or replaces, {@code file}.
   *
   * @throws org.mixsep.InvalidInputException when it cannot be written
   */
  public static void write(ModelEvaluation evaluation, Path file) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(draw(evaluation.prediction(), evaluation.images()), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(png.toByteArray());
    AtomicFile.write(file, channel -> AtomicFile.put(channel, bytes));
  }

  static BufferedImage draw(ModelEvaluation.Output output, String images) {
    ClassificationStatistics s = output.statistics();
    List<Bin> bins = s.bins().stream().filter(bin -> bin.images() > 0).toList();
    XYChart chart =
        new XYChartBuilder()
            .width(SIDE)
            .height(SIDE)
            .title(
                String.format(
                    Locale.ROOT,
                    "%s on %s: calibration error %.2f %%",
                    output.name(),
                    images,
                    100 * s.expectedCalibrationError()))
            .xAxisTitle("confidence")
            .yAxisTitle("accuracy")
            .build();
    style(chart.getStyler());
    double[] confidence = bins.stream().mapToDouble(Bin::confidence).toArray();
    line(chart, "calibrated", UNIT, UNIT, Color.GRAY).setMarker(SeriesMarkers.NONE);
    line(
        chart,
        "share of images",
        confidence,
        bins.stream().mapToDouble(bin -> (double) bin.images() / s.images()).toArray(),
        new Color(0xE69F00));
    line(
        chart,
        "accuracy",
        confidence,
        bins.stream().mapToDouble(Bin::accuracy).toArray(),
        new Color(0x0072B2));
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void style(org.knowm.xchart.style.XYStyler styler) {
    styler.setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setLocale(Locale.ROOT);
  }

  private static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setMarkerColor(color);
    return series;
  }
}
