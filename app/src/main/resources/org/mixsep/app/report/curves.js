'use strict';
/**
 * The curves of runs, for the report and the dashboard alike. A run: name, prediction, steps, tests,
 * validations and modules, each a set of columns of equal length, and what its `colour` is.
 */
mixsep.curves = (() => {
  const { spec, most } = mixsep.lines;
  // Which columns are drawn and how, from the program's list of metrics: from, key, title, axis, log, low, high.
  const PLOTS = /*plots*/;
  const LAST = 'block4';
  const MEAN = 'mean';
  const present = (specs) => specs.filter(Boolean);
  const spoken = (name) => (name === MEAN ? 'mean of modules' : name.replace('block', 'block '));
  const high = (columns) => most(columns.flatMap((c) => (c || []).filter((v) => v != null)));
  const title = (runs, run, text) => (runs.length > 1 ? run.name + ': ' + text : text);
  const errors = (columns, output) => ({ x: columns.iteration, y: columns[output], points: true });

  /** As the paper draws its Figs. 1, 8 and 9; all runs on the same vertical axes. */
  const single = (runs) => {
    const top = high(runs.flatMap((run) =>
      [run.steps.trainError, run.tests[run.prediction], run.validations[run.prediction]]));
    const rightTop = high(runs.map((run) => run.steps.loss));
    return present(runs.map((run) => spec('single ' + run.name, title(runs, run, 'error and loss'), {
      left: 'error, %', right: 'loss', top, rightTop,
      lines: [
        { label: 'training error', x: run.steps.iteration, y: run.steps.trainError, colour: 0 },
        { label: 'test error', ...errors(run.tests, run.prediction), colour: 1 },
        { label: 'validation error', ...errors(run.validations, run.prediction), colour: 3, dash: [2, 3] },
        { label: 'loss (right)', x: run.steps.iteration, y: run.steps.loss, colour: 2, right: true, dash: [5, 4] },
      ],
    })));
  };

  /** Lines of a module each, with a band about them where the plot has one. */
  const modular = (plot, key, text, parts) => {
    const there = parts.filter(({ module }) => module && module[plot.key].some((v) => v != null));
    const x = ({ run }) => run.steps.iteration;
    return spec(key, text, {
      left: plot.axis, log: plot.log,
      lines: there.map((part) => ({ label: part.label, colour: part.colour, x: x(part), y: part.module[plot.key] })),
      bands: !plot.low ? [] : there.map((part) => ({
        label: part.label, colour: part.colour, x: x(part), low: part.module[plot.low], high: part.module[plot.high],
      })),
    });
  };

  const overlay = (runs, plot) => {
    const key = 'overlaid ' + plot.title;
    if (plot.from === 'modules') {
      return modular(plot, key, plot.title,
        runs.map((run) => ({ label: run.name, colour: run.colour, run, module: run.modules[LAST] })));
    }
    const column = (run) => (plot.key ? { x: run[plot.from].iteration, y: run[plot.from][plot.key] } : errors(run[plot.from], run.prediction));
    return spec(key, plot.title, {
      left: plot.axis, log: plot.log, lines: runs.map((run) => ({ label: run.name, colour: run.colour, ...column(run) })),
    });
  };

  /** Every quantity with all runs in one plot. */
  const overlaid = (runs) => present(PLOTS.overlaid.map((plot) => overlay(runs, plot)));

  const ofRun = (runs, run) => {
    const names = Object.keys(run.modules);
    const parts = names.map((name, i) => ({ label: spoken(name), run, module: run.modules[name], colour: i }));
    const outputs = (plot, key, text) => spec(key, text, {
      left: plot.axis,
      lines: [...names, MEAN].map((name, i) => ({
        label: spoken(name), ...errors(run[plot.from], name), colour: i, dash: name === MEAN ? [5, 4] : undefined,
      })),
    });
    // A single module's lines stand among the overlaid ones; only its band is more than they say.
    const shown = PLOTS.modules.filter((plot) => names.length > 1 || plot.low);
    return shown.map((plot) => {
      const draw = plot.from === 'modules' ? modular : outputs;
      return draw(plot, plot.title + ' ' + run.name, title(runs, run, plot.title), parts);
    });
  };

  /** Every run's modules beside each other. */
  const modules = (runs) => present(runs.flatMap((run) => ofRun(runs, run)));

  return { single, overlaid, modules };
})();
