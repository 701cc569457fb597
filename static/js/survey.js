/* Half-finished answers stay in this browser alone, by link, until they are sent. The page works without. */
(() => {
  "use strict";
  const PREFIX = "survey:";
  const over = document.querySelector("[data-survey-over]");
  if (over) { try { localStorage.removeItem(PREFIX + over.dataset.surveyOver); } catch { /* private mode */ } }
  const form = document.querySelector("form[data-survey]");
  if (!form) return;
  const place = PREFIX + form.dataset.survey;
  const read = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const keep = () => { try { localStorage.setItem(place, JSON.stringify(read())); } catch { /* private mode, or full */ } };
  const fill = (kept) => {
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden") continue;
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  };
  const add = () => {
    const group = form.querySelector("[data-points]"), told = form.querySelector("[data-points-told]");
    if (!group || !told) return;
    const sum = [...group.querySelectorAll("input")].reduce((all, field) => all + (Number(field.value) || 0), 0);
    told.hidden = false;
    told.querySelector("output").textContent = `${sum} / 100`;
  };
  /* Ranks: the buttons send the form where there is no script; here they move the row and keep the focus. */
  const ranks = form.querySelector("[data-ranks]");
  const number = () => {
    const rows = [...ranks.children];
    rows.forEach((row, at) => {
      row.querySelector(".place").textContent = at + 1;
      row.querySelector('[value^="up:"]').disabled = at === 0;
      row.querySelector('[value^="down:"]').disabled = at === rows.length - 1;
    });
  };
  const reorder = (wanted) => {
    for (const value of wanted) {
      const field = [...ranks.querySelectorAll("input")].find((one) => one.value === value);
      if (field) ranks.append(field.closest("li"));
    }
    number();
  };
  if (ranks) ranks.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li"), up = button.value.startsWith("up:");
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (up) other.before(row); else other.after(row);
    number();
    (button.disabled ? row.querySelector("button:enabled") : button).focus();
    form.elements["importance-given"].checked = true;
    form.querySelector("[data-ranks-told]").textContent =
      `${row.querySelector("b").textContent}: ${[...ranks.children].indexOf(row) + 1} / ${ranks.children.length}`;
    keep();
  });
  /* The server shows what it was sent when something was wrong with it: that is newer than what is kept. */
  if (!form.querySelector(".error-summary")) {
    try { const kept = JSON.parse(localStorage.getItem(place)); if (kept) { fill(kept); if (ranks) reorder(kept.filter(([name]) => name === "importance-order").map(([, value]) => value)); } } catch { /* nothing kept */ }
  }
  add();
  form.addEventListener("input", () => { keep(); add(); });
  form.addEventListener("change", keep);
})();
