'use strict';
/** Curves over iterations, as options of ECharts. */
mixsep.lines = (() => {
  const { number, count } = mixsep;
  const FONT = 12;
  const escaped = (text) => echarts.format.encodeHTML(String(text));
  const pen = document.createElement('canvas').getContext('2d');

  const most = (values) => values.reduce((high, v) => Math.max(high, v), 0);

  const widthOf = (text) => {
    pen.font = FONT + 'px system-ui, sans-serif';
    return pen.measureText(text).width;
  };

  /** A legend over the plot, and how high it is: ECharts itself leaves no room for it. */
  const legend = (names, look, size) => {
    const room = size.width - 16;
    const limit = Math.min(room - 40, 260);
    let rows = 1;
    let x = 0;
    for (const name of names) {
      const width = Math.min(widthOf(name), limit) + 22 + 14;
      if (x > 0 && x + width > room) {
        rows += 1;
        x = 0;
      }
      x += width;
    }
    const top = size.title ? 30 : 0;
    return {
      height: top + rows * 21,
      option: {
        data: names, top, left: 'center', itemWidth: 18, itemHeight: 8, itemGap: 14,
        textStyle: { color: look.ink, fontSize: FONT, width: limit, overflow: 'truncate' },
        inactiveColor: look.line,
      },
    };
  };

  const axis = (look, more) => ({
    type: 'value',
    nameTextStyle: { color: look.soft, fontSize: FONT },
    axisLabel: { color: look.soft, fontSize: FONT, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: look.line } },
    axisTick: { lineStyle: { color: look.line } },
    splitLine: { lineStyle: { color: look.line } },
    minorSplitLine: { show: false },
    ...more,
  });

  /** The least round number that is not below. */
  const roundUp = (value) => {
    if (!(value > 0)) return 1;
    const step = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((m) => m * step).find((v) => v >= value * 0.999);
  };
  // An axis ends with its last iteration, which is labelled where it is one of the marks.
  const isMark = (last, splits) => last > 0 && last % echarts.number.nice(last / splits, true) === 0;
  const thousands = (v) => (v >= 1000 ? +(v / 1000).toFixed(2) + 'k' : String(v));

  const powerOfTen = (v) => number(+(10 ** v).toPrecision(9));
  const shown = ({ interval }) => (interval ? powerOfTen : number);

  /** Room for an axis's numbers, in pixels. */
  const numbersWidth = ({ min, max, interval }) => {
    const marks = [0.2, 0.4, 0.6, 0.8, 1].map((f) => +(f * (min < 0 ? min : max)).toPrecision(2));
    const powers = [];
    for (let v = min; interval && v <= max; v += interval) powers.push(v);
    return most((interval ? powers.map(powerOfTen) : marks.map(number)).map(widthOf)) + 10;
  };

  const vertical = (look, size, name, more) => axis(look, {
    name: size.narrow ? undefined : name, nameLocation: 'middle', nameGap: numbersWidth(more) + 6,
    axisLabel: { color: look.soft, fontSize: FONT, formatter: shown(more), hideOverlap: true },
    ...more,
  });

  const linear = (top, highest) => ({ min: 0, max: roundUp(top || highest) });

  // Over less than a decade a logarithmic axis has no marks to read.
  const scaled = (chart, values) => {
    if (!chart.log) return linear(chart.top, most(values));
    const positive = values.filter((v) => v > 0);
    const high = most(positive);
    const low = positive.reduce((least, v) => Math.min(least, v), high);
    if (!(high / low > 10)) return linear(undefined, high);
    // Of exponents: ECharts' own logarithmic axis has no marks between its ends over ten decades.
    const interval = Math.max(1, Math.ceil(Math.log10(high / low) / 7));
    const exponent = (v, round) => interval * round(Math.log10(v) / interval);
    return { interval, min: exponent(low, Math.floor), max: exponent(high, Math.ceil) };
  };

  const colour = (look, i) => look.colours[i % look.colours.length];
  // Colours come round again after seven; then the line is broken.
  const dash = (line) => line.dash || (line.colour >= 7 ? [7, 3] : 'solid');

  /** Points hold where they lie, and last what they stand for. */
  const lineSeries = (chart, look, { interval }) => chart.lines.map((line) => ({
    type: 'line', name: line.label, yAxisIndex: line.right ? 1 : 0,
    data: line.x.map((x, i) => [x, interval ? Math.log10(line.y[i]) : line.y[i], line.y[i]])
      .filter((p) => p[2] != null && Number.isFinite(p[1])),
    showSymbol: Boolean(line.points) && line.x.length <= 60, symbol: 'circle', symbolSize: 5,
    color: colour(look, line.colour), lineStyle: { width: 1.8, type: dash(line) },
    emphasis: { disabled: true },
  }));

  /** From the least to the greatest value, as one area behind the lines. */
  const bandSeries = (chart, look) => (chart.bands || []).map((band) => {
    const rows = band.x.map((x, i) => [x, band.low[i], band.high[i]]).filter((r) => r[1] != null && r[2] != null);
    return {
      type: 'custom', name: band.label, data: rows, encode: { x: 0, y: [1, 2] }, clip: true, silent: true,
      color: colour(look, band.colour), z: 1,
      renderItem: (params, api) => params.dataIndexInside > 0 ? null : {
        type: 'polygon',
        shape: { points: [...rows.map((r) => api.coord([r[0], r[2]])), ...rows.slice().reverse().map((r) => api.coord([r[0], r[1]]))] },
        style: { fill: colour(look, band.colour), opacity: 0.14 },
      },
    };
  });

  const tip = (bands) => (points) => {
    const rows = points.filter((p) => p.seriesType === 'line').map((p) => {
      const band = bands.find((b) => b.label === p.seriesName);
      const at = band ? band.x.indexOf(p.value[0]) : -1;
      const ends = at < 0 ? '' : ` (${number(band.low[at])} to ${number(band.high[at])})`;
      return `<tr><td>${p.marker}${escaped(p.seriesName)}</td><td class="value">${number(p.value[2])}${ends}</td></tr>`;
    });
    const first = points.find((p) => p.seriesType === 'line');
    return first ? `iteration ${count(first.value[0])}<table>${rows.join('')}</table>` : '';
  };

  const tooltip = (look) => ({
    backgroundColor: look.card, borderColor: look.line, confine: true, padding: [5, 9],
    textStyle: { color: look.ink, fontSize: FONT }, transitionDuration: 0,
  });

  /** chart: left, right (axis names), top, rightTop, log, lines, bands. */
  const option = (chart) => (look, size) => {
    const names = chart.lines.map((line) => line.label);
    const keys = legend(names, look, size);
    const values = [...chart.lines.filter((l) => !l.right).map((l) => l.y), ...(chart.bands || []).map((b) => b.high)]
      .flatMap((column) => column.filter((v) => v != null));
    const rightValues = chart.lines.filter((l) => l.right).flatMap((l) => l.y.filter((v) => v != null));
    const last = most(chart.lines.map((line) => line.x[line.x.length - 1] || 0));
    const splits = size.narrow ? 3 : 5;
    const left = scaled(chart, values);
    const right = chart.right && linear(chart.rightTop, most(rightValues));
    const room = (scale) => numbersWidth(scale) + (size.narrow ? 0 : 24);
    const yAxis = [vertical(look, size, chart.left, left)];
    if (right) {
      yAxis.push(vertical(look, size, chart.right, { ...right, splitLine: { show: false }, position: 'right' }));
    }
    return {
      textStyle: { fontFamily: 'system-ui, sans-serif' },
      grid: { top: keys.height + 12, bottom: 42, left: room(left), right: right ? room(right) : 18 },
      legend: keys.option,
      tooltip: { ...tooltip(look), trigger: 'axis', formatter: tip(chart.bands || []), axisPointer: { type: 'line', lineStyle: { color: look.soft } } },
      xAxis: axis(look, {
        name: 'iteration', nameLocation: 'middle', nameGap: 26, min: 0, max: last || 1,
        splitNumber: splits, splitLine: { show: false },
        axisLabel: { color: look.soft, fontSize: FONT, formatter: thousands, hideOverlap: true, showMaxLabel: isMark(last, splits) },
      }),
      yAxis,
      dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: false, moveOnMouseWheel: false, moveOnMouseMove: false }],
      toolbox: { right: -90, feature: { dataZoom: { yAxisIndex: 'none', filterMode: 'none' } } },
      series: [...lineSeries(chart, look, left), ...bandSeries(chart, look)],
    };
  };

  /** A plot of curves; null where there is nothing to draw. */
  const spec = (key, title, chart) => {
    chart.lines = chart.lines.filter((line) => line.y && line.y.some((v) => v != null));
    if (!chart.lines.length) return null;
    return { key, title, zoom: true, group: 'runs', option: option(chart) };
  };

  return { spec, legend, axis, numbersWidth, tooltip, escaped, most };
})();
