package org.mixsep.app.serve;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntSupplier;

/**
 * What a server counts, in the text format of Prometheus; beside it, what the JVM says of itself.
 */
final class ServeMetrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests;
  private final Counter pictures;
  private final Histogram seconds;
  private final Histogram together;
  private final Gauge underWay;

  ServeMetrics() {
    requests =
        Counter.builder()
            .name("mixsep_requests_total")
            .help("Requests to classify, by the status of their answer.")
            .labelNames("status")
            .register(registry);
    pictures =
        Counter.builder()
            .name("mixsep_pictures_total")
            .help("Pictures, classified or refused.")
            .labelNames("outcome")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("mixsep_request_seconds")
            .help("From a request's headers to its answer.")
            .classicOnly()
            .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .register(registry);
    together =
        Histogram.builder()
            .name("mixsep_batch_pictures")
            .help("Pictures the network was asked about at once.")
            .classicOnly()
            .classicUpperBounds(1, 2, 4, 8, 16, 32, 64)
            .register(registry);
    underWay =
        Gauge.builder()
            .name("mixsep_requests_under_way")
            .help("Requests that are not answered yet.")
            .register(registry);
    JvmMetrics.builder().register(registry);
  }

  /** Adds how many pictures wait for the network. */
  void watch(IntSupplier waiting) {
    GaugeWithCallback.builder()
        .name("mixsep_pictures_waiting")
        .help("Pictures that wait for the network.")
        .callback(gauge -> gauge.call(waiting.getAsInt()))
        .register(registry);
  }

  void begun() {
    underWay.inc();
  }

  void answered(int status, long nanoseconds) {
    underWay.dec();
    requests.labelValues(Integer.toString(status)).inc();
    seconds.observe(nanoseconds / 1e9);
  }

  void picture(boolean classified) {
    pictures.labelValues(classified ? "classified" : "refused").inc();
  }

  void together(int count) {
    together.observe(count);
  }

  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }
}
