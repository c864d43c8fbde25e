package org.mixsep.app.runfolder;

import java.util.ArrayList;
import java.util.List;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.Prediction;
import org.mixsep.app.config.RunConfig;

/** Names that a network's outputs have in the files of a run: each module's, and their mean's. */
public final class Output {
  /** The mean of all modules' probabilities. */
  public static final String MEAN = "mean";

  /** Every network numbers its blocks so that the last one has this number. */
  private static final int LAST_BLOCK = 4;

  private Output() {}

  /** Such as {@code block4}. */
  public static String ofBlock(int block) {
    return "block" + block;
  }

  /** All that a configuration makes: one of each module, then their mean. */
  public static List<String> of(RunConfig config) {
    List<String> outputs = new ArrayList<>();
    config.get(NetworkSettings.MODULES).forEach(block -> outputs.add(ofBlock(block)));
    outputs.add(MEAN);
    return outputs;
  }

  /** The one that a configuration makes the run's prediction. */
  public static String prediction(RunConfig config) {
    return prediction(config.get(NetworkSettings.PREDICTION) == Prediction.MEAN);
  }

  /**
   * @param mean whether the mean of all modules is the prediction, and not the last module
   */
  public static String prediction(boolean mean) {
    return mean ? MEAN : ofBlock(LAST_BLOCK);
  }
}
