'use strict';
/** What trained networks make of their test images: run.evaluation, as evaluation.json holds it. */
mixsep.evaluation = (() => {
  const { element, number, count } = mixsep;
  const { legend, axis, numbersWidth, tooltip, escaped } = mixsep.lines;
  const FONT = { fontFamily: 'system-ui, sans-serif' };
  const title = (runs, run, text) => (runs.length > 1 ? run.name + ': ' + text : text);
  const having = (runs) => runs.filter((run) => run.evaluation);

  const totals = ({ classes, confusion }) => {
    const all = classes.map(() => 0);
    const wrong = classes.map(() => 0);
    for (const [t, p, n] of confusion) {
      all[t] += n;
      if (t !== p) wrong[t] += n;
    }
    return { all, wrong };
  };

  const category = (look, name, data, more) => axis(look, {
    type: 'category', name, nameLocation: 'middle', data, splitLine: { show: false }, axisTick: { show: false },
    ...more,
  });

  const wordWidth = (classes, most) => Math.min(most, Math.max(...classes.map((c) => c.length)) * 7 + 10);

  const confusion = (runs) => having(runs).map((run) => {
    const { classes, confusion: cells } = run.evaluation;
    const { all } = totals(run.evaluation);
    const option = (look, size) => {
      const room = wordWidth(classes, size.narrow ? 62 : 110);
      const labels = { color: look.soft, fontSize: size.narrow ? 10 : 12, width: room, overflow: 'truncate' };
      const counted = classes.length <= (size.narrow ? 10 : 14);
      return {
        textStyle: FONT,
        grid: { top: size.title ? 34 : 8, right: 8, bottom: (size.narrow ? 40 : 24) + room * 0.72, left: room + (size.narrow ? 6 : 28) },
        tooltip: {
          ...tooltip(look),
          formatter: ({ value: [p, t, , n] }) => `${escaped(classes[t])} taken for ${escaped(classes[p])}<br>${count(n)} of ${count(all[t])}`,
        },
        xAxis: category(look, 'taken for', classes, { nameGap: room * 0.72 + 8, nameTextStyle: { color: look.soft }, axisLabel: { ...labels, rotate: 45 } }),
        yAxis: category(look, size.narrow ? '' : 'class', classes, { inverse: true, nameGap: room + 8, nameTextStyle: { color: look.soft }, axisLabel: labels }),
        visualMap: { show: false, dimension: 2, min: 0, max: 1, inRange: { color: [look.card, look.heat] } },
        series: [{
          type: 'heatmap',
          // The root of the share: a few confusions must be told from none.
          data: cells.map(([t, p, n]) => ({
            value: [p, t, Math.sqrt(n / all[t]), n],
            label: { color: look.name === 'light' && n / all[t] > 0.3 ? '#ffffff' : look.name === 'dark' && n / all[t] > 0.3 ? '#0c1116' : look.ink },
          })),
          label: { show: counted, formatter: ({ value }) => String(value[3]), fontSize: size.narrow ? 9 : 11 },
          itemStyle: { borderColor: look.line, borderWidth: classes.length > 30 ? 0 : 0.5 },
          emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 1 } },
        }],
      };
    };
    return {
      key: 'confusion ' + run.name, title: title(runs, run, 'confusions'), option, height: 440, narrowHeight: 340,
      many: classes.length > 30, saved: { width: 640, height: 600 },
      below: `${count(run.evaluation.images)} test images by class (row) and by what they are taken for (column); the stronger the colour, the greater the share of the row.`,
    };
  });

  /** A chart for each set of classes: runs on others are not to be mixed in. */
  const classErrors = (runs) => {
    const sets = new Map();
    for (const run of having(runs)) {
      const key = run.evaluation.classes.join('\n');
      sets.set(key, [...(sets.get(key) || []), run]);
    }
    return [...sets.values()].map((same, i) => chartOfClasses(same, i, sets.size));
  };

  const chartOfClasses = (same, i, sets) => {
    const { classes } = same[0].evaluation;
    const option = (look, size) => {
      const keys = legend(same.map((run) => run.name), look, size);
      const room = wordWidth(classes, 90);
      return {
        textStyle: FONT,
        legend: keys.option,
        grid: { top: keys.height + 12, right: 12, bottom: room * 0.72 + 12, left: 46 },
        tooltip: { ...tooltip(look), trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (v) => number(v) + ' %' },
        xAxis: category(look, undefined, classes, { axisLabel: { color: look.soft, fontSize: 12, rotate: 45, width: room, overflow: 'truncate' } }),
        yAxis: axis(look, { name: size.narrow ? undefined : 'error, %', nameLocation: 'middle', nameGap: 32, min: 0 }),
        series: same.map((run) => {
          const { all, wrong } = totals(run.evaluation);
          return {
            type: 'bar', name: run.name, color: look.colours[run.colour % look.colours.length], barMaxWidth: 22,
            data: wrong.map((n, c) => (all[c] ? (100 * n) / all[c] : null)),
          };
        }),
      };
    };
    const of = sets > 1 ? ': ' + same.map((run) => run.name).join(', ') : '';
    return { key: 'class errors' + (i || ''), title: 'Test error by class' + of, option, wide: true, height: 340, saved: { width: 1000, height: 460 } };
  };

  /** One unit is as long to the right as upwards, or classes would seem farther apart than they are. */
  const bounds = (points, size) => {
    const far = (i) => Math.max(...points.map((p) => Math.abs(p[i])), 1e-9);
    const ratio = size.width / size.height;
    const half = Math.max(far(1), far(0) / ratio) * 1.06;
    return { x: { min: -half * ratio, max: half * ratio }, y: { min: -half, max: half } };
  };

  const classColour = (look, i, n) => (n <= look.classes.length ? look.classes[i]
    : `hsl(${Math.round((360 * i) / n)}, ${i % 2 ? 75 : 50}%, ${look.name === 'dark' ? 65 : i % 3 ? 42 : 55}%)`);

  const plane = (runs) => having(runs).map((run) => {
    const { classes, plane: { points, share }, space } = run.evaluation;
    const option = (look, size) => {
      const keys = classes.length <= 20 ? legend(classes, look, size) : { height: size.title ? 30 : 0 };
      const grid = { top: keys.height + 10, right: 12, bottom: 40 };
      const room = (left) => ({ width: size.width - left - grid.right, height: size.height - grid.top - grid.bottom });
      const numbers = numbersWidth(bounds(points, room(60)).y);
      grid.left = numbers + (size.narrow ? 0 : 24);
      const { x, y } = bounds(points, room(grid.left));
      const component = (name, i, more) => axis(look, {
        name: `${name} component, ${Math.round(100 * share[i])} % of the variance`, nameLocation: 'middle',
        axisLabel: { color: look.soft, fontSize: 12, formatter: number, hideOverlap: true, showMinLabel: false, showMaxLabel: false },
        splitLine: { show: false }, ...more,
      });
      return {
        textStyle: FONT, legend: keys.option, grid,
        tooltip: { ...tooltip(look), formatter: ({ seriesName }) => escaped(seriesName) },
        xAxis: component('first', 0, { ...x, nameGap: 25, axisLine: { onZero: false, lineStyle: { color: look.line } } }),
        yAxis: component('second', 1, { ...y, nameGap: numbers + 6, axisLine: { show: true, onZero: false, lineStyle: { color: look.line } }, ...(size.narrow ? { name: undefined } : {}) }),
        series: classes.map((name, c) => ({
          type: 'scatter', name, symbolSize: size.narrow ? 4 : 5.5, color: classColour(look, c, classes.length),
          itemStyle: { opacity: 0.75 }, emphasis: { focus: 'series' },
          data: points.filter((p) => p[2] === c).map((p) => [p[0], p[1]]),
        })),
      };
    };
    return {
      key: 'plane ' + run.name, title: title(runs, run, space.replace(/ (?=\d)/, '\u00a0')), option, height: 430, narrowHeight: 360, many: true,
      saved: { width: 800, height: 640 },
    };
  });

  // Never 100 %: the network would not have been wrong then.
  const sureness = (p) => (p > 0.999 ? 'over 99.9 %' : (100 * p).toFixed(p > 0.99 ? 1 : 0) + ' %');

  /** Test images that a network is most sure of, and wrong. */
  const mistakes = (place, runs) => {
    place.replaceChildren();
    for (const run of having(runs)) {
      const { classes, mistakes: found } = run.evaluation;
      const block = element(place, 'div', undefined, 'block');
      element(block, 'h3', title(runs, run, 'taken for another class with the most confidence'));
      if (!found.length) element(block, 'p', 'None: every test image is classified rightly.', 'note');
      const grid = element(block, 'div', undefined, 'pictures');
      for (const one of found) {
        const figure = element(grid, 'figure');
        const image = element(figure, 'img');
        image.alt = `test image ${one.index}, ${classes[one.true]}`;
        image.title = one.file || `test image ${one.index}`;
        image.src = 'data:image/png;base64,' + one.png;
        const text = element(figure, 'figcaption');
        if (one.file) element(text, 'span', one.file.split(/[\\/]/).pop(), 'file').title = one.file;
        element(text, 'span', classes[one.true]);
        element(text, 'span', `→ ${classes[one.predicted]}`, 'wrong');
        element(text, 'span', sureness(one.probability), 'sure');
      }
    }
  };

  return { confusion, classErrors, plane, mistakes, having };
})();
