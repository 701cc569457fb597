/* Calendars made smoother: a day opens in a dialog, arrow keys move between days, night shifts say so while typing. */
(() => {
  "use strict";
  const on = (type, handler) => document.addEventListener(type, handler);
  const dialog = () => document.getElementById("day-dialog");
  const days = () => [...document.querySelectorAll("[data-days] a.day")];
  let opened = "";

  /* One stop for Tab, the arrow keys inside: 365 stops would be a wall. */
  function rove() {
    const all = days();
    const entry = all.find((day) => day.id === opened) || all.find((day) => day.ariaCurrent) || all[0];
    all.forEach((day) => { day.tabIndex = day === entry ? 0 : -1; });
    return entry;
  }
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28 };
  on("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches?.("[data-days] a.day")) return;
    const all = days();
    const next = all[all.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  on("click", (event) => {
    const day = event.target.closest?.("[data-days] a.day");
    if (!day || !dialog() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opened = day.id;
    htmx.ajax("GET", day.href, { target: "#day-body", select: "#day-form", swap: "innerHTML ignoreTitle:true", source: "#day-body" });
  });
  on("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "day-body" && !dialog().open) dialog().showModal();
  });
  on("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "year-card" && event.detail.elt.id !== "year-card") return;
    dialog().close();
    rove()?.focus();
  });
  on("htmx:oobAfterSwap", rove);
  /* One more row: the frame looks for the focus in what was replaced, this in what came. */
  on("htmx:afterSettle", (event) => event.target.querySelector?.(".opening [data-autofocus]")?.focus());
  rove();

  const minutes = (text) => { const [hours, rest] = text.split(":"); return hours * 60 + Number(rest || 0); };
  on("input", (event) => {
    const opening = event.target.closest?.(".opening");
    if (!opening) return;
    const [from, to] = [...opening.querySelectorAll("input")].map((field) => minutes(field.value));
    opening.querySelector(".next-day").hidden = !(to < from);
  });
})();
