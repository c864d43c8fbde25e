package org.mixsep.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * timm's names of {@link MobileNetV3}'s weights, as torchvision's. timm numbers units within stages
 * and names their layers by what they do, torchvision numbers both from first to last.
 */
final class MobileNetNames {
  private static final Pattern UNIT = Pattern.compile("blocks\\.(\\d{1,4})\\.(\\d{1,4})\\.(.+)");

  /** What timm's batch norms add to the variance less than torchvision's do. */
  private static final double EPSILON = 1e-5 - 1e-3;

  private final Set<String> found;
  private final List<Unit> units;

  /** A unit of a stage. */
  private record Unit(int stage, int index) {
    String prefix() {
      return "blocks." + stage + "." + index + ".";
    }
  }

  private MobileNetNames(Set<String> found) {
    this.found = found;
    Set<Unit> all =
        new TreeSet<>(Comparator.comparingInt(Unit::stage).thenComparingInt(Unit::index));
    for (String name : found) {
      Matcher matcher = UNIT.matcher(name);
      if (matcher.matches()) {
        all.add(unit(matcher));
      }
    }
    units = new ArrayList<>(all);
  }

  private static Unit unit(Matcher matcher) {
    return new Unit(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** By torchvision's names, where they are timm's; others stay. */
  static Map<String, Tensor> translated(Map<String, Tensor> found) {
    if (!found.containsKey("conv_stem.weight")) {
      return found;
    }
    MobileNetNames names = new MobileNetNames(found.keySet());
    Map<String, Tensor> translated = new LinkedHashMap<>();
    found.forEach(
        (name, tensor) -> {
          boolean variance = name.endsWith(".running_var");
          translated.put(
              names.translated(name), variance ? tensor.add(new Scalar(EPSILON)) : tensor);
        });
    return translated;
  }

  private String translated(String name) {
    Matcher matcher = UNIT.matcher(name);
    if (matcher.matches()) {
      Unit unit = unit(matcher);
      String at = "features." + (units.indexOf(unit) + 1) + ".";
      return at + layer(unit, matcher.group(3));
    }
    return name.replaceFirst("^conv_stem\\.", "features.0.0.")
        .replaceFirst("^bn1\\.", "features.0.1.")
        .replaceFirst("^classifier\\.", "classifier.3.")
        .replaceFirst("^conv_head\\.", "classifier.0.");
  }

  private String layer(Unit unit, String name) {
    boolean excited = found.contains(unit.prefix() + "se.conv_reduce.weight");
    boolean widens = found.contains(unit.prefix() + "conv_pwl.weight");
    int depthwise = widens ? 1 : 0;
    int last = depthwise + (excited ? 2 : 1);
    int dot = name.indexOf('.');
    String rest = name.substring(dot + 1);
    return switch (name.substring(0, Math.max(0, dot))) {
      case "conv_pw" -> "block." + (widens ? 0 : last) + ".0." + rest;
      case "conv_dw" -> "block." + depthwise + ".0." + rest;
      case "conv_pwl" -> "block." + last + ".0." + rest;
      case "bn1" -> (found.contains(unit.prefix() + "conv.weight") ? "" : "block.0.") + "1." + rest;
      case "bn2" -> "block." + (widens ? 1 : last) + ".1." + rest;
      case "bn3" -> "block." + last + ".1." + rest;
      case "se" ->
          "block."
              + (depthwise + 1)
              + "."
              + rest.replace("conv_reduce", "fc1").replace("conv_expand", "fc2");
      case "conv" -> "0." + rest;
      default -> name;
    };
  }
}
