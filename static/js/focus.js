/* What somebody without a mouse or without eyes would miss: where the focus goes when htmx replaces what held it, the
   words behind an icon or a phrase, and news that stood on the page before anybody listened. Every page works without it. */
(() => {
  "use strict";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const FOCUSABLE = "a[href], button:not(:disabled), input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0']";
  const focusables = (root) => [...root.querySelectorAll(FOCUSABLE)].filter((el) => el.getClientRects().length);
  const nowhere = () => !document.activeElement || document.activeElement === document.body;

  /* The focus after a swap: on the same control if it came back, else on the one in its place, else on the whole.
     htmx itself only finds what has an id. */
  const sign = (el) => [el.localName, el.id, el.name, el.type === "text" ? "" : el.value, el.getAttribute("href"), el.getAttribute("aria-label") || el.textContent.trim()].join("|");
  let held = null;
  on("htmx:beforeSwap", ({ detail: { target, xhr } }) => {
    const { activeElement: active } = document;
    if (nowhere() || !target.contains(active) || active.matches("[data-presence]")) return;
    held = { xhr, target, id: target.id, parent: target.parentElement, sign: sign(active), at: focusables(target).indexOf(active), keyed: active.matches(":focus-visible") };
  });
  on("htmx:afterSettle", ({ target, detail }) => {
    if (!held || held.xhr !== detail.xhr) return;
    // What came along from elsewhere on the page, such as the bell, is settled too.
    const same = target === held.target || (target.id && target.id === held.id) || target.parentElement === held.parent;
    if (!same) return;
    const { sign: wanted, at, keyed } = held;
    held = null;
    // Somebody else already took care of it: a summary of errors, a form that has opened.
    if (!nowhere() || target.querySelector("[data-autofocus]")) return;
    const all = focusables(target);
    const next = (target.matches(FOCUSABLE) && target) || all.find((el) => sign(el) === wanted) || all[Math.min(at, all.length - 1)] || target;
    if (next === target && !target.matches(FOCUSABLE)) target.tabIndex = -1;
    next.focus({ preventScroll: true, focusVisible: keyed });
  });

  /* Live regions tell what is added while somebody listens. What a page brings along was there before: it is said again. */
  const said = document.getElementById("said");
  function say(words) {
    if (!said || !words) return;
    said.textContent = words;
    // Long enough to be read out, and not found again by somebody who walks through the page later.
    setTimeout(() => { if (said.textContent === words) said.textContent = ""; }, 10000);
  }
  const words = (el) => [...el.querySelectorAll("h2, p, div, li")].filter((one) => !one.querySelector("h2, p, div, li")).map((one) => one.textContent.trim()).join("\n");
  const brought = [...document.querySelectorAll("#toasts [data-toast], main [role=status]:not(:empty), main [role=alert]:not([data-autofocus])")];
  addEventListener("load", () => setTimeout(() => say(brought.map((el) => words(el) || el.textContent.trim()).join("\n").slice(0, 400)), 500));

  /* The exact moment behind a phrase and the name of an icon: for the mouse, the keyboard and the finger alike. It can be
     pointed at and sent away with Escape. Links that cover a card or a row lie above the phrases in it. */
  const TIPPED = "[data-exact], .btn[title], .chip[title], .drag[title]";
  const tip = Object.assign(document.createElement("div"), { className: "tip", id: "tip", role: "tooltip", popover: "manual" });
  let owner = null, pinned = false, timer = 0;
  const text = () => owner.dataset.exact || owner.dataset.title;
  function place() {
    const box = owner.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${box.top > tip.offsetHeight + 12 ? box.top - tip.offsetHeight - 2 : box.bottom + 2}px`;
  }
  function show(target, { stays } = {}) {
    clearTimeout(timer);
    if (owner === target || !tip.showPopover) return;
    hide();
    owner = target;
    pinned = Boolean(stays);
    // The browser's own hint would lie over this one.
    if (owner.title) { owner.dataset.title = owner.title; owner.removeAttribute("title"); }
    tip.textContent = text();
    if (owner.textContent.trim() !== text()) owner.setAttribute("aria-describedby", "tip");
    (owner.closest("dialog, [popover]") || document.body).append(tip);
    tip.showPopover();
    place();
  }
  function hide() {
    clearTimeout(timer);
    if (!owner) return;
    if (owner.dataset.title) { owner.title = owner.dataset.title; delete owner.dataset.title; }
    if (owner.getAttribute("aria-describedby") === "tip") owner.removeAttribute("aria-describedby");
    owner = null;
    tip.remove();
  }
  const later = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };
  const behind = (link) => link.matches("a") && (link.querySelector("[data-exact]") || (link.matches(".cover") && link.closest("tr, li, .list-row, .card")?.querySelector("[data-exact]")));
  const tipped = (el) => el.closest?.(TIPPED) || behind(el);
  const under = ({ target, clientX, clientY }) => target.closest?.(TIPPED)
    || (target.matches?.(".cover") && document.elementsFromPoint(clientX, clientY).map((el) => el.closest("[data-exact]")).find(Boolean));

  on("focusin", ({ target }) => { const found = target.matches(":focus-visible") && tipped(target); if (found) show(found, { stays: true }); });
  on("focusout", () => { if (owner) hide(); });
  on("pointermove", (event) => {
    if (event.pointerType !== "mouse" || tip.contains(event.target)) return clearTimeout(timer);
    const found = under(event);
    if (found === owner) return clearTimeout(timer);
    if (found) later(() => show(found), 250);
    else if (owner && !pinned) later(hide, 200);
    else if (!owner) clearTimeout(timer);
  }, { passive: true });
  on("click", ({ target }) => { const found = target.closest?.("[data-exact]"); if (found && !target.closest("a, button")) show(found, { stays: true }); else if (!tip.contains(target)) hide(); });
  on("keydown", (event) => { if (event.key === "Escape") hide(); });
  on("scroll", () => { if (owner) place(); }, { passive: true, capture: true });
  on("htmx:afterSwap", () => { if (owner && !owner.isConnected) hide(); });
})();
