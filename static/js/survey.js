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
  /* The server shows what it was sent when something was wrong with it: that is newer than what is kept. */
  if (!form.querySelector(".error-summary")) {
    try { const kept = JSON.parse(localStorage.getItem(place)); if (kept) fill(kept); } catch { /* nothing kept */ }
  }
  add();
  form.addEventListener("input", () => { keep(); add(); });
  form.addEventListener("change", keep);
})();
