package org.mixsep.app.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What settings of other programs are called here, or how the same is done. */
final class OtherWords {
  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry("epoch", "see epochs, and iterations: steps of one batch each"),
          Map.entry("maxsteps", "the number of steps is iterations=N"),
          Map.entry("lr", "the learning rate is learningRate=0.1"),
          Map.entry("optim", "see optimizer"),
          Map.entry("scheduler", "see learningRate.schedule"),
          Map.entry("wd", "see weightDecay"),
          Map.entry("l2", "see weightDecay"),
          Map.entry("bs", "see batch"),
          Map.entry("pretrained", "init=FILE starts from the weights of a file"),
          Map.entry("weights", "init=FILE starts from the weights of a file"),
          Map.entry("checkpoint", "'mixsep resume RUN' goes on, init=FILE starts from its weights"),
          Map.entry("model", "the network is network=NAME"),
          Map.entry("arch", "the network is network=NAME"),
          Map.entry("dataset", "the images are data=NAME, or data=folder data.dir=FOLDER"),
          Map.entry("imgsz", "a folder's images get data.height x data.width"),
          Map.entry("imagesize", "a folder's images get data.height x data.width"),
          Map.entry("size", "a folder's images get data.height x data.width"),
          Map.entry("classes", "a folder's classes are its folders; see data.classes"),
          Map.entry("workers", "see threads"),
          Map.entry("numworkers", "see threads"),
          Map.entry("gpu", "see device"),
          Map.entry("amp", "see precision"),
          Map.entry("fp16", "see precision"),
          Map.entry("output", "the run folder is run=DIR"),
          Map.entry("out", "the run folder is run=DIR"),
          Map.entry("outputdir", "the run folder is run=DIR"),
          Map.entry("valsplit", "see data.validation and data.testShare"));

  private OtherWords() {}

  /** What to do instead, if the word is known from elsewhere. */
  static Optional<String> advice(String key) {
    String plain = key.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    return Optional.ofNullable(ADVICE.get(plain));
  }
}
