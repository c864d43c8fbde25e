'use strict';
/** The dashboard: what the server sends of runs, drawn as it comes. */
(() => {
  const { byId, charts, curves, evaluation, list } = mixsep;
  const MOST = 12;
  const LONG = 4000; // points of a curve; beyond that every other one is let go
  const RETRY = 3000;
  const token = document.querySelector('meta[name="mixsep-token"]').content;
  const data = new Map(); // id -> curves
  let chosen = new URLSearchParams(location.search).getAll('run').slice(0, MOST);
  let usual = chosen.length === 0; // nobody chose yet: what runs is shown
  let source = null;
  let waiting = false;

  const connection = (text, name) => {
    byId('connection').textContent = text;
    byId('connection').className = name;
  };

  // ---- curves ----
  const columns = (run) => [run.steps, run.tests, run.validations, ...Object.values(run.modules)];

  const append = (run, more) => {
    const added = columns(more);
    columns(run).forEach((into, i) => Object.keys(into).forEach((key) => into[key].push(...added[i][key])));
    const halve = (group) => group.forEach((column) => Object.keys(column).forEach((key) => {
      const last = column[key].length - 1;
      column[key] = column[key].filter((v, i) => (last - i) % 2 === 0);
    }));
    if (run.steps.iteration.length > LONG) halve([run.steps, ...Object.values(run.modules)]);
    for (const errors of [run.tests, run.validations]) {
      if (errors.iteration.length > LONG) halve([errors]);
    }
  };

  const take = (news) => {
    const before = data.get(news.id);
    if (news.anew || !before) {
      data.set(news.id, { evaluation: before && before.evaluation, ...news, name: news.id });
    } else {
      append(before, news);
      if (news.evaluation) before.evaluation = news.evaluation;
    }
    return Boolean(news.evaluation);
  };

  const shown = () => chosen.filter((id) => data.has(id)).map((id) => {
    const run = data.get(id);
    run.colour = chosen.indexOf(id);
    return run;
  });

  const drawEvaluation = () => {
    const runs = shown();
    byId('evaluation').hidden = !evaluation.having(runs).length;
    charts.show('plane', evaluation.plane(runs));
    charts.show('classes', evaluation.classErrors(runs));
    charts.show('confusion', evaluation.confusion(runs));
    evaluation.mistakes(byId('mistakes'), runs);
  };

  const drawCurves = () => {
    const runs = shown();
    byId('charts').hidden = !runs.length;
    charts.show('single', curves.single(runs));
    charts.show('overlaid', curves.overlaid(runs));
    charts.show('modules', curves.modules(runs));
  };

  // Several events often come at once; they are drawn together.
  let evaluated = false;
  const drawSoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      drawCurves();
      if (evaluated) drawEvaluation();
      evaluated = false;
    });
  };

  // ---- the connection ----
  const query = () => chosen.map((id) => 'run=' + encodeURIComponent(id)).join('&');

  const connect = () => {
    if (source) source.close();
    source = new EventSource('events?' + query());
    source.onopen = () => {
      connection('live', 'live');
      list.clear();
    };
    source.onerror = () => {
      connection('no connection, trying again', 'lost');
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY);
    };
    source.addEventListener('runs', (event) => {
      list.update(JSON.parse(event.data));
      if (usual) chooseUsual();
    });
    source.addEventListener('curves', (event) => {
      evaluated = take(JSON.parse(event.data)) || evaluated;
      drawSoon();
    });
  };

  // ---- what is chosen ----
  const chose = () => {
    history.replaceState(null, '', (query() ? '?' + query() : location.pathname) + location.hash);
    byId('report').href = 'report?' + query();
    for (const id of [...data.keys()]) {
      if (!chosen.includes(id)) data.delete(id);
    }
    list.choose(chosen);
    evaluated = true;
    drawSoon();
    connect();
  };

  const chooseUsual = () => {
    const runs = list.runs();
    const running = runs.filter((run) => run.status === 'running').slice(0, 3);
    const first = running.length ? running : runs.filter((run) => run.status !== 'unreadable').slice(0, 1);
    if (!first.length) return;
    usual = false;
    chosen = first.map((run) => run.id);
    chose();
  };

  const onChoice = (id, wanted) => {
    usual = false;
    chosen = chosen.filter((other) => other !== id);
    if (wanted && chosen.length < MOST) chosen.push(id);
    chose();
  };

  const stop = async (id) => {
    if (!confirm(`Stop ${id} after a checkpoint? 'mixsep resume' goes on with it later.`)) return;
    try {
      const answer = await fetch('stop?run=' + encodeURIComponent(id), { method: 'POST', headers: { 'X-Mixsep-Token': token } });
      if (!answer.ok) connection(`${id}: ${await answer.text()}`, 'lost');
    } catch (e) {
      connection('no connection, nothing was stopped', 'lost');
    }
  };

  mixsep.start();
  list.start(onChoice, stop);
  byId('none').onclick = () => {
    chosen = [];
    chose();
  };
  list.choose(chosen);
  byId('report').href = 'report?' + query();
  connect();
})();
