"use strict";
// Sends each picture by itself, a few at a time, and shows what comes back, the newest first.
const AT_ONCE = 4, MOST_SHOWN = 200, TRIES = 5;
const $ = id => document.getElementById(id);
const waiting = [];
let running = 0, done = 0, failed = 0;

function element(name, text, parent) {
  const made = document.createElement(name);
  made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function percent(probability) {
  const value = 100 * probability;
  return value >= 99.95 && value < 100 ? "> 99.9 %" : value < 0.05 ? "< 0.1 %" : value.toFixed(1) + " %";
}

function card(file) {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.onload = () => image.classList.toggle("small", image.naturalHeight < 100);
  image.onerror = () => { image.hidden = true; };
  item.append(image);
  element("h2", file.name, item).title = file.name;
  element("p", "…", item);
  $("results").prepend(item);
  while ($("results").children.length > MOST_SHOWN) remove($("results").lastElementChild);
  return item;
}

function remove(item) {
  URL.revokeObjectURL(item.querySelector("img").src);
  item.remove();
}

function show(item, image) {
  const list = document.createElement("ol");
  const top = image.top;
  if (image.answer === null) {
    const none = element("p", "None of these", null);
    none.className = "none";
    item.insertBefore(none, item.lastElementChild);
  }
  for (const one of top) {
    const row = element("li", "", list);
    element("i", "", row).style.width = 100 * one.probability + "%";
    element("span", one.class, row);
    element("span", percent(one.probability), row);
  }
  item.lastElementChild.replaceWith(list);
}

function complain(item, text) {
  const line = element("p", text);
  line.className = "error";
  item.lastElementChild.replaceWith(line);
}

/** Of the field, as a probability; nothing typed withholds no answer. */
function least() {
  return Math.min(100, Math.max(0, Number($("least").value) || 0)) / 100;
}

async function ask(file) {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch("classify?threshold=" + least(), {
      method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });
    if (answer.status === 503 && attempt < TRIES) {
      await new Promise(later => setTimeout(later, 1000 * attempt));
      continue;
    }
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.error);
    return json.images[0];
  }
}

async function next() {
  if (running >= AT_ONCE || waiting.length === 0) return;
  running++;
  const file = waiting.shift();
  const item = card(file);
  try {
    show(item, await ask(file));
    done++;
  } catch (problem) {
    failed++;
    complain(item, problem instanceof TypeError ? "the server cannot be reached" : problem.message);
  }
  running--;
  tell();
  next();
}

function tell() {
  const left = waiting.length + running;
  const parts = [];
  if (left) parts.push(left + " to do");
  if (done) parts.push(done + " classified");
  if (failed) parts.push(failed + " could not be");
  $("status").textContent = parts.join(", ");
  $("clear").hidden = !(done || failed) || left > 0;
}

function take(files) {
  waiting.push(...files);
  tell();
  for (let i = 0; i < AT_ONCE; i++) next();
}

$("files").addEventListener("change", () => { take($("files").files); $("files").value = ""; });
$("clear").addEventListener("click", () => {
  [...$("results").children].forEach(remove);
  done = failed = 0;
  tell();
  $("files").focus();
});
addEventListener("paste", event => take(event.clipboardData.files));
addEventListener("dragover", event => { event.preventDefault(); $("drop").classList.add("over"); });
addEventListener("dragleave", event => { if (!event.relatedTarget) $("drop").classList.remove("over"); });
addEventListener("drop", event => {
  event.preventDefault();
  $("drop").classList.remove("over");
  take(event.dataTransfer.files);
});

for (const place of document.querySelectorAll(".origin")) place.textContent = location.origin;
fetch("health").then(answer => answer.json()).then(facts => {
  $("model").textContent = `${facts.network}, run ${facts.run}, after ${facts.iteration} iterations`;
  $("classes").textContent = facts.classes.join(", ");
  $("count").textContent = facts.classes.length;
  $("least").value = Math.round(1000 * facts.threshold) / 10;
  $("plain").hidden = facts.calibrated;
}).catch(() => { $("model").textContent = "The server cannot be reached."; });
