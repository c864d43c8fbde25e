package org.mixsep.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/**
 * What the weights of a family of networks are called elsewhere. Variables here have torchvision's
 * names, but for the classifier, which is block 4's module.
 */
@FunctionalInterface
interface WeightNames {
  /** The classifier. */
  String HEAD = "module4.linear.";

  WeightNames RESNET = found -> renamed(found, List.of(rule("fc\\.", HEAD)));

  WeightNames VGG =
      found ->
          withoutBiases(
              renamed(
                  found,
                  List.of(unused("classifier\\."), unused("pre_logits\\."), unused("head\\."))));

  WeightNames MOBILENET =
      found -> renamed(MobileNetNames.translated(found), List.of(rule("classifier\\.3\\.", HEAD)));

  WeightNames CONVNEXT =
      found ->
          renamed(
              found,
              List.of(
                  rule("classifier\\.2\\.", HEAD),
                  rule("head\\.fc\\.", HEAD),
                  rule("head\\.norm\\.", "classifier.0."),
                  rule("stem\\.", "features.0."),
                  new Rule("stages\\.(\\d+)\\.downsample\\.", n -> "features." + even(n) + "."),
                  partOfUnit("conv_dw", "block.0"),
                  partOfUnit("norm", "block.2"),
                  partOfUnit("mlp\\.fc1", "block.3"),
                  partOfUnit("mlp\\.fc2", "block.5"),
                  partOfUnit("gamma", "layer_scale")));

  /** Tensors by the names of variables; see {@link PublishedNetwork#translated}. */
  Map<String, Tensor> translated(Map<String, Tensor> found);

  /**
   * A beginning of names, and what stands in its place.
   *
   * @param text gives null for names of no use
   */
  record Rule(Pattern beginning, Function<MatchResult, String> text) {
    Rule(String beginning, Function<MatchResult, String> text) {
      this(Pattern.compile(beginning), text);
    }
  }

  private static Rule rule(String beginning, String text) {
    return new Rule(beginning, unused -> text);
  }

  private static Rule unused(String beginning) {
    return new Rule(beginning, unused -> null);
  }

  /** Of timm's ConvNeXt. */
  private static Rule partOfUnit(String part, String text) {
    return new Rule(
        "stages\\.(\\d+)\\.blocks\\.(\\d+)\\." + part + "(?![^.])",
        n -> "features." + (even(n) + 1) + "." + n.group(2) + "." + text);
  }

  /** Where torchvision's list of layers has the step to a stage. */
  private static int even(MatchResult stage) {
    return 2 * Integer.parseInt(stage.group(1));
  }

  /** By the first rule that fits each; names that none fits stay. */
  private static Map<String, Tensor> renamed(Map<String, Tensor> found, List<Rule> rules) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    found.forEach(
        (name, tensor) -> {
          String other = renamed(name, rules);
          if (other != null) {
            renamed.put(other, tensor);
          }
        });
    return renamed;
  }

  private static String renamed(String name, List<Rule> rules) {
    for (Rule rule : rules) {
      Matcher matcher = rule.beginning.matcher(name);
      if (matcher.lookingAt()) {
        String text = rule.text.apply(matcher);
        return text == null ? null : text + name.substring(matcher.end());
      }
    }
    return name;
  }

  /**
   * Biases of convolutions brought into the running means of the batch norms behind them: (x + b) -
   * mean is x - (mean - b).
   */
  private static Map<String, Tensor> withoutBiases(Map<String, Tensor> found) {
    Map<String, Tensor> folded = new LinkedHashMap<>(found);
    Pattern bias = Pattern.compile("features\\.(\\d{1,4})\\.bias");
    found.forEach(
        (name, tensor) -> {
          Matcher matcher = bias.matcher(name);
          if (matcher.matches()) {
            int next = Integer.parseInt(matcher.group(1)) + 1;
            String mean = "features." + next + ".running_mean";
            if (found.containsKey(mean) && found.get(mean).numel() == tensor.numel()) {
              folded.put(mean, found.get(mean).sub(tensor));
              folded.remove(name);
            }
          }
        });
    return folded;
  }
}
