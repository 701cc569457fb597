/* The box one writes in, made smoother: quotations and canned replies go where the cursor is, @ suggests colleagues,
   r i and ; lead here. Every form works without it. */
(() => {
  "use strict";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const $ = (selector, root = document) => root.querySelector(selector);
  const box = () => $("form.composer[data-composer] textarea");

  function put(field, text) {
    const { selectionStart: at, selectionEnd: end, value } = field;
    const gap = at && !value.slice(0, at).endsWith("\n") ? (value.slice(0, at).endsWith(" ") ? "" : "\n\n") : "";
    field.focus();
    field.setRangeText(gap + text, at, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.scrollIntoView({ block: "nearest" });
  }
  /* Without an answer the link or button does what it would without script. */
  async function fetchText(url) {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  }
  on("click", async (event) => {
    const source = event.target.closest?.("[data-quote], [data-canned-text]");
    const field = source && box();
    if (!field) return;
    event.preventDefault();
    const { form } = field;
    source.closest("details")?.removeAttribute("open");
    try {
      put(field, await fetchText(source.dataset.quote || source.dataset.cannedText));
    } catch {
      if (source.dataset.quote) location.href = source.href; else form.requestSubmit(source);
    }
  });

  /* Canned replies: ";" opens, typing narrows, arrows walk (app.js), Escape closes. */
  const picker = () => $("details[data-canned]");
  function openPicker() {
    const menu = picker();
    if (!menu) return false;
    menu.open = true;
    const search = $("[data-canned-search]", menu);
    (search || $(".menu-panel :is(a, button)", menu)).focus();
    return true;
  }
  on("input", (event) => {
    if (!event.target.matches?.("[data-canned-search]")) return;
    event.stopPropagation();
    const words = event.target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    event.target.closest(".menu-panel").querySelectorAll("[data-canned-text]").forEach((one) => {
      one.hidden = !words.every((word) => one.textContent.toLocaleLowerCase().includes(word));
    });
  }, true);
  on("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-canned-search]")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.ctrlKey && !event.metaKey) $("[data-canned-text]:not([hidden])", event.target.closest(".menu-panel"))?.click();
  }, true);

  /* r replies, i notes, ; opens the canned replies (keys.js hears them); inside the box Ctrl+; opens them. */
  on("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (event.key === ";" && (event.ctrlKey || event.metaKey) && event.target === box() && openPicker()) event.preventDefault();
  });
  on("key", (event) => {
    const { key, asks } = event.detail;
    const field = box();
    if (!field) return;
    if (key === ";") {
      if (asks ? picker() : openPicker()) event.preventDefault();
      return;
    }
    const to = { r: "public", i: "internal" }[key];
    const choice = to && $(`input[name=to][value=${to}]`, field.form);
    if (!to || (to === "internal" && !choice)) return;
    event.preventDefault();
    if (asks) return;
    if (choice && !choice.checked) { choice.checked = true; choice.dispatchEvent(new Event("change", { bubbles: true })); }
    field.focus();
  });

  /* Mentions */
  const AT = /(^|[^\w.+-])@([^\s@][^@\n]{0,40})?$/u;
  let list = null;
  let asked = 0;
  const close = () => {
    const field = list?.field;
    list?.panel.remove();
    list = null;
    field?.removeAttribute("aria-activedescendant");
    field?.removeAttribute("aria-controls");
  };
  async function suggest(field) {
    const before = field.value.slice(0, field.selectionStart);
    const found = AT.exec(before);
    const typed = found ? found[2] || "" : "";
    const number = ++asked;
    if (!found || /\s\S*\s\S*\s/.test(typed)) return close();
    const to = field.form.elements.to?.value || "public";
    let html = "";
    try {
      html = await fetchText(`${field.form.dataset.composer}?${new URLSearchParams({ q: typed, to })}`);
    } catch { /* no suggestions, then */ }
    if (number !== asked || document.activeElement !== field) return;
    close();
    if (!html.includes("role=\"option\"")) return;
    const panel = Object.assign(document.createElement("ul"), { className: "menu-panel mentions", id: "mentions", role: "listbox" });
    panel.innerHTML = html;
    field.after(panel);
    list = { panel, field, from: field.selectionStart - typed.length };
    field.setAttribute("aria-controls", "mentions");
    mark(panel.firstElementChild);
  }
  function mark(option) {
    list.panel.querySelectorAll("[role=option]").forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    list.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function choose(option) {
    const { field, from } = list;
    close();
    field.focus();
    field.setRangeText(`${option.dataset.mention} `, from, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  let waiting = 0;
  on("input", (event) => {
    if (event.isComposing || event.detail === "draft" || !event.target.matches?.("form[data-composer] textarea")) return;
    clearTimeout(waiting);
    const field = event.target;
    if (field.value.lastIndexOf("@", field.selectionStart - 1) < 0) return close();
    waiting = setTimeout(() => suggest(field), 150);
  });
  on("compositionend", (event) => { if (event.target.matches?.("form[data-composer] textarea")) suggest(event.target); });
  on("keydown", (event) => {
    if (!list || event.isComposing || event.target !== list.field) return;
    const options = [...list.panel.querySelectorAll("[role=option]")];
    const here = options.findIndex((one) => one.ariaSelected === "true" || one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(options[(here + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(options[here]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  // Chosen when the button goes up, so that one can still move away; going down must not take the focus from the field.
  const mentioned = (event) => list && event.target.closest?.("[data-mention]");
  on("mousedown", (event) => { if (mentioned(event)) event.preventDefault(); });
  on("click", (event) => {
    const option = mentioned(event);
    if (option) { event.preventDefault(); choose(option); }
  });
  on("focusout", (event) => { if (list && event.target === list.field) close(); });

  /* On a phone a button leads to the box from anywhere; it goes away while the box is seen. */
  const reach = $("[data-reach]");
  if (reach && box()) {
    new IntersectionObserver(([seen]) => reach.classList.toggle("arrived", seen.isIntersecting), { threshold: .25 }).observe(box().form);
    reach.addEventListener("click", (event) => { event.preventDefault(); box().focus(); });
  }

  /* A form that opens inside a bubble stands in for its text; where the address says so, the box is ready to type in. */
  on("htmx:afterSwap", (event) => $(".edition textarea", event.target)?.focus());
  if (location.hash === "#reply") { const field = box(); field?.focus(); field?.setSelectionRange(field.value.length, field.value.length); }
})();
