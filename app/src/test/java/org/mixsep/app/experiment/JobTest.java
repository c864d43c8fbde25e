package org.mixsep.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.app.config.ConfigSources;

class JobTest {
  /** Or sweeps and experiments of earlier versions would train again what they have. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Of what the run computes and records, but not of the machine or of where files lie.
        "threads=7 | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "device=cpu | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "cache=abc | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "run=abc | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "checkpoint.every=7 | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "log.tensorboard=off | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "data.url=http://h/x | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "loss.hinge.margin=7 | folder-airbench-config1-msl-b2000-s1-c20980bb",
        "data.dir=abc | folder-airbench-config1-msl-b2000-s1-40e90416",
        "momentum=0.5 | folder-airbench-config1-msl-b2000-s1-e96c4e4e",
        "seed=7 | folder-airbench-config1-msl-b2000-s7-dceadd93",
        "precision=float32 | folder-airbench-config1-msl-b2000-s1-0dd5a868",
        "convolution=direct | folder-airbench-config1-msl-b2000-s1-8e8a15f7",
        "evaluate.every=7 | folder-airbench-config1-msl-b2000-s1-431ceb46",
        "log.every=7 | folder-airbench-config1-msl-b2000-s1-60ecf846",
        "loss.within.weight=0.5 | folder-airbench-config1-msl-b2000-s1-49a9f763",
      })
  void theNameOfARunStaysWhatItWas(String setting, String name) {
    assertEquals(name, folder("cifar10-airbench-msl", "data=folder", "data.dir=x", setting));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss.within.weight=0.5 | street-digits-resnet3-config7-triplet-b128-s1-2723ed3d",
        "loss.hinge.margin=7 | street-digits-resnet3-config7-triplet-b128-s1-2723ed3d",
        "loss.triplet.margin=7 | street-digits-resnet3-config7-triplet-b128-s1-9cd07945",
      })
  void whatTheLossDoesNotUseIsNoPartOfIt(String setting, String name) {
    assertEquals(name, folder("street-digits", "loss=triplet", setting));
  }

  private static String folder(String preset, String... settings) {
    return new Job("x", ConfigSources.resolve(preset, Optional.empty(), List.of(settings)))
        .folder();
  }
}
