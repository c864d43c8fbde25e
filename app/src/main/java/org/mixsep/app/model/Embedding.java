package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mixsep.data.PictureReader;
import org.mixsep.export.Features;
import org.mixsep.picture.PictureException;
import org.mixsep.training.Predictor;

/**
 * Asks a network for the features of files, in portions; those that cannot be read are left out.
 */
final class Embedding {
  private static final int PORTION = 64;

  private final PictureReader reader;
  private final Predictor predictor;
  private final List<Path> kept = new ArrayList<>();
  private final List<float[]> portions = new ArrayList<>();

  Embedding(PictureReader reader, Predictor predictor) {
    this.reader = reader;
    this.predictor = predictor;
  }

  /**
   * @param listener told of files that cannot be read, and how far it is
   */
  Features of(List<Path> files, PredictionListener listener) {
    for (int from = 0; from < files.size(); from += PORTION) {
      List<Path> portion = files.subList(from, Math.min(from + PORTION, files.size()));
      add(portion.parallelStream().map(this::read).toList(), listener);
      listener.progress(from + portion.size(), files.size());
    }
    int total = portions.stream().mapToInt(values -> values.length).sum();
    float[] values = new float[total];
    int at = 0;
    for (float[] some : portions) {
      System.arraycopy(some, 0, values, at, some.length);
      at += some.length;
    }
    return new Features(kept, kept.isEmpty() ? 0 : total / kept.size(), values);
  }

  /** Either the pixels of a file, or why there are none. */
  private record Read(Path file, Optional<byte[]> pixels, String problem) {}

  private void add(List<Read> portion, PredictionListener listener) {
    List<byte[]> good = portion.stream().flatMap(read -> read.pixels.stream()).toList();
    for (Read read : portion) {
      if (read.pixels.isPresent()) {
        kept.add(read.file);
      } else {
        listener.unreadable(read.file, read.problem);
      }
    }
    if (!good.isEmpty()) {
      portions.add(predictor.features(good));
    }
  }

  private Read read(Path file) {
    try {
      return new Read(file, Optional.of(reader.read(file)), "");
    } catch (PictureException e) {
      return new Read(file, Optional.empty(), e.getMessage());
    }
  }
}
