package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.Models.ExportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code mixsep export}. */
@Command(
    name = "export",
    description = {
      "Writes a trained model as a file for other programs.",
      "",
      "onnx: the whole way from the pixels of any number of images, uint8, to probabilities, with"
          + " the preprocessing of the training; any ONNX runtime runs it.",
      "safetensors: the weights under their names, with the fitted preprocessing; 'mixsep train"
          + " init=FILE' starts from it.",
      "docs/formats.md describes both.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mixsep export runs/street-digits-001 --format onnx --out digits.onnx",
      "  mixsep export runs/street-digits-001 --format safetensors -o digits.safetensors"
    })
final class ExportCommand implements Callable<Integer> {
  private final Models models;
  private final Console console;

  @Mixin private ModelOptions model;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      converter = Format.class,
      description = "onnx or safetensors.")
  private ExportFormat format;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write; one that is there is replaced.")
  private Path out;

  ExportCommand(Models models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    Endings.require("--out", out, List.of(format.ending()));
    models.export(model.source(List.of("device=cpu")), format, out);
    console.out().println(out);
    return ExitCode.OK.number();
  }

  /** Formats are typed as their endings. */
  private static final class Format implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String text) {
      for (ExportFormat format : ExportFormat.values()) {
        if (format.ending().equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException("expected onnx or safetensors but was '" + text + "'");
    }
  }
}
