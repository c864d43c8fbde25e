package org.mixsep.app.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.mixsep.InvalidInputException;
import org.mixsep.export.Features;

/**
 * What the program can do with a trained model: the newest checkpoint of a run folder, or another.
 *
 * <p>Every method throws {@link InvalidInputException} for what the user can mend.
 */
public interface Models {
  /**
   * Measures a model on test images, those of its run unless settings name others. What the newest
   * checkpoint makes of the run's own is also kept in the run folder, for reports.
   *
   * @param source where the model is, with settings of data and machine to change
   * @param messages told what happens now
   */
  ModelEvaluation evaluate(ModelSource source, Consumer<String> messages);

  /**
   * Measures a model on a folder of labelled pictures, {@code CLASS/*} with some or all of its
   * classes, read as the training images were. Nothing is kept.
   *
   * @param source where the model is, with settings of the machine to change
   * @param messages told what happens now
   */
  ModelEvaluation evaluate(ModelSource source, Path folder, Consumer<String> messages);

  /**
   * Classifies image files, in their order.
   *
   * @param inputs files, and folders that are searched for images
   * @param top how many classes to tell of each image
   * @return how many files could not be read; they are reported and left out
   */
  default int predict(ModelSource source, List<Path> inputs, int top, PredictionListener listener) {
    return predict(source, inputs, top, Optional.empty(), listener);
  }

  /**
   * The same, and draws for each image where the evidence for its likeliest class is.
   *
   * @param explained the folder for these pictures, made if it is not there
   */
  int predict(
      ModelSource source,
      List<Path> inputs,
      int top,
      Optional<Path> explained,
      PredictionListener listener);

  /**
   * What the network makes of image files before it names classes: the pooled map of its last
   * module, in the files' order.
   *
   * @param inputs files, and folders that are searched for images
   * @param out where to write it, a safetensors file
   * @param listener told of files that cannot be read, which are left out
   */
  Features features(
      ModelSource source, List<Path> inputs, Optional<Path> out, PredictionListener listener);

  /** Reads a model into memory, to classify pictures with it, on the thread that will do so. */
  Classifier open(ModelSource source);

  /**
   * Writes a model as a file for other programs.
   *
   * @param file written or replaced
   */
  void export(ModelSource source, ExportFormat format, Path file);

  /** Files of models, as docs/formats.md describes them. */
  enum ExportFormat {
    /** Weights, fitted preprocessing and the facts that go with them. */
    SAFETENSORS,
    /** The whole way from pixels to probabilities, to be run by any ONNX runtime. */
    ONNX;

    /** The usual ending of its files, without the dot. */
    public String ending() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where a model is and how it is to be used.
   *
   * @param run the run folder
   * @param checkpoint another checkpoint than its newest
   * @param settings {@code key=value}, of data and machine only
   */
  record ModelSource(Path run, Optional<Path> checkpoint, List<String> settings) {
    public ModelSource {
      settings = List.copyOf(settings);
    }
  }
}
