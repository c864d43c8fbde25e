package org.mixsep.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mixsep.app.config.NetworkName.Family;
import org.mixsep.network.PublishedNetwork;

/**
 * Names of networks; {@code resnetK} and {@code resnet-kK} take any depth K, but for those that
 * others call so ({@code resnet18}). What earlier versions wrote is brought into these names by
 * {@link EarlierNames}.
 */
record NetworkKind() implements Kind<NetworkName> {
  private static final Pattern RESNET = Pattern.compile("resnet(?:-k)?(\\d{1,9})(-strided)?");

  private static final List<String> OWN =
      List.of(
          "vgg16",
          "resnet3",
          "resnet9",
          "resnet-k18",
          "resnet25",
          "resnet3-strided",
          "resnet9-strided",
          "resnet18-strided",
          "resnet25-strided",
          "wrn28-10",
          "wrn28-10-original",
          "airbench",
          "nin");

  @Override
  public NetworkName parse(String text) {
    String plain = Kinds.plain(text);
    Optional<PublishedNetwork> published = PublishedNetwork.named(plain.replace('-', '_'));
    if (published.isPresent()) {
      return new NetworkName(published.get());
    }
    Matcher resnet = RESNET.matcher(plain);
    if (resnet.matches()) {
      Family family = resnet.group(2) == null ? Family.RESNET : Family.RESNET_STRIDED;
      return new NetworkName(family, Integer.parseInt(resnet.group(1)));
    }
    return Stream.of(Family.values())
        .filter(family -> !family.hasDepth() && family != Family.PUBLISHED)
        .map(family -> new NetworkName(family, 0))
        .filter(name -> name.toString().equals(plain))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  @Override
  public boolean admits(NetworkName value) {
    return true; // its constructor has seen to it
  }

  @Override
  public String format(NetworkName value) {
    return value.toString();
  }

  @Override
  public String allowed() {
    return "vgg16, resnetK and resnetK-strided with K residual blocks a stage from 1 to "
        + NetworkName.MOST_BLOCKS
        + " (the paper has 3, 9, 18, 25; 18 is resnet-k18), wrn28-10, wrn28-10-original, airbench,"
        + " nin; of photographs "
        + Stream.of(PublishedNetwork.values())
            .map(network -> new NetworkName(network).toString())
            .collect(Collectors.joining(", "));
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>(OWN);
    for (PublishedNetwork network : PublishedNetwork.values()) {
      names.add(new NetworkName(network).toString());
    }
    return names;
  }
}
