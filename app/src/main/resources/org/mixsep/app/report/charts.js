'use strict';
/** Plots in cards, drawn by ECharts once they come into sight, each to be saved as SVG and PNG. */
mixsep.charts = (() => {
  const { element, button, look, LIGHT } = mixsep;
  const SAVED = { width: 800, height: 450 };
  const NARROW = 380;
  const sections = new Map(); // section -> entries by key
  const byCard = new Map();
  let drawn = 0;

  const inSight = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      const entry = byCard.get(target);
      if (!entry) continue;
      entry.visible = isIntersecting;
      if (isIntersecting) draw(entry);
    }
  }, { rootMargin: '500px' });

  const sized = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const entry = byCard.get(target.parentElement);
      if (entry && entry.plot && target.clientWidth !== entry.width) {
        entry.stale = true;
        draw(entry);
      }
    }
  });

  const draw = (entry, always) => {
    if (!entry.stale || !(entry.visible || always) || !entry.canvas.clientWidth) return;
    const { spec, canvas } = entry;
    entry.stale = false;
    entry.width = canvas.clientWidth;
    const narrow = entry.width < NARROW;
    const height = (narrow && spec.narrowHeight) || spec.height || (narrow ? 270 : 310);
    canvas.style.height = height + 'px';
    if (!entry.plot) {
      entry.plot = echarts.init(canvas, null, { renderer: spec.many ? 'canvas' : 'svg' });
      entry.plot.group = spec.group || '';
      if (spec.group) echarts.connect(spec.group);
      dragToZoom(entry);
      drawn += 1;
      document.documentElement.dataset.drawn = String(drawn);
    } else {
      entry.plot.resize();
    }
    const option = spec.option(look(), { width: entry.width, height, narrow });
    entry.plot.setOption({ animation: false, ...option }, { replaceMerge: ['series'] });
    if (spec.zoom && !mixsep.touch) {
      entry.plot.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
    }
  };

  // Drag over a part of a plot to see only that; double click for all of it.
  const dragToZoom = ({ spec, plot }) => {
    if (!spec.zoom) return;
    plot.getZr().on('dblclick', () => plot.dispatchAction({ type: 'dataZoom', start: 0, end: 100 }));
  };

  const save = ({ spec }, type) => {
    const size = spec.saved || SAVED;
    const host = element(document.body, 'div');
    host.style.cssText = `position:absolute;left:-9999px;width:${size.width}px;height:${size.height}px`;
    const plot = echarts.init(host, null, { renderer: type === 'svg' ? 'svg' : 'canvas', ...size });
    const option = spec.option(LIGHT, { ...size, narrow: false, title: spec.title });
    delete option.toolbox;
    plot.setOption({
      animation: false, backgroundColor: '#ffffff', ...option,
      title: { text: spec.title, left: 'center', top: 6, textStyle: { fontSize: 15, color: LIGHT.ink } },
    });
    const link = document.createElement('a');
    link.download = spec.title.replace(/[^\w.-]+/g, '-') + '.' + type;
    // ECharts' own SVG text is not escaped; the browser's is.
    link.href = type === 'svg'
      ? 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(host.querySelector('svg')))
      : plot.getDataURL({ type, pixelRatio: 2, backgroundColor: '#ffffff' });
    link.click();
    plot.dispose();
    host.remove();
  };

  const add = (place, spec) => {
    const card = element(place, 'figure', undefined, 'chart' + (spec.wide ? ' wide' : ''));
    card.dataset.key = spec.key;
    const head = element(card, 'div', undefined, 'head');
    const title = element(head, 'h3', spec.title);
    const entry = { spec, card, title, plot: null, stale: true, visible: false };
    const buttons = element(head, 'div', undefined, 'buttons');
    button(buttons, 'SVG', 'Save this plot as a drawing', () => save(entry, 'svg'));
    button(buttons, 'PNG', 'Save this plot as an image', () => save(entry, 'png'));
    entry.canvas = element(card, 'div', undefined, 'canvas');
    if (spec.below) element(card, 'figcaption', spec.below, 'note');
    byCard.set(card, entry);
    inSight.observe(card);
    sized.observe(entry.canvas);
    return entry;
  };

  const remove = (entry) => {
    inSight.unobserve(entry.card);
    sized.unobserve(entry.canvas);
    byCard.delete(entry.card);
    if (entry.plot) {
      entry.plot.dispose();
      drawn -= 1;
    }
    entry.card.remove();
  };

  /**
   * Makes a section show just these plots, in this order: those it shows already are redrawn.
   * Each has key, title, option(look, size); and may have height, wide, many (points), zoom, group.
   */
  const show = (section, specs) => {
    const place = mixsep.byId(section);
    const before = sections.get(section) || new Map();
    const now = new Map();
    for (const spec of specs) {
      const known = before.get(spec.key);
      if (known) {
        known.spec = spec;
        known.stale = true;
        known.title.textContent = spec.title;
        before.delete(spec.key);
      }
      now.set(spec.key, known || add(place, spec));
    }
    before.forEach(remove);
    [...now.values()].forEach((entry, i) => {
      if (place.children[i] !== entry.card) place.insertBefore(entry.card, place.children[i] || null);
      draw(entry);
    });
    sections.set(section, now);
    place.classList.toggle('empty', !specs.length);
  };

  const redraw = (always) => byCard.forEach((entry) => {
    if (!always) entry.stale = true;
    draw(entry, always);
  });
  mixsep.touch = matchMedia('(pointer: coarse)').matches;
  mixsep.onLook.push(() => redraw(false));
  addEventListener('beforeprint', () => redraw(true));
  return { show };
})();
