'use strict';
/** What every page has: elements, looks, numbers, tables that can be copied. */
const mixsep = (() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  // Okabe and Ito's colours, told apart by colour-blind readers; each lighter on a dark ground.
  const LIGHT = {
    name: 'light', ink: '#1b1f23', soft: '#59636e', line: '#dfe3e8', card: '#ffffff', heat: '#0072b2',
    colours: ['#0072b2', '#d55e00', '#009e73', '#b0579a', '#a67c00', '#3c8fc4', '#555555'],
    classes: ['#0072b2', '#d55e00', '#009e73', '#c0408f', '#a67c00', '#56b4e9', '#7b5bd6', '#8b1a1a', '#7a9a01', '#555555'],
  };
  const DARK = {
    name: 'dark', ink: '#e6e8ea', soft: '#a0a7ae', line: '#363b41', card: '#1c1f23', heat: '#56b4e9',
    colours: ['#56b4e9', '#ff8a3d', '#2fc79b', '#e39bc6', '#f0c83c', '#8fd0f5', '#c0c0c0'],
    classes: ['#56b4e9', '#ff8a3d', '#2fc79b', '#ef7fc4', '#f0c83c', '#4f7fe0', '#b49bff', '#ff6b6b', '#b5d33d', '#c0c0c0'],
  };
  const onLook = [];

  const isDark = () => (root.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
  const look = () => (isDark() ? DARK : LIGHT);
  const byId = (id) => document.getElementById(id);

  const element = (parent, tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    parent.append(made);
    return made;
  };

  const button = (parent, text, title, act) => {
    const made = element(parent, 'button', text);
    made.type = 'button';
    made.title = title;
    made.onclick = () => act(made);
    return made;
  };

  const number = (v) => {
    if (v == null) return '–';
    const size = Math.abs(v);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return v.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
    return String(+v.toPrecision(4));
  };
  const count = (v) => String(v).replace(/\B(?=(\d{3})+$)/g, ',');

  const copy = async (text, from) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch (e) { // pages opened as files may not have the clipboard
      const area = element(document.body, 'textarea', text);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    const before = from.dataset.label || from.textContent;
    from.dataset.label = before;
    from.textContent = 'copied';
    setTimeout(() => { from.textContent = before; }, 1200);
  };

  /** How a column is set: numbers to the right, words to the left, and long texts broken. */
  const kindOf = (cells) => {
    if (cells.some((cell) => cell.length > 28)) return 'text';
    return cells.some((cell) => /^[+-]?[\d.]/.test(cell)) ? '' : 'word';
  };

  /** A table of texts: title, note, headers, rows, and its Markdown for the button. */
  const drawTable = (place, table) => {
    const block = element(place, 'div', undefined, 'block');
    const head = element(block, 'div', undefined, 'head');
    element(head, 'h3', table.title);
    button(head, 'copy as Markdown', 'Copy this table as Markdown', (b) => copy(table.markdown, b));
    if (table.notice) element(block, 'p', table.notice, 'notice');
    if (table.note) element(block, 'p', table.note, 'note');
    const grid = element(element(block, 'div', undefined, 'scroll'), 'table', undefined, 'data');
    const kinds = table.headers.map((h, i) => kindOf(table.rows.map((row) => row[i])));
    const row = element(element(grid, 'thead'), 'tr');
    table.headers.forEach((h, i) => { element(row, 'th', h, kinds[i]).scope = 'col'; });
    const body = element(grid, 'tbody');
    for (const cells of table.rows) {
      const line = element(body, 'tr');
      cells.forEach((cell, i) => element(line, 'td', cell, kinds[i]));
    }
  };

  const themeChanged = () => onLook.forEach((act) => act());
  const start = () => {
    if (['#dark', '#light'].includes(location.hash)) root.dataset.theme = location.hash.slice(1);
    byId('theme').onclick = () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      themeChanged();
    };
    system.addEventListener('change', themeChanged);
  };

  return { LIGHT, look, onLook, byId, element, button, number, count, copy, drawTable, start };
})();
