'use strict';
/**
 * The curves of runs, for the report and the dashboard alike. A run: name, prediction, steps, tests
 * and modules, each a set of columns of equal length, and what its `colour` is.
 */
mixsep.curves = (() => {
  const { spec, most } = mixsep.lines;
  const present = (specs) => specs.filter(Boolean);
  const spoken = (name) => (name === 'mean' ? 'mean of modules' : name.replace('block', 'block '));
  const high = (columns) => most(columns.flatMap((c) => (c || []).filter((v) => v != null)));
  const title = (runs, run, text) => (runs.length > 1 ? run.name + ': ' + text : text);

  /** As the paper draws its Figs. 1, 8 and 9; all runs on the same vertical axes. */
  const single = (runs) => {
    const top = high(runs.flatMap((run) => [run.steps.trainError, run.tests[run.prediction]]));
    const rightTop = high(runs.map((run) => run.steps.loss));
    return present(runs.map((run) => spec('single ' + run.name, title(runs, run, 'error and loss'), {
      left: 'error, %', right: 'loss', top, rightTop,
      lines: [
        { label: 'training error', x: run.steps.iteration, y: run.steps.trainError, colour: 0 },
        { label: 'test error', x: run.tests.iteration, y: run.tests[run.prediction], colour: 1, points: true },
        { label: 'loss (right)', x: run.steps.iteration, y: run.steps.loss, colour: 2, right: true, dash: [5, 4] },
      ],
    })));
  };

  const distances = (key, text, parts) => {
    const there = parts.filter(({ module }) => module && module.mean.some((v) => v != null));
    const band = ({ run, module }) => ({ x: run.steps.iteration, low: module.min, high: module.max });
    return spec(key, text, {
      left: 'distance',
      lines: there.map((part) => ({ label: part.label, x: part.run.steps.iteration, y: part.module.mean, colour: part.colour })),
      bands: there.map((part) => ({ label: part.label, colour: part.colour, ...band(part) })),
    });
  };

  /** Every quantity with all runs in one plot. */
  const overlaid = (runs) => {
    const overlay = (text, left, column, more) => spec('overlaid ' + text, text, {
      left, ...more, lines: runs.map((run) => ({ label: run.name, colour: run.colour, ...column(run) })),
    });
    const step = (key) => (run) => ({ x: run.steps.iteration, y: run.steps[key] });
    const test = (run) => ({ x: run.tests.iteration, y: run.tests[run.prediction], points: true });
    return present([
      overlay('Test error of the prediction', 'error, %', test),
      overlay('Training error', 'error, %', step('trainError')),
      overlay('Loss that is minimised', 'loss', step('loss')),
      overlay('Between-class loss, mean of modules', 'loss', step('between')),
      overlay('Within-class loss without its weight, mean of modules', 'loss', step('within'), { log: true }),
      overlay('Adaptive threshold', 'threshold', step('threshold'), { log: true }),
      distances('overlaid distance', 'Class distance at block 4 in the batch: mean, and band from least to greatest',
        runs.map((run) => ({ label: run.name, colour: run.colour, run, module: run.modules.block4 }))),
      overlay('Gradient of the loss over all parameters', 'L2 norm', step('gradientNorm'), { log: true }),
      overlay('Change of the weights in a step, relative to the weights', 'ratio of L2 norms', step('weightChange'), { log: true }),
      overlay('Learning rate', 'learning rate', step('learningRate')),
      overlay('Speed', 'images a second', step('imagesPerSecond')),
    ]);
  };

  const ofRun = (runs, run) => {
    const names = Object.keys(run.modules);
    const lines = (key) => names.map((name, i) =>
      ({ label: spoken(name), x: run.steps.iteration, y: run.modules[name][key], colour: i }));
    const own = (text, chart) => spec(text + ' ' + run.name, title(runs, run, text), chart);
    const errors = [...names, 'mean'].map((name, i) => ({
      label: spoken(name), x: run.tests.iteration, y: run.tests[name], colour: i, points: true,
      dash: name === 'mean' ? [5, 4] : undefined,
    }));
    const several = names.length < 2 ? [] : [
      own('test error', { left: 'error, %', lines: errors }),
      own('between-class loss', { left: 'loss', lines: lines('between') }),
      own('within-class loss', { left: 'loss', log: true, lines: lines('within') }),
      own('threshold', { left: 'threshold', log: true, lines: lines('threshold') }),
    ];
    const parts = names.map((name, i) => ({ label: spoken(name), run, module: run.modules[name], colour: i }));
    return [...several, distances('distance ' + run.name, title(runs, run, 'class distance'), parts)];
  };

  /** Every run's modules beside each other. */
  const modules = (runs) => present(runs.flatMap((run) => ofRun(runs, run)));

  return { single, overlaid, modules };
})();
