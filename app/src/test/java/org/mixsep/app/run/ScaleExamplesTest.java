package org.mixsep.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/scale.md are at least what their readers take them for. */
class ScaleExamplesTest {
  @TempDir Path folder;

  private static List<String> blocks(String language) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "scale.md"));
    return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void shellScriptsParse() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/bash")), "needs bash");
    List<String> scripts = blocks("bash");
    assertEquals(3, scripts.size());
    for (String script : scripts) {
      Path file = Files.writeString(folder.resolve("script"), script);
      Process bash =
          new ProcessBuilder("/bin/bash", "-n", file.toString()).redirectErrorStream(true).start();
      String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, bash.waitFor(), said);
    }
  }

  @Test
  void theKubernetesJobParsesAndItsPartsFit() throws Exception {
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> documents =
        yaml.readerFor(JsonNode.class).<JsonNode>readValues(blocks("yaml").get(0)).readAll();
    JsonNode service = documents.get(0);
    JsonNode job = documents.get(1).path("spec");
    JsonNode pod = job.path("template").path("spec");
    String name = service.path("metadata").path("name").asText();
    assertEquals(name, pod.path("subdomain").asText());
    JsonNode variables = pod.path("containers").get(0).path("env");
    assertEquals(job.path("completions").asText(), variables.get(0).path("value").asText());
    assertEquals(job.path("parallelism"), job.path("completions"));
    assertEquals(name + "-0." + name, variables.get(1).path("value").asText());
    for (JsonNode variable : variables) {
      assertTrue(variable.path("value").isTextual(), "as Kubernetes asks: " + variable);
    }
  }
}
