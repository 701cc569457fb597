/* Forms: ask before what cannot be undone, send with Ctrl+Enter, filter at once, never lose what was typed. */
(() => {
  "use strict";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);

  /* One question in one dialog: data-confirm="question" on a form or on the button that sends it, hx-confirm for htmx. */
  function ask(question, answer, go, back) {
    const dialog = document.getElementById("confirm");
    const yes = dialog.querySelector("[data-confirm-yes]");
    yes.dataset.label ||= yes.textContent;
    yes.textContent = answer || yes.dataset.label;
    dialog.querySelector("[data-confirm-text]").textContent = question;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? go() : back?.focus()), { once: true });
    dialog.showModal();
  }
  let agreed = null;
  on("submit", (event) => {
    const form = event.target;
    const asked = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asked.dataset.confirm || agreed === asked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    ask(asked.dataset.confirm, asked === form ? "" : asked.textContent.trim(), () => {
      agreed = asked;
      form.requestSubmit(submitter);
      agreed = null;
    }, submitter);
  }, true);
  on("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, "", () => event.detail.issueRequest(true), event.detail.elt);
  });

  /* data-inserts="text" data-inserts-into="id of a form": into the field one wrote in last, else into its first. */
  let wrote = null;
  on("focusin", ({ target }) => { if (target.matches?.("textarea, input[type=text]")) wrote = target; });
  on("click", ({ target }) => {
    const button = target.closest?.("[data-inserts]");
    const form = button && document.getElementById(button.dataset.insertsInto);
    if (!form) return;
    const field = wrote?.form === form ? wrote : form.querySelector("textarea, input[type=text]");
    field.focus();
    field.setRangeText(button.dataset.inserts, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  on("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.form || event.target.closest?.("form");
    if (!form || form.method === "dialog" || form.matches("[data-choose]")) return;  // of two answers none is the usual one
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-ctrl-enter]") || undefined);
  });

  /* A list of choices that is walked with arrows changes at every step: who chooses by keys says when with Enter, or
     with the button that is there without script. */
  let walked = false;
  on("pointerdown", () => { walked = false; }, true);
  on("keydown", (event) => {
    if (!event.target.matches?.("form[data-autosubmit] select")) return;
    walked = event.key !== "Enter";
    if (!walked) { event.preventDefault(); event.target.form.requestSubmit(); }
  });
  on("change", ({ target }) => {
    const form = target.closest?.("form[data-autosubmit]");
    if (!form) return;
    if (walked && target.matches("select")) form.querySelector("button.no-script")?.classList.remove("no-script");
    else form.requestSubmit();
  });

  /* A second click must not file a second request. */
  on("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || event.submitter?.matches("[data-downloads]")) return;
    if (event.target.dataset.sent) return event.preventDefault();
    event.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  on("htmx:afterRequest", (event) => { delete event.detail.elt.dataset?.sent; });

  /* Drafts: data-draft="key" on a field. Kept in this browser, per person; gone when the form got through or the person signs out. */
  const PREFIX = `draft:${document.body.dataset.person || ""}:`;
  const SENT = "drafts-sent";
  const store = {
    get: (key) => { try { return localStorage.getItem(PREFIX + key); } catch { return null; } },
    set: (key, value) => { try { value ? localStorage.setItem(PREFIX + key, value) : localStorage.removeItem(PREFIX + key); } catch { /* private mode */ } },
    clear: () => { try { Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key)); } catch { /* private mode */ } },
  };
  const sent = {
    read: () => { try { return JSON.parse(sessionStorage.getItem(SENT)) || []; } catch { return []; } },
    write: (keys) => { try { sessionStorage.setItem(SENT, JSON.stringify(keys)); } catch { /* private mode */ } },
  };
  /* Whole forms keep themselves, see drafts.js. */
  const drafts = (root) => [...root.querySelectorAll("[data-draft]")].filter((field) => !field.closest("form[data-autosave]"));

  on("input", (event) => { if (event.target.dataset?.draft && !event.target.closest("form[data-autosave]")) store.set(event.target.dataset.draft, event.target.value); });
  on("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) store.clear();
    else if (!event.defaultPrevented) sent.write(drafts(event.target).map((field) => field.dataset.draft));
  });
  on("htmx:afterRequest", (event) => {
    if (!event.detail.successful || event.detail.requestConfig.verb === "get") return;
    if (event.detail.elt.matches?.("form")) drafts(event.detail.elt).forEach((field) => store.set(field.dataset.draft, ""));
  });
  on("click", (event) => {
    const note = event.target.closest("[data-discard-draft]")?.closest(".draft-note");
    const field = note && document.getElementById(note.dataset.for);
    if (!field) return;
    store.set(field.dataset.draft, "");
    field.value = "";
    field.focus();
    note.remove();
  });

  /* What was sent is forgotten only when a page arrives that did not throw it back: no error page, no form filled in again. */
  function forgetSent() {
    const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    const refused = document.querySelector("[data-keep-drafts]");
    if (arrived && !refused) {
      const returned = new Set(drafts(document).filter((field) => field.defaultValue).map((field) => field.dataset.draft));
      sent.read().filter((key) => !returned.has(key)).forEach((key) => store.set(key, ""));
    }
    sent.write([]);
  }
  function restore(root) {
    const template = document.getElementById("draft-note");
    drafts(root).forEach((field, index) => {
      const kept = store.get(field.dataset.draft);
      if (!kept || field.value || field.defaultValue) return;
      field.value = kept;
      field.id ||= `draft-field-${index}`;
      field.after(template.content.cloneNode(true));
      field.nextElementSibling.dataset.for = field.id;
    });
  }
  forgetSent();
  restore(document);
  on("htmx:afterSettle", (event) => restore(event.target));

  /* Files dropped on a file field are shown as welcome. */
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    on(type, (event) => event.target.matches?.("input[type=file]") && event.target.classList.toggle("over", type === "dragenter" || type === "dragover"));
  }
})();
