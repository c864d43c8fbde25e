'use strict';
(() => {
  const data = JSON.parse(document.getElementById('report').textContent);
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const HEIGHT = 290;
  const NARROW = 420;
  // Okabe and Ito's colours, told apart by colour-blind readers; each lighter on a dark ground.
  const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#b0579a', '#a67c00', '#3c8fc4', '#555555'];
  const DARK = ['#56b4e9', '#ff8a3d', '#2fc79b', '#e39bc6', '#f0c83c', '#8fd0f5', '#c0c0c0'];

  const isDark = () => (root.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
  const colour = (i) => (isDark() ? DARK : LIGHT)[i % LIGHT.length];
  const variable = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  const element = (parent, tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    parent.append(made);
    return made;
  };

  // ---- tables ----
  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch (e) { // pages opened as files may not have the clipboard
      const area = element(document.body, 'textarea', text);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    const before = button.textContent;
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = before; }, 1200);
  };

  const drawTable = (table) => {
    const block = element(byId('tables'), 'div', undefined, 'block');
    const head = element(block, 'div', undefined, 'head');
    element(head, 'h3', table.title);
    const button = element(head, 'button', 'copy as Markdown');
    button.type = 'button';
    button.onclick = () => copy(table.markdown, button);
    if (table.note) element(block, 'p', table.note, 'note');
    const grid = element(element(block, 'div', undefined, 'scroll'), 'table', undefined, 'data');
    const long = table.headers.map((h, i) => table.rows.some((row) => row[i].length > 28));
    const row = element(element(grid, 'thead'), 'tr');
    table.headers.forEach((h, i) => element(row, 'th', h, long[i] ? 'text' : ''));
    const body = element(grid, 'tbody');
    for (const cells of table.rows) {
      const line = element(body, 'tr');
      cells.forEach((cell, i) => element(line, 'td', cell, long[i] ? 'text' : ''));
    }
  };

  // ---- charts ----
  const number = (v) => {
    if (v == null) return '–';
    const size = Math.abs(v);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return v.toExponential(1);
    return String(+v.toPrecision(4));
  };
  const ticks = (u, values) => values.map((v) => (v == null ? '' : number(v)));
  const thousands = (u, values) =>
    values.map((v) => (v >= 1000 ? +(v / 1000).toFixed(2) + 'k' : String(v)));

  const axis = (more) => ({
    stroke: variable('--soft'), font: '12px system-ui, sans-serif',
    labelFont: '12px system-ui, sans-serif', labelSize: 18, labelGap: 2, size: 50,
    grid: { stroke: variable('--line'), width: 1 }, ticks: { stroke: variable('--line'), width: 1 },
    ...more,
  });

  // An axis that begins at 0 and ends a little above the highest value, or is logarithmic.
  const scale = (log, top) => (log
    ? { distr: 3 }
    : { range: (u, low, high) => [0, (top || high || 1) * 1.04] });

  const options = (chart, width) => {
    const narrow = width < NARROW;
    const scales = { x: { time: false }, left: scale(chart.log, chart.top) };
    const label = (text) => (narrow ? undefined : text);
    const axes = [
      axis({ values: thousands, label: 'iteration', size: 32, space: narrow ? 60 : 70 }),
      axis({ scale: 'left', values: ticks, label: label(chart.left) }),
    ];
    if (chart.right) {
      scales.right = scale(false, chart.rightTop);
      axes.push(axis({ scale: 'right', side: 1, values: ticks, label: label(chart.right), grid: { show: false } }));
    }
    const series = chart.lines.map((line) => ({
      label: line.label, scale: line.right ? 'right' : 'left', stroke: colour(line.colour),
      width: line.thin ? 1 : 1.8, dash: line.dash, spanGaps: true,
      points: { show: Boolean(line.points), size: 5, fill: colour(line.colour) },
      value: (u, v) => number(v), class: line.ends,
    }));
    const bands = (chart.bands || []).map((band) =>
      ({ series: band.series, fill: colour(band.colour) + '22' }));
    return {
      width, height: narrow ? 240 : HEIGHT, scales, axes, bands,
      series: [{ label: 'iteration', value: (u, v) => (v == null ? '–' : String(v)) }, ...series],
      cursor: { sync: { key: 'runs', scales: ['x', null] }, points: { size: 6 } },
      legend: { live: !narrow },
    };
  };

  const charts = [];
  const addChart = (place, chart) => {
    chart.lines = chart.lines.filter((line) => line.y && line.y.some((v) => v != null));
    if (!chart.lines.length) return;
    const card = element(byId(place), 'figure', undefined, 'chart');
    const head = element(card, 'div', undefined, 'head');
    element(head, 'h3', chart.title);
    const save = element(head, 'button', 'PNG');
    save.type = 'button';
    save.title = 'Save this plot as an image';
    const canvas = element(card, 'div');
    const entry = { chart, canvas, plot: null };
    save.onclick = () => savePng(entry);
    charts.push(entry);
  };

  const savePng = ({ chart, plot }) => {
    const from = plot.ctx.canvas;
    const to = document.createElement('canvas');
    to.width = from.width;
    to.height = from.height;
    const context = to.getContext('2d');
    context.fillStyle = variable('--card');
    context.fillRect(0, 0, to.width, to.height);
    context.drawImage(from, 0, 0);
    const link = document.createElement('a');
    link.download = chart.title.replace(/[^\w.-]+/g, '-') + '.png';
    link.href = to.toDataURL('image/png');
    link.click();
  };

  const positive = (column) => column.map((v) => (v > 0 ? v : null));

  const draw = (entry) => {
    if (entry.plot) entry.plot.destroy();
    const { chart, canvas } = entry;
    const joined = uPlot.join(
      chart.lines.map((line) => [line.x, chart.log ? positive(line.y) : line.y]));
    entry.plot = new uPlot(options(chart, canvas.clientWidth), joined, canvas);
  };
  const drawAll = () => charts.forEach(draw);

  // ---- what is drawn ----
  const highest = (columns) =>
    Math.max(0, ...columns.flatMap((c) => (c || []).filter((v) => v != null)));
  const title = (run, text) => (data.runs.length > 1 ? run.name + ': ' + text : text);

  const single = () => {
    const top = highest(data.runs.flatMap((run) => [run.steps.trainError, run.tests[run.prediction]]));
    const rightTop = highest(data.runs.map((run) => run.steps.loss));
    for (const run of data.runs) {
      addChart('single', {
        title: title(run, 'error and loss'), left: 'error, %', right: 'loss', top, rightTop,
        lines: [
          { label: 'training error', x: run.steps.iteration, y: run.steps.trainError, colour: 0 },
          { label: 'test error', x: run.tests.iteration, y: run.tests[run.prediction], colour: 1, points: true },
          { label: 'loss', x: run.steps.iteration, y: run.steps.loss, colour: 2, right: true, dash: [5, 4] },
        ],
      });
    }
  };

  const overlay = (text, left, column, more) => addChart('overlaid', {
    title: text, left, ...more,
    lines: data.runs.map((run, i) => ({ label: run.name, colour: i, ...column(run) })),
  });
  const step = (key) => (run) => ({ x: run.steps.iteration, y: run.steps[key] });

  const overlaid = () => {
    overlay('Test error of the prediction', 'error, %',
      (run) => ({ x: run.tests.iteration, y: run.tests[run.prediction], points: true }));
    overlay('Training error', 'error, %', step('trainError'));
    overlay('Loss that is minimised', 'loss', step('loss'));
    overlay('Between-class loss, mean of modules', 'loss', step('between'));
    overlay('Within-class loss without its weight, mean of modules', 'loss, logarithmic', step('within'), { log: true });
    overlay('Adaptive threshold', 'threshold, logarithmic', step('threshold'), { log: true });
    distances('overlaid', 'Class distance at block 4: mean, and band from min to max',
      data.runs.map((run) => ({ label: run.name, run, module: run.modules.block4 })));
    overlay('Learning rate', 'learning rate', step('learningRate'));
    overlay('Speed', 'images a second', step('imagesPerSecond'));
  };

  const distances = (place, text, parts) => {
    const ends = parts.length > 1 ? 'quiet' : undefined; // the legend of an overlay would fill up
    const lines = [];
    const bands = [];
    for (const [i, { label, run, module }] of parts.entries()) {
      if (!module || module.mean.every((v) => v == null)) continue;
      const x = run.steps.iteration;
      const at = lines.length + 1;
      lines.push(
        { label, x, y: module.mean, colour: i },
        { label: label + ' max', x, y: module.max, colour: i, thin: true, dash: [2, 3], ends },
        { label: label + ' min', x, y: module.min, colour: i, thin: true, dash: [2, 3], ends });
      bands.push({ series: [at + 1, at + 2], colour: i });
    }
    addChart(place, { title: text, left: 'distance', lines, bands });
  };

  const modules = () => {
    for (const run of data.runs) {
      const names = Object.keys(run.modules);
      const spoken = (name) => name.replace('block', 'block ');
      const lines = (key) => names.map((name, i) =>
        ({ label: spoken(name), x: run.steps.iteration, y: run.modules[name][key], colour: i }));
      if (names.length > 1) {
        addChart('modules', {
          title: title(run, 'test error'), left: 'error, %',
          lines: [...names, 'mean'].map((name, i) => ({
            label: name === 'mean' ? 'mean of modules' : spoken(name), x: run.tests.iteration,
            y: run.tests[name], colour: i, points: true, dash: name === 'mean' ? [5, 4] : undefined })),
        });
        addChart('modules', { title: title(run, 'between-class loss'), left: 'loss', lines: lines('between') });
        addChart('modules', { title: title(run, 'within-class loss'), left: 'loss, logarithmic', log: true, lines: lines('within') });
      }
      for (const name of names) {
        distances('modules', title(run, 'class distance, ' + spoken(name)),
          [{ label: 'mean', run, module: run.modules[name] }]);
      }
    }
  };

  // ---- the page ----
  for (const note of data.notes) element(byId('notes'), 'li', note);
  data.tables.forEach(drawTable);
  if (['#dark', '#light'].includes(location.hash)) root.dataset.theme = location.hash.slice(1);
  single();
  overlaid();
  modules();
  drawAll();
  for (const place of document.querySelectorAll('.charts')) {
    if (!place.children.length) element(place, 'p', 'Nothing was recorded.', 'note');
  }

  byId('theme').onclick = () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    drawAll();
  };
  system.addEventListener('change', drawAll);
  let width = innerWidth;
  let timer;
  addEventListener('resize', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (innerWidth !== width) {
        width = innerWidth;
        drawAll();
      }
    }, 120);
  });
  root.dataset.drawn = String(charts.length);
})();
