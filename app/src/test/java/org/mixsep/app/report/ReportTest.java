package org.mixsep.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;

class ReportTest {
  private static final String CE = "cifar10-resnet3-ce";
  private static final String MSL = "cifar10-resnet3-msl";

  @TempDir Path folder;

  private Path run(String name, String preset, double before, double last, String... settings) {
    return SampleRun.write(folder.resolve(name), preset, before, last, List.of(settings));
  }

  @Test
  void theLastErrorIsTheResultAndTheBestIsOnlyWhatAPaperMayReport() {
    String text = Report.on(List.of(run("a", CE, 20.25, 21.5))).markdown();
    assertTrue(text.contains("| a | 200 | 21.50 | 21.50 | block 4 |"), text);
    String best = text.substring(text.indexOf("### Best on test, %: what a paper may report"));
    assertTrue(best.contains("| a | 20.25 at 100 | 20.25 at 100 |"), text);
  }

  @Test
  void errorsByViewsStandBesideTheResult() throws IOException {
    Path viewed = run("a", CE, 9, 8);
    Path plain = run("b", MSL, 9, 8);
    String row = "| a | 200 | 8.00 | 8.00 | block 4 |";
    assertTrue(Report.on(List.of(viewed, plain)).markdown().contains(row + "\n"));
    String views = "\"views\":{\"views\":\"%s\",\"test\":{\"block4\":%s,\"mean\":1}},";
    Path result = viewed.resolve("result.json");
    Files.writeString(
        result,
        Files.readString(result).replace("{\"iter", "{" + views.formatted("mirror", 7) + "\"iter"));
    String text = Report.on(List.of(viewed, plain)).markdown();
    assertTrue(text.contains(" prediction | prediction by views |"), text);
    assertTrue(text.contains(row + " 7.00 (mirror) |"), text);
    assertTrue(text.contains("| b | 200 | 8.00 | 8.00 | block 4 | – |"), text);

    SampleRun.addEvaluation(viewed); // without views of its own
    assertTrue(Report.on(List.of(viewed)).markdown().contains(" 7.00 (mirror) |"));
    Path evaluation = viewed.resolve("evaluation.json");
    Files.writeString(
        evaluation,
        Files.readString(evaluation).replace("{\"iter", "{" + views.formatted("x", 6) + "\"iter"));
    assertTrue(Report.on(List.of(viewed)).markdown().contains(" 6.00 (x) |"));
  }

  @Test
  void runsOnOtherImagesHaveTablesOfTheirOwn() throws IOException {
    Path digits = run("d", "street-digits", 9, 8);
    Path first = run("p1", "street-digits", 9, 7, "data=folder", "data.dir=/photos");
    Path second = run("p2", "street-digits", 9, 6, "data=folder", "data.dir=/more photos");
    SampleRun.addEvaluation(digits);
    SampleRun.addEvaluation(first);
    Path evaluation = first.resolve("evaluation.json");
    Files.writeString(evaluation, Files.readString(evaluation).replace("\"cat\"", "\"cow\""));
    String text = Report.on(List.of(digits, first, second)).markdown();
    for (String set :
        List.of("street-digits of 10 classes", "folder /photos", "folder /more photos")) {
      assertTrue(text.contains("### Test error, %, on " + set + "\n"), text);
    }
    assertTrue(text.contains("- the runs were tested on different images"), text);
    assertTrue(text.contains("| data.dir | – | /photos | /more photos |"), text);
    assertTrue(text.contains("### Test error by class, %, folder /photos\n"), text);
    assertTrue(text.contains("| cow | 25.00 |"), text);
  }

  @Test
  void anEvaluationOnOtherImagesIsNotTheRuns() throws IOException {
    Path run = run("a", CE, 9, 8);
    SampleRun.addEvaluation(run);
    Path evaluation = run.resolve("evaluation.json");
    Files.writeString(
        evaluation, Files.readString(evaluation).replace("{\"iter", "{\"checksum\":\"aa\",\"iter"));
    Path result = run.resolve("result.json");
    Files.writeString(
        result, Files.readString(result).replace("{\"iter", "{\"data\":{\"test\":\"bb\"},\"iter"));
    String text = Report.on(List.of(run)).markdown();
    assertTrue(text.contains("evaluation.json is of other images than the run's"), text);
    assertFalse(text.contains("Test error by class"), text);
  }

  @Test
  void averagedWeightsAreSaid() {
    String text = Report.on(List.of(run("a", CE, 9, 8, "average.decay=0.99"))).markdown();
    assertTrue(text.contains("| a | 200 | 8.00 | 8.00 | block 4, averaged weights |"), text);
    assertTrue(text.contains("| average.decay 0.99 (paper 0), iterations 200 "), text);
  }

  @Test
  void thePapersNumberStandsBesideOursWithWhatDiffers() {
    Path follows = run("a", CE, 9, 8, "iterations=80000");
    Path departs = run("b", MSL, 9, 8, "loss.within.weight=0.01", "batch=64");
    Path strided = run("c", CE, 9, 8, "network=resnet3-strided");
    Path digits = run("d", "street-digits", 9, 8);
    String text = Report.on(List.of(follows, departs, strided, digits)).markdown();
    assertTrue(text.contains("| a | Fig. 3 | 7.45 | 8.00 | +0.55 | none |"), text);
    assertTrue(
        text.contains(
            "| b | Fig. 3 | 7.07 | 8.00 | +0.93 | batch 64 (paper 128), iterations 200 (paper"
                + " 80000), loss.within.weight 0.01 (paper 1) |"),
        text);
    assertFalse(text.contains("| c | Fig."), text);
    assertFalse(text.contains("| d | Fig."), text);
  }

  @Test
  void settingsThatDifferAreToldFromCommonOnes() {
    String text = Report.on(List.of(run("a", CE, 9, 8), run("b", MSL, 9, 8))).markdown();
    String differ = text.substring(text.indexOf("### Settings that differ"));
    assertTrue(differ.contains("| loss.name | cross-entropy | msl |"), text);
    String common = differ.substring(differ.indexOf("### Settings in common"));
    assertTrue(common.contains("| iterations | 200 |"), text);
    assertFalse(common.contains("| loss.name |"), text);
  }

  @Test
  void tellsWithWhatAndWhenRunsWereMade() {
    String text = Report.on(List.of(run("a", CE, 9, 8), run("b", MSL, 9, 8))).markdown();
    String made = text.substring(text.indexOf("### How it was run"));
    assertTrue(made.contains("| versions | mixsep 9 |"), text);
    assertEquals(2, made.split("2030-01-02", -1).length, text); // once for both, without the time
    assertFalse(made.contains("03:04:05"), text);
  }

  @Test
  void armsWithEqualSeedsAreCompared() {
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      runs.add(run("ce" + seed, CE, 50, 10 + seed, "seed=" + seed));
      runs.add(run("msl" + seed, MSL, 50, 10 + 2 * seed, "seed=" + seed));
    }
    String text = Report.on(runs).markdown();
    // Differences 1, 2, 3, as in PairedComparisonTest.
    assertTrue(
        text.contains(
            "| loss.name=cross-entropy | loss.name=msl | block 4 | 1, 2, 3 | 12.00 ± 1.00 |"
                + " 14.00 ± 2.00 | +2.00 | -0.48 to +4.48 | 0.074 | 0.250 |"),
        text);
    runs.remove(5);
    assertFalse(Report.on(runs).markdown().contains("Arms with paired seeds"));
  }

  @Test
  void runsOnImagesOfTheirOwnArePairedByThem() {
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      String images = "data.seed=" + seed;
      runs.add(run("ce" + seed, CE, 50, 10 + seed, "seed=" + seed, images));
      runs.add(run("msl" + seed, MSL, 50, 10 + 2 * seed, "seed=" + seed, images));
    }
    String text = Report.on(runs).markdown();
    assertTrue(text.contains("| block 4 | 1, 2 (images 2) | 11.50 ± 0.71 | 13.00 ± 1.41 |"), text);
    runs.set(3, run("msl2", MSL, 50, 14, "seed=2")); // other images than the pair's
    assertFalse(Report.on(runs).markdown().contains("Arms with paired seeds"));
  }

  @Test
  void brokenAndMissingRecordsAreNotesAndNoFailure() throws IOException {
    Path run = run("a", CE, 9, 8);
    Path metrics = run.resolve("metrics.jsonl");
    Files.writeString(
        metrics,
        "[1]\n{\"iteration\":\"x\",\"loss\":1}\n{\"iteration\":7}\n"
            + "{\"iteration\":300,\"loss\":\"NaN\",\"modules\":3}\n{\"iteration\":400,\"te",
        StandardOpenOption.APPEND);
    Files.write(metrics, new byte[] {'\n', (byte) 0xff, (byte) 0xfe}, StandardOpenOption.APPEND);
    Files.writeString(run.resolve("result.json"), "{");
    Report report = Report.on(List.of(run));
    assertEquals(
        List.of(
            "a: metrics.jsonl: 5 lines cannot be read and are left out, the first is line 5",
            "a: result.json cannot be read",
            "a: not finished: at iteration 300 of 200"),
        report.notes());
    assertTrue(report.markdown().contains("| a | 200 of 200, unfinished | 8.00 |"));
    assertTrue(report.html().contains("[2.5,1.25,null]"));

    Files.delete(metrics);
    assertEquals(
        "a: no metrics.jsonl: there is nothing to draw", Report.on(List.of(run)).notes().get(0));
  }

  @Test
  void classesAreComparedWhereThereIsAnEvaluation() throws IOException {
    Path with = run("a", CE, 9, 8);
    SampleRun.addEvaluation(with);
    Path without = run("b", MSL, 9, 8);
    Report report = Report.on(List.of(with, without));
    String text = report.markdown();
    assertTrue(text.contains("| a | 1.50 | 3.00 | 0.50 |"), text);
    assertTrue(text.contains("| class | a |\n|---|---:|\n| cat | 25.00 |"), text);
    assertTrue(text.contains("| a | cat | <dog> | 1 | 25.00 |"), text);
    assertEquals(1, report.notes().size());
    assertTrue(report.notes().get(0).startsWith("b: no evaluation.json"), text);

    Path file = with.resolve("evaluation.json");
    String good = Files.readString(file);
    for (String bad : List.of("[0, 2, 1]", "[0, \"<\", 1]")) {
      Files.writeString(file, good.replace("[0, 1, 1]", bad));
      assertEquals(
          "a: evaluation.json cannot be read; 'mixsep evaluate " + with + "' writes it anew",
          Report.on(List.of(with)).notes().get(0));
    }
  }

  @Test
  void labelNoiseIsSaid() {
    Path run = SampleRun.write(folder.resolve("noisy"), CE, 9, 8, List.of("data.labelNoise=0.25"));
    SampleRun.addEvaluation(run);
    Report report = Report.on(List.of(run));
    assertTrue(report.markdown().contains("data.labelNoise 0.25 (paper 0)"), report.markdown());
    String note = report.notes().get(0);
    assertTrue(note.startsWith("noisy: data.labelNoise=0.25: that share"), note);
  }

  @Test
  void mixedImagesAreSaid() {
    Path run = SampleRun.write(folder.resolve("mixed"), CE, 9, 8, List.of("augment=flip,cutmix"));
    SampleRun.addEvaluation(run);
    String note = Report.on(List.of(run)).notes().get(0);
    assertTrue(note.startsWith("mixed: images are mixed: the training error counts"), note);
  }

  @Test
  void whatIsNoRunIsRefusedInOneLine() {
    Path run = run("a", CE, 9, 8);
    Path none = folder.resolve("none");
    var missing = assertThrows(InvalidInputException.class, () -> Report.on(List.of(none)));
    assertTrue(missing.getMessage().startsWith(none + " is no run folder"), missing.getMessage());
    assertThrows(InvalidInputException.class, () -> Report.on(List.of(run, run.resolve("../a"))));
  }

  @Test
  void runsOfOneNameAreToldApartByTheirPaths() {
    Path first = run("x/a", CE, 9, 8);
    Path second = run("y/a", CE, 9, 8);
    String text = Report.on(List.of(first, second)).markdown();
    assertTrue(text.contains("| " + first + " |") && text.contains("| " + second + " |"), text);
  }

  @Test
  void thePageAsksForNothingOutsideItself() throws IOException {
    Path evil = run("<!--<script>", CE, 9, 8);
    String html = Report.on(List.of(evil)).html();
    String outsideScripts = html.replaceAll("(?s)<script>.*?</script>", "");
    assertFalse(outsideScripts.matches("(?s).*(src|href)=.*"), "a reference");
    assertFalse(html.contains("@import") || html.contains("<!--<script>"));
    assertTrue(html.contains("Copyright 2017-2022 The Apache Software Foundation"), "a notice");
    int start = html.indexOf("application/json\">") + "application/json\">".length();
    JsonNode data =
        new ObjectMapper().readTree(html.substring(start, html.indexOf("</script>", start)));
    assertEquals("<!--<script>", data.at("/runs/0/name").asText());
    assertEquals("[100,200]", data.at("/runs/0/steps/iteration").toString());
    assertEquals("[0.3,0.3]", data.at("/runs/0/steps/gradientNorm").toString());
    assertEquals("[0.002,0.002]", data.at("/runs/0/steps/weightChange").toString());
    assertEquals("[2.0,2.0]", data.at("/runs/0/modules/block4/max").toString());
    assertEquals("[9.0,8.0]", data.at("/runs/0/tests/block4").toString());
    assertEquals("[]", data.at("/runs/0/validations/block4").toString());
  }

  @Test
  void validationErrorsHaveACurveWhereThereAreSome() {
    Path run = run("a", CE, 9, 8, "data.validation=100");
    SampleRun.addValidation(run, 9.5);
    JsonNode curves = Curves.of(RunReader.read(run, "a"));
    assertEquals("[100,200]", curves.at("/validations/iteration").toString());
    assertEquals("[9.5,9.5]", curves.at("/validations/block4").toString());
    assertEquals("[9.0,8.0]", curves.at("/tests/mean").toString());
  }

  @Test
  void longCurvesAreThinnedToTheirLastPoint() {
    List<Long> many = LongStream.rangeClosed(1, 80_001).boxed().toList();
    List<Long> fewer = Curves.thinned(many);
    assertEquals(Curves.MOST_POINTS, fewer.size());
    assertEquals(80_001, fewer.get(fewer.size() - 1));
    assertEquals(fewer.size(), fewer.stream().distinct().count());
  }
}
