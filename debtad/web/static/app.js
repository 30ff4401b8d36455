// The page works without this file; with it, results come without a reload, pictures can be dropped and pasted, the cost
// follows the slider, and drafts can be copied. Nothing leaves this origin and nothing is kept.
"use strict";

const form = document.getElementById("ask");
const text = document.getElementById("text");
const debt = document.getElementById("debt");
const debtProblem = document.getElementById("debt-problem");
const result = document.getElementById("result");
const status_ = document.getElementById("status");
const go = document.getElementById("go");
const image = form.querySelector("input[type=file]");
const goWord = go.textContent;
let running = null;

function tell(message) {
  status_.textContent = "";
  window.setTimeout(() => { status_.textContent = message; }, 50);
}

function fail(message) {
  const card = document.createElement("section");
  card.className = "card error";
  card.setAttribute("role", "alert");
  const heading = document.createElement("h2");
  heading.id = "result-heading";
  heading.tabIndex = -1;
  heading.textContent = form.dataset.error;
  const line = document.createElement("p");
  line.textContent = message;
  card.append(heading, line);
  result.replaceChildren(card);
}

function showDebt(message) {
  debtProblem.textContent = message;
  debtProblem.hidden = !message;
  if (message) debt.setAttribute("aria-invalid", "true");
  else debt.removeAttribute("aria-invalid");
}

debt.addEventListener("input", () => showDebt(""));

async function ask() {
  const picture = image && image.files.length > 0;
  if (running) running.abort();
  const mine = new AbortController();
  running = mine;
  const body = new FormData(form);
  body.set("part", "1");
  go.disabled = true;
  go.textContent = picture ? form.dataset.busyPicture : form.dataset.busy;
  result.setAttribute("aria-busy", "true");
  tell(go.textContent);
  try {
    const answer = await fetch("/", { method: "POST", body, signal: mine.signal });
    const kind = answer.headers.get("content-type") || "";
    if (kind.startsWith("text/html")) result.innerHTML = await answer.text();
    else if (answer.status === 413) fail(form.dataset.large);
    else fail((await answer.json()).error);
  } catch (error) {
    if (error.name === "AbortError") return;
    fail(form.dataset.network);
  } finally {
    if (running === mine) {
      running = null;
      go.disabled = false;
      go.textContent = goWord;
      result.removeAttribute("aria-busy");
    }
  }
  const told = document.getElementById("debt-told");
  showDebt(told ? told.textContent : "");
  cost();
  const heading = document.getElementById("result-heading");
  if (heading) {
    tell(heading.textContent);
    heading.focus({ preventScroll: true });
    heading.closest("section").scrollIntoView({ block: "start" });
  }
}

form.addEventListener("submit", (event) => {
  if (event.submitter && event.submitter !== go) return; // language and pack go the plain way
  event.preventDefault();
  ask();
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    ask();
  }
});

form.addEventListener("reset", () => {
  if (running) running.abort();
  window.setTimeout(() => {
    text.value = "";
    count();
    debt.value = "";
    showDebt("");
    showPicture();
    result.replaceChildren();
    text.focus();
  }, 0);
});

// Pictures: chosen, dropped anywhere on the form, or pasted.
const drop = document.getElementById("drop");
const chosen = document.getElementById("chosen");
const preview = document.getElementById("preview");

function showPicture() {
  if (!image) return;
  const file = image.files[0];
  chosen.hidden = !file;
  if (!file) {
    preview.removeAttribute("src");
    return;
  }
  preview.alt = file.name;
  const reader = new FileReader();
  reader.onload = () => { if (image.files[0] === file) preview.src = reader.result; };
  reader.readAsDataURL(file);
}

function takePicture(files) {
  const file = [...(files || [])].find((one) => one.type.startsWith("image/"));
  if (!image || !file) return false;
  if (file.size > Number(form.dataset.maxBytes)) {
    fail(form.dataset.large);
    return true;
  }
  const carrier = new DataTransfer();
  carrier.items.add(file);
  image.files = carrier.files;
  showPicture();
  ask();
  return true;
}

if (image) {
  image.addEventListener("change", () => {
    showPicture();
    if (image.files.length) takePicture(image.files);
  });
  document.getElementById("unchoose").addEventListener("click", () => {
    image.value = "";
    showPicture();
    image.focus();
  });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) drop.classList.remove("over"); });
  form.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if ([...event.dataTransfer.types].includes("Files")) {
      event.preventDefault();
      takePicture(event.dataTransfer.files);
    }
  });
  document.addEventListener("paste", (event) => {
    if (takePicture(event.clipboardData && event.clipboardData.files)) event.preventDefault();
  });
}

// More may be pasted than is read: nothing is cut in silence.
const long = document.getElementById("text-long");

function count() {
  const most = Number(long.dataset.most);
  const n = text.value.length > most ? [...text.value].length : 0; // code points, as the server counts
  long.hidden = n <= most;
  long.textContent = n > most ? long.dataset.said.replace("{n}", figure(n)).replace("{most}", figure(most)) : "";
}

text.addEventListener("input", () => {
  count();
  if (image && image.files.length && text.value.trim()) { // who types after a picture means the text
    image.value = "";
    showPicture();
  }
});

document.getElementById("examples").hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.example || button.dataset.edit) {
    text.value = button.dataset.example || button.dataset.edit;
    count();
    if (image) {
      image.value = "";
      showPicture();
    }
    if (button.dataset.example) ask();
    else text.focus();
  } else if (button.dataset.copy) {
    copy(button, document.getElementById(button.dataset.copy));
  } else if ("print" in button.dataset) {
    window.print();
  }
});

async function copy(button, field) {
  let done = false;
  try {
    await navigator.clipboard.writeText(field.value);
    done = true;
  } catch {
    field.focus();
    field.select();
    done = document.execCommand("copy");
  }
  const said = done ? form.dataset.copied : form.dataset.copyFailed;
  const word = button.dataset.word || button.textContent;
  button.dataset.word = word;
  button.textContent = said;
  tell(said);
  window.setTimeout(() => { button.textContent = word; }, 2000);
}

// The cost for another debt: percentages of it, and sums that stay.
function figure(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

function range(low, high) {
  const said = document.getElementById("sums").dataset;
  if (high === Infinity) return low > 0 ? said.open.replace("{}", figure(low)) : said.left;
  return low === high ? figure(low) : `${figure(low)}–${figure(high)}`;
}

function cost() {
  const field = document.getElementById("cost-debt");
  const slider = document.getElementById("cost-slider");
  if (!field) return;
  const draw = (value) => {
    // Sums that are always paid, and the pairs of each choice, of which one is paid.
    const paid = [];
    const choices = new Map();
    for (const row of document.querySelectorAll("#sums tr")) {
      const share = "percent" in row.dataset ? value / 100 : 1;
      const within = (sum) =>
        Math.min(Math.max(Math.round(sum * 100) / 100, Number(row.dataset.floor ?? 0)), Number(row.dataset.cap ?? Infinity));
      const from = within(Number(row.dataset.low) * share);
      const to = "high" in row.dataset ? within(Number(row.dataset.high) * share) : Infinity;
      const shown = row.querySelector(".sum");
      if (shown) shown.textContent = range(from, to);
      if ("returned" in row.dataset) continue;
      const late = "late" in row.dataset;
      if (!("choice" in row.dataset)) {
        paid.push([late ? 0 : from, to]);
        continue;
      }
      // What is paid before success counts for the least, as in totals().
      const known = choices.get(row.dataset.choice) ?? [Infinity, 0];
      choices.set(row.dataset.choice, [late ? known[0] : Math.min(known[0], from), Math.max(known[1], to)]);
    }
    const all = [...paid, ...[...choices.values()].map(([low, high]) => [low === Infinity ? 0 : low, high])];
    const total = document.getElementById("total");
    if (total) total.textContent =
      range(all.reduce((sum, pair) => sum + pair[0], 0), all.reduce((sum, pair) => sum + pair[1], 0));
    slider.setAttribute("aria-valuetext", figure(value));
    debt.value = String(value);
    showDebt("");
    const assumed = document.getElementById("cost-assumed");
    if (assumed) assumed.hidden = true;
  };
  slider.setAttribute("aria-valuetext", figure(Number(slider.value)));
  slider.addEventListener("input", () => { field.value = slider.value; draw(Number(slider.value)); });
  field.addEventListener("input", () => {
    const value = Number(field.value);
    if (!(value > 0) || value > 1e12) return;
    slider.value = String(value);
    draw(value);
  });
}

count();
cost();
