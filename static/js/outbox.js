/* What was sent without a network: forms with data-outbox="what it is" are kept in this browser, for the person who wrote
   them, and sent once the portal can be reached again. The server takes the same form once (its hidden key), so sending it
   a second time when in doubt does no harm. docs/decisions/0050 says who sees what. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const WHO = "outbox:person", LEAVING = "outbox:leaving", TOLD = "outbox:told";
  const AGAIN = 30000, DAYS = 50 * 24 * 3600 * 1000;
  const kept = (storage) => ({
    get: (key) => { try { return JSON.parse(storage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { storage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop: (key) => { try { storage.removeItem(key); } catch { /* private mode */ } },
    keys: (prefix) => { try { return Object.keys(storage).filter((key) => key.startsWith(prefix)); } catch { return []; } },
  });
  const local = kept(localStorage), tab = kept(sessionStorage);
  const offline = $("[data-offline]");
  const signedIn = document.body.dataset.person || "";
  if (signedIn) local.set(WHO, signedIn);
  // The page for being offline is the same for everybody; only it asks who was here last.
  const person = signedIn || (offline && local.get(WHO)) || "";
  if (!person) return;
  const PREFIX = `outbox:${person}:`;
  const entries = () => local.keys(PREFIX).map((key) => [key.slice(PREFIX.length), local.get(key)]).filter(([, entry]) => entry);
  const formAt = (place) => $(`form[data-outbox][data-autosave="${CSS.escape(place)}"]`);
  const word = (name) => $("#outbox-words")?.content.querySelector(`[data-word=${name}]`)?.textContent || "";

  function toast(name, title, href) {
    const template = document.getElementById(name === "sent" || name === "kept" ? "toast-news" : "toast-look");
    const tray = document.getElementById("toasts");
    if (!template || !tray || [...tray.querySelectorAll("[data-outbox-toast]")].some((one) => one.dataset.outboxToast === name + title)) return;
    tray.append(template.content.cloneNode(true));
    const made = tray.lastElementChild, text = $("div", made);
    made.dataset.outboxToast = name + title;
    text.textContent = word(name).replace("{title}", title);
    if (href) text.append(" ", Object.assign(document.createElement("a"), { href, textContent: word(name === "sign-in" ? "to-sign-in" : "open") }));
  }

  /* Everything as the browser would send it. The token is left out: by then it may be another one. */
  function entryOf(form) {
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    const { pathname, search } = new URL(form.action);
    const said = fields.find(([name, value]) => ["title", "text"].includes(name) && value.trim())?.[1].trim() || "";
    return { action: pathname + search, fields, title: said.length > 80 ? `${said.slice(0, 79)}…` : said, kind: form.dataset.outbox, at: Date.now() };
  }
  function mark(form) {
    $(":scope > [data-outbox-note]", form)?.remove();
    const note = document.getElementById("outbox-note").content.firstElementChild.cloneNode(true);
    $("[data-drop]", note).addEventListener("click", () => drop(form.dataset.autosave));
    form.prepend(note);
  }
  function drop(place) {
    local.drop(PREFIX + place);
    const form = formAt(place);
    if (form && $(":scope > [data-outbox-note]", form)) {
      $(":scope > [data-outbox-note]", form).remove();
      form.dispatchEvent(new CustomEvent("outbox:dropped", { bubbles: true }));
    }
    guard();
  }
  /* What is missing is said now: when the network is back nobody may be looking. Hidden questions are not asked. */
  const missing = (form) => [...form.elements].find((field) => field.willValidate && !field.validity.valid && field.getClientRects().length);

  /* From drafts.js: sent while the browser knows that there is no network. */
  on("outbox:keep", ({ target: form }) => {
    const wrong = missing(form);
    if (wrong) { wrong.reportValidity(); return; }
    if ($(".upload-item.refused", form)) { toast("files", ""); return; }
    if (!local.set(PREFIX + form.dataset.autosave, entryOf(form))) { toast("full", ""); return; }
    mark(form);
    toast("kept", "");
    guard();
  });
  /* What is changed after that is not what was sent. */
  on("input", (event) => {
    const form = event.detail === "draft" ? null : event.target.form;
    if (form?.matches("[data-outbox]") && local.get(PREFIX + form.dataset.autosave)) drop(form.dataset.autosave);
  });
  /* That what helps while one types cannot be asked for is no news to somebody who knows that there is no network. */
  on("htmx:sendError", (event) => {
    const { elt } = event.detail;
    if (!navigator.onLine && elt?.closest("form[data-outbox]") && !elt.matches("form, button")) event.stopImmediatePropagation();
  }, true);
  /* Sent while it seemed that there was one: the page that comes next knows whether it arrived. */
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-outbox]") || event.submitter?.hasAttribute("formaction")) return;
    tab.set(LEAVING, { place: form.dataset.autosave, person, entry: entryOf(form) });
  });
  function arrived() {
    const leaving = tab.get(LEAVING);
    tab.drop(LEAVING);
    if (offline && leaving?.person === person) local.set(PREFIX + leaving.place, leaving.entry);
  }
  addEventListener("pageshow", (event) => { if (event.persisted) tab.drop(LEAVING); });

  /* true: go on with the next one */
  async function send(place, entry, token, sent) {
    let answer;
    try {
      answer = await fetch(entry.action, { method: "POST", body: new URLSearchParams(entry.fields), headers: { "X-CSRFToken": token }, credentials: "same-origin" });
    } catch { return false; }
    if (new URL(answer.url).pathname.startsWith("/sign-in/")) { toast("sign-in", "", signInUrl()); return false; }
    if (answer.status >= 500 || answer.status === 429) return false;
    if (answer.ok && answer.redirected) {
      sent.push({ name: "sent", title: entry.title, href: answer.url, place });
      local.drop(`draft:${person}:form:${place}`);
    } else {
      // Refused as it is: its text is still a draft, and is there again where it was written.
      sent.push({ name: "look", title: entry.title, href: entry.action, place });
    }
    return true;
  }
  const signInUrl = () => `/sign-in/?${new URLSearchParams({ next: offline ? "/" : location.pathname + location.search })}`;
  async function sendAll() {
    const answer = await fetch("/outbox/", { credentials: "same-origin", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return null;
    if (answer.status === 204) { toast("sign-in", "", signInUrl()); return null; }
    const { person: who, token } = await answer.json();
    if (who !== person) return null;  // somebody else has signed in since, in another tab
    const sent = [];
    for (const [place, entry] of entries()) {
      if (!(await send(place, entry, token, sent))) break;
      local.drop(PREFIX + place);
    }
    return sent;
  }
  async function flush() {
    if (!entries().length) { goBack(); return; }
    // One tab sends; the others have nothing to do.
    const sent = await (navigator.locks ? navigator.locks.request("outbox", { ifAvailable: true }, (lock) => lock && sendAll()) : sendAll());
    guard();
    show();
    if (!sent) return;
    const here = sent.find(({ place, name }) => name === "sent" && formAt(place));
    const next = here?.href || (offline && sent.length === 1 && sent[0].href);
    if (next) { tab.set(TOLD, sent.filter((one) => one !== here)); location.assign(next); return; }
    if (offline) { tab.set(TOLD, sent); goBack(); return; }
    sent.forEach(tell);
  }
  const tell = ({ name, title, href, place }) => { formAt(place)?.querySelector(":scope > [data-outbox-note]")?.remove(); toast(name, title, href); };

  /* The page for being offline: what is kept, and the way back. */
  const from = () => { const path = new URLSearchParams(location.search).get("from") || "/"; return /^\/(?![/\\])/.test(path) && !path.startsWith("/offline/") ? path : "/"; };
  let left = false;
  async function goBack() {
    if (!offline || left || !(await fetch("/outbox/", { credentials: "same-origin" }).catch(() => null))) return;
    left = true;
    location.replace(from());
  }
  function show() {
    const list = $("[data-outbox-list]");
    if (!list) return;
    list.replaceChildren(...entries().map(([place, entry]) => {
      const item = document.getElementById("outbox-item").content.firstElementChild.cloneNode(true);
      $("[data-title]", item).textContent = entry.title;
      $("[data-kind]", item).textContent = entry.kind;
      $("[data-drop]", item).addEventListener("click", () => { drop(place); show(); });
      return item;
    }));
    $("[data-outbox-shown]").hidden = !entries().length;
    $("[data-try-again]").href = from();
  }

  /* Whoever signs out leaves nothing behind; what is not sent yet is asked about first. */
  function guard() {
    document.querySelectorAll("[data-sign-out]").forEach((form) => {
      if (entries().length) form.dataset.confirm = word("sign-out"); else delete form.dataset.confirm;
    });
  }
  on("submit", (event) => {
    if (!event.target.matches("[data-sign-out]") || navigator.onLine) return;
    event.preventDefault();  // the portal would not hear of it
    event.stopImmediatePropagation();
    toast("no-sign-out", "");
  }, true);
  on("submit", (event) => {
    if (!event.target.matches("[data-sign-out]") || event.defaultPrevented) return;
    local.keys(PREFIX).forEach(local.drop);
    local.drop(WHO);
  });

  function forgetOld() {
    for (const key of local.keys("outbox:")) if (local.get(key)?.at < Date.now() - DAYS) local.drop(key);
  }
  arrived();
  forgetOld();
  (tab.get(TOLD) || []).forEach(tell);
  if (!offline) tab.drop(TOLD);
  entries().forEach(([place]) => { const form = formAt(place); if (form) mark(form); });
  guard();
  show();
  addEventListener("online", flush);
  on("visibilitychange", () => { if (document.visibilityState === "visible" && (offline || entries().length)) flush(); });
  setInterval(() => { if (navigator.onLine && (offline || entries().length)) flush(); }, AGAIN);
  if (entries().length && !offline) flush();
})();
