'use strict';
/** The report: its data stands in the page. */
(() => {
  const { byId, element, charts, curves, evaluation } = mixsep;
  const data = JSON.parse(byId('report').textContent);
  data.runs.forEach((run, i) => { run.colour = i; });

  mixsep.start();
  document.title = byId('title').textContent = data.title;
  for (const heading of data.notice ? document.querySelectorAll('main h2') : []) {
    heading.after(element(heading.parentElement, 'p', data.notice, 'notice'));
  }
  for (const note of data.notes) element(byId('notes'), 'li', note);
  data.tables.forEach((table) => mixsep.drawTable(byId('tables'), table));
  charts.show('single', curves.single(data.runs));
  charts.show('overlaid', curves.overlaid(data.runs));
  charts.show('plane', evaluation.plane(data.runs));
  charts.show('classes', evaluation.classErrors(data.runs));
  charts.show('confusion', evaluation.confusion(data.runs));
  evaluation.mistakes(byId('mistakes'), data.runs);
  charts.show('modules', curves.modules(data.runs));
  byId('evaluation').hidden = !evaluation.having(data.runs).length;
})();
