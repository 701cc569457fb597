/* The shell made smoother. Every page works without this file. Listeners sit on the document, so they survive htmx swaps. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (type, handler, options) => document.addEventListener(type, handler, options);

  /* Copy what a field shows; where the browser refuses, it stands selected. */
  on("click", async ({ target }) => {
    const button = target instanceof Element && target.closest("button[data-copy]");
    if (!button) return;
    const field = $(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      $("[aria-live]", button).textContent = button.dataset.copied;
    } catch { /* not allowed, or no safe connection */ }
  });

  /* Menus are <details>: a click elsewhere, Escape, or leaving by Tab closes them. */
  const closeMenus = (except) => document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
  on("toggle", ({ target: menu }) => { // one that has wrapped to the start of a row would cover what is beside it
    if (!menu.open || !menu.matches("details[data-menu]")) return;
    menu.classList.remove("turned");
    const panel = $(".menu-panel", menu).getBoundingClientRect();
    const around = (menu.closest("main") || document.documentElement).getBoundingClientRect();
    menu.classList.toggle("turned", panel.left < around.left || panel.right > around.right);
  }, true);
  on("click", (event) => closeMenus(event.target));
  on("focusin", (event) => closeMenus(event.target));
  on("keydown", (event) => {
    const menu = event.target instanceof Element && event.target.closest("details[data-menu][open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      $("summary", menu).focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const items = [...menu.querySelectorAll(".menu-panel :is(a, button)")];
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = items[(items.indexOf(document.activeElement) + step + items.length) % items.length];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  /* Dialogs, opened by data-opens="id" and closed by data-closes, the veil or Escape. */
  on("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      closeMenus(null);
      if (!dialog.open) dialog.showModal();
      const first = $("[data-autofocus], input:not([type=hidden]), textarea, select", dialog);
      if (first) first.focus();
      return;
    }
    const closer = event.target.closest("[data-closes]");
    const owner = closer ? closer.closest("dialog") : event.target.matches("dialog[open]") && event.target;
    if (owner && owner.open) { event.preventDefault(); owner.close(); }
  });
  on("keydown", (event) => {
    if (event.key === " " && event.target.matches?.("a[role=button]")) { event.preventDefault(); event.target.click(); }
  });

  /* "/" goes to the search of the page, else to that of the frame (keys.js hears the key). */
  on("key", (event) => {
    if (event.detail.key !== "/") return;
    const field = [...document.querySelectorAll("main [data-search], .top [data-search]")].find((el) => el.getClientRects().length);
    if (!field) return;
    event.preventDefault();
    if (!event.detail.asks) { field.focus(); field.select(); }
  });

  /* Theme: shown at once, remembered in the background; without script the form is simply sent. */
  on("submit", (event) => {
    const form = event.target.closest("[data-theme-form]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    form.querySelectorAll("[name=theme]").forEach((button) => button.setAttribute("aria-pressed", String(button.value === theme)));
    fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), credentials: "same-origin", redirect: "manual" }).catch(failed);
  });

  /* Toasts: good news leaves by itself after a while (unless being read), bad news stays until dismissed. */
  const tray = () => document.getElementById("toasts");
  const expire = (toast) => setTimeout(() => toast.matches(":hover, :focus-within") ? expire(toast) : toast.remove(), 9000);
  const watch = (root) => root.querySelectorAll?.("[data-toast]:not([data-seen])").forEach((toast) => {
    toast.dataset.seen = "";
    if (!["error", "warning"].includes(toast.dataset.toast)) expire(toast);
  });
  // Whatever lies under one: Escape sends the newest away from wherever the focus is.
  on("keydown", (event) => {
    if (event.key === "Escape" && !$("dialog[open], details[data-menu][open]")) tray()?.querySelector("[data-toast]:last-of-type")?.remove();
  });
  on("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove());
  on("click", (event) => {
    if (event.target.closest("[data-reload]")) { event.preventDefault(); location.reload(); }
  });
  function failed() {
    const template = document.getElementById("toast-failed");
    if (template && !$("[data-failed]", tray())) {
      tray().append(template.content.cloneNode(true));
      tray().lastElementChild.dataset.failed = "";
    }
  }

  /* htmx: say when it failed, show conflict pages whole, bring the focus where the news is. */
  on("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== 409) return;
    Object.assign(event.detail, { shouldSwap: true, isError: false, target: document.body, swapOverride: "innerHTML" });
  });
  on("htmx:responseError", (event) => { if (event.detail.xhr.status !== 409) failed(); });
  on("htmx:sendError", failed);
  on("htmx:timeout", failed);
  on("htmx:afterSettle", (event) => {
    const root = event.target;  // what has come; where it went is gone when it was replaced as a whole
    const next = root.matches?.("[data-autofocus]") ? root : $("[data-autofocus]", root);
    if (next) next.focus();
    watch(document);
  });
  on("htmx:oobAfterSwap", () => watch(document));

  watch(document);
  $("[data-autofocus]")?.focus();
})();
