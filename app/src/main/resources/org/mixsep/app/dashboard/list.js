'use strict';
/** The list of runs: kept up to date row by row, so that hundreds of them stay quick. */
mixsep.list = (() => {
  const { byId, element, button, number, count, look } = mixsep;
  const ORDER = ['running', 'stopping'];
  const rows = new Map(); // id -> { run, row, and what is in it }
  let chosen = [];
  let onChoice = () => {};
  let onStop = () => {};

  const ago = (time) => {
    const seconds = Math.max(0, (Date.now() - time) / 1000);
    const [size, unit] = [[86400, 'd'], [3600, 'h'], [60, 'min']].find(([s]) => seconds >= s) || [1, 's'];
    return Math.floor(seconds / size) + ' ' + unit + ' ago';
  };

  const make = (id) => {
    const row = element(byId('list'), 'tr');
    const label = element(element(row, 'td'), 'label');
    const box = element(label, 'input');
    box.type = 'checkbox';
    box.onchange = () => onChoice(id, box.checked);
    const swatch = element(label, 'span', undefined, 'swatch');
    const name = element(label, 'span', id, 'name');
    name.title = id;
    const standing = element(row, 'td', undefined, 'standing');
    const state = element(standing, 'span', undefined, 'state');
    const stop = button(standing, 'stop', 'Stop this run after a checkpoint', () => onStop(id));
    stop.setAttribute('aria-label', 'stop ' + id);
    const iteration = element(row, 'td');
    const text = element(iteration, 'span');
    const of = element(iteration, 'span', undefined, 'of');
    const bar = element(iteration, 'progress');
    const error = element(row, 'td');
    const speed = element(row, 'td');
    const touched = element(row, 'td');
    return { row, box, swatch, state, text, of, bar, error, speed, touched, stop };
  };

  const fill = (entry) => {
    const { run } = entry;
    entry.state.textContent = run.status;
    entry.state.className = 'state ' + run.status;
    entry.state.title = run.message;
    entry.text.textContent = run.iterations ? count(run.iteration) : '–';
    entry.of.textContent = run.iterations ? ' of ' + count(run.iterations) : '';
    entry.bar.max = run.iterations || 1;
    entry.bar.value = run.iteration;
    entry.error.textContent = run.error == null ? '–' : run.error.toFixed(2);
    entry.speed.textContent = run.status === 'running' ? number(Math.round(run.imagesPerSecond)) : '';
    entry.touched.textContent = ago(run.touched);
    entry.stop.hidden = !ORDER.includes(run.status);
    entry.stop.disabled = run.status === 'stopping';
    entry.box.disabled = run.status === 'unreadable';
    entry.row.dataset.id = run.id;
    entry.row.dataset.status = run.status;
  };

  const rank = ({ run }) => (ORDER.includes(run.status) ? 0 : 1);
  const sorted = () => [...rows.values()].sort((a, b) =>
    rank(a) - rank(b) || (rank(a) ? b.run.touched - a.run.touched : 0) || a.run.id.localeCompare(b.run.id));

  const matches = ({ run }) => {
    const words = byId('filter').value.toLowerCase().split(/\s+/);
    return words.every((word) => run.id.toLowerCase().includes(word) || run.status.includes(word));
  };

  const arrange = () => {
    const all = sorted();
    const place = byId('list');
    all.forEach((entry, i) => {
      if (place.children[i] !== entry.row) place.insertBefore(entry.row, place.children[i] || null);
      entry.row.hidden = !matches(entry);
    });
    const shown = all.filter((entry) => !entry.row.hidden).length;
    const running = all.filter((entry) => entry.run.status === 'running').length;
    byId('count').textContent = !all.length
      ? 'No runs yet. They appear here as soon as one begins.'
      : `${count(shown)} of ${count(all.length)} runs shown, ${count(running)} running. Choose up to 12 to see their curves.`;
  };

  const colours = () => rows.forEach((entry, id) => {
    const at = chosen.indexOf(id);
    entry.box.checked = at >= 0;
    entry.swatch.style.background = at < 0 ? 'transparent' : look().colours[at % look().colours.length];
  });

  /** Takes over what the server says of runs. */
  const update = ({ changed, removed }) => {
    for (const run of changed) {
      if (!rows.has(run.id)) rows.set(run.id, make(run.id));
      rows.get(run.id).run = run;
      fill(rows.get(run.id));
    }
    for (const id of removed) {
      if (!rows.has(id)) continue;
      rows.get(id).row.remove();
      rows.delete(id);
    }
    arrange();
    colours();
  };

  /** Shows which runs are chosen, each in its colour. */
  const choose = (ids) => {
    chosen = ids;
    colours();
  };

  /** Forgets all runs: the server tells them anew. */
  const clear = () => update({ changed: [], removed: [...rows.keys()] });

  const markdown = () => {
    const lines = sorted().filter((entry) => !entry.row.hidden).map(({ run, error }) =>
      `| ${run.id.replace(/\|/g, '\\|')} | ${run.status} | ${count(run.iteration)} | ${count(run.iterations)} | ${error.textContent} |`);
    return ['| run | state | iteration | of | test error, % |', '|---|---|---:|---:|---:|', ...lines, ''].join('\n');
  };

  const start = (choice, stop) => {
    onChoice = choice;
    onStop = stop;
    byId('filter').oninput = arrange;
    byId('copy').onclick = () => mixsep.copy(markdown(), byId('copy'));
    mixsep.onLook.push(colours);
    setInterval(() => rows.forEach((entry) => { entry.touched.textContent = ago(entry.run.touched); }), 10000);
  };

  return { start, update, choose, clear, runs: () => sorted().map((entry) => entry.run) };
})();
