package org.mixsep.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;

/** Golden parameter counts of every network, with the module of block 4 and with all four. */
class ParameterCountTest {
  private interface Build extends BiFunction<Variables.Scope, Integer, Backbone> {}

  private static Build resNet(int k) {
    return (s, c) -> ResNet.resNet(s, c, k, ResNet.Downsampling.POOLING);
  }

  static Stream<Arguments> networks() {
    Build vgg = Vgg::vgg16;
    Build wide = ResNet::wide;
    Build wideOriginal = ResNet::wideOriginal;
    Build airbench = Airbench::new;
    return Stream.of(
        Arguments.of("airbench", airbench, 10, 1_971_338, 1_974_808),
        Arguments.of("vgg16", vgg, 10, 10_926_154, 10_930_664),
        Arguments.of("resnet3", resNet(3), 10, 272_282, 273_080),
        Arguments.of("resnet9", resNet(9), 10, 855_578, 856_376),
        Arguments.of("resnet18", resNet(18), 10, 1_730_522, 1_731_320),
        Arguments.of("resnet25", resNet(25), 10, 2_411_034, 2_411_832),
        Arguments.of("wrn28-10", wide, 10, 41_319_834, 41_325_816),
        Arguments.of("wrn28-10-original", wideOriginal, 10, 36_479_194, 36_485_176),
        Arguments.of("resnet3", resNet(3), 100, 278_132, 284_960),
        Arguments.of("vgg16", vgg, 100, 10_972_324, 11_017_424));
  }

  @ParameterizedTest(name = "{0}, {2} classes")
  @MethodSource("networks")
  void countsParameters(String name, Build build, int classes, long config1, long config7) {
    assertEquals(config1, count(build, classes, List.of(4)));
    assertEquals(config7, count(build, classes, List.of(1, 2, 3, 4)));
  }

  private static long count(Build build, int classes, List<Integer> blocks) {
    Variables variables = new Variables(new Compute(false, Precision.FLOAT32), 1);
    Backbone backbone = build.apply(variables.root(), 3);
    new SeparabilityNetwork(variables.root(), backbone, new TreeSet<>(blocks), classes, true);
    long count = variables.parameterCount();
    variables.parameters().values().forEach(org.bytedeco.javacpp.Pointer::close);
    return count;
  }
}
