package org.mixsep.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionTest {

  /** Measured on these: docs/lab/2026-11-26-speed.md and -27-, machines C, D, A and B. */
  @ParameterizedTest
  @CsvSource({
    "GenuineIntel avx512_bf16 amx_bf16, BFLOAT16",
    "GenuineIntel avx512_bf16, FLOAT32",
    "AuthenticAMD avx512_bf16, BFLOAT16",
    "AuthenticAMD avx2, FLOAT32"
  })
  void theFasterOneOfAProcessor(String words, Precision expected) {
    assertEquals(expected, Precision.fastest(Set.of(words.split(" "))::contains));
  }
}
