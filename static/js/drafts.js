/* Forms that keep themselves: data-autosave="place" on a <form>. What is typed goes to this browser at once and to the
   server a moment later; it survives a lost network and an expired session, and is offered on another device.
   The server says what was sent (cookie draft_sent): only then is anything forgotten. */
(() => {
  "use strict";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const person = document.body.dataset.person || "";
  if (!person) return;
  const PREFIX = `draft:${person}:form:`;
  const WAIT = 1200;

  const local = {
    get: (place) => { try { return JSON.parse(localStorage.getItem(PREFIX + place)); } catch { return null; } },
    set: (place, kept) => { try { localStorage.setItem(PREFIX + place, JSON.stringify(kept)); } catch { /* private mode, or full */ } },
    drop: (place) => { try { localStorage.removeItem(PREFIX + place); } catch { /* private mode */ } },
  };
  const waitsToBeSent = (place) => { try { return localStorage.getItem(`outbox:${person}:${place}`) !== null; } catch { return false; } };
  const forms = new Map();  // form: {place, untouched, stamp, timer, sending, left}
  const address = (place) => `/drafts/${place}/`;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const call = (place, method, fields, signal) => fetch(address(place), {
    method, signal, credentials: "same-origin", redirect: "manual", keepalive: method === "PUT" && JSON.stringify(fields).length < 50000,
    headers: { "X-CSRFToken": token(), ...(fields ? { "Content-Type": "application/json" } : {}) },
    body: fields ? JSON.stringify({ fields }) : undefined,
  });

  /* Fields as a browser would send them; not what only this page knows (hidden, unless data-autosave-keep) or may not be kept. */
  const KEPT_NEVER = ["hidden", "password", "file", "submit", "button", "reset", "image"];
  const keeps = (field) => field.name && !field.disabled && !field.closest("[data-autosave-skip]")
    && (!KEPT_NEVER.includes(field.type) || (field.type === "hidden" && "autosaveKeep" in field.dataset));
  function read(form) {
    const fields = [];
    for (const field of form.elements) {
      if (!keeps(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) fields.push([field.name, field.value]); }
      else if (field.type === "select-multiple") for (const option of field.selectedOptions) fields.push([field.name, option.value]);
      else fields.push([field.name, field.value]);
    }
    // Files are uploaded already: the draft holds their ids, and the server holds them as long as the draft.
    for (const file of form.querySelectorAll("[data-upload] [data-kept]")) fields.push([file.closest("[data-upload]").dataset.name, file.dataset.kept]);
    return fields;
  }
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /* Fill in; fields that are not there yet (questions that follow from others, parts that htmx brings) are filled when they come. */
  function fill(form, fields) {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
    const left = new Map(values);
    const changed = [];
    for (const field of form.elements) {
      if (!keeps(field)) continue;
      const wanted = values.get(field.name);
      if (wanted) left.delete(field.name);
      if (field.type === "checkbox" || field.type === "radio") {
        const checked = (wanted || []).includes(field.value);
        if (field.checked !== checked && (wanted || field.type === "checkbox")) { field.checked = checked; changed.push(field); }
      } else if (field.type === "select-multiple") {
        for (const option of field.options) option.selected = (wanted || []).includes(option.value);
        changed.push(field);
      } else if (wanted) {
        const value = wanted.shift();
        if (field.value !== value) { field.value = value; changed.push(field); }
      }
    }
    for (const box of form.querySelectorAll("[data-upload]")) {
      left.delete(box.dataset.name);
      box.dataset.draftFiles = (values.get(box.dataset.name) || []).join();  // attachments.js may come later, and looks
      box.dispatchEvent(new CustomEvent("draft:files", { bubbles: true }));
    }
    const known = forms.get(form);
    if (known) known.left = [...left].flatMap(([name, all]) => all.map((value) => [name, value]));
    for (const field of changed) for (const type of ["input", "change"]) field.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: "draft" }));
  }

  function say(form, word) {
    const place = form.querySelector("[data-autosave-state]");
    const words = document.getElementById("draft-words");
    const told = (word && words?.content.querySelector(`[data-word=${word}]`)?.textContent) || "";
    // The same words again would be read out at every pause in typing.
    if (place && place.textContent !== told) place.textContent = told;
  }

  function keep(form) {
    const known = forms.get(form);
    const fields = read(form).concat(known.left);
    if (same(fields, known.untouched)) { forget(form); return; }
    local.set(known.place, { fields, stamp: known.stamp, dirty: true });
    clearTimeout(known.timer);
    known.timer = setTimeout(() => save(form), WAIT);
  }
  async function save(form) {
    const known = forms.get(form);
    const kept = local.get(known.place);
    clearTimeout(known.timer);
    // What waits to be sent must not come back as a draft after it was.
    if (!kept?.dirty || known.sent || waitsToBeSent(known.place)) return;
    known.sending?.abort();
    const sending = known.sending = new AbortController();
    try {
      const answer = await call(known.place, "PUT", kept.fields, sending.signal);
      if (!answer.ok) throw new Error(answer.status);
      known.stamp = (await answer.json()).at;
      const now = local.get(known.place);
      if (now) local.set(known.place, { ...now, stamp: known.stamp, dirty: !same(now.fields, kept.fields) });
      say(form, "saved");
    } catch (problem) {
      if (problem.name !== "AbortError") say(form, "here");
    }
    if (known.sending === sending) known.sending = null;
  }
  function forget(form) {
    const known = forms.get(form);
    clearTimeout(known.timer);
    known.sending?.abort();
    known.left = [];
    local.drop(known.place);
    if (known.stamp) call(known.place, "DELETE").catch(() => {});
    known.stamp = null;
    say(form, "");
  }

  /* "Your draft is back", and "from another device: use it, or discard it". */
  function note(form, id, when, actions) {
    form.querySelector(":scope > .draft-note")?.remove();
    const fragment = document.getElementById(id)?.content.cloneNode(true);
    if (!fragment) return;
    const line = fragment.firstElementChild;
    line.querySelectorAll("[data-when]").forEach((place) => { place.textContent = when; });
    for (const [name, act] of Object.entries(actions)) {
      line.querySelector(`[data-draft-${name}]`)?.addEventListener("click", () => { line.remove(); act(); });
    }
    const before = form.querySelector("[data-autosave-note]") || [...form.children].find((child) => child.type !== "hidden");
    form.insertBefore(fragment, before || null);
  }
  function clear(form) {
    forget(form);
    fill(form, forms.get(form).untouched);
    forget(form);
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  }

  async function begin(form) {
    if (forms.has(form)) return;
    const place = form.dataset.autosave;
    const known = { place, untouched: read(form), stamp: null, timer: 0, sending: null, left: [], sent: false };
    forms.set(form, known);
    if ("returned" in form.dataset) { local.set(place, { fields: known.untouched, stamp: null, dirty: true }); return; }
    const kept = local.get(place);
    known.stamp = kept?.stamp || null;
    if (kept?.dirty) restore(form, kept.fields);
    let remote;
    try {
      const answer = await call(place, "GET");
      if (answer.status !== 204 && !answer.ok) throw new Error(answer.status);
      remote = answer.status === 204 ? null : await answer.json();
    } catch {  // no network, or signed out: what this browser has must do
      if (kept && !kept.dirty) restore(form, kept.fields);
      return;
    }
    if (remote && remote.at === kept?.stamp) {
      if (!kept.dirty) restore(form, remote.fields);
      else save(form);
    } else if (remote) {
      if (!same(read(form), remote.fields)) offer(form, remote);
    } else if (kept && !kept.dirty) {
      local.drop(place);  // sent or discarded elsewhere
    } else if (kept) {
      known.stamp = null;
      save(form);
    }
  }
  function restore(form, fields) {
    if (same(fields, read(form))) return;
    fill(form, fields);
    note(form, "draft-back", "", { discard: () => clear(form) });
  }
  function offer(form, remote) {
    note(form, "draft-elsewhere", remote.when, {
      use: () => { fill(form, remote.fields); forms.get(form).stamp = remote.at; keep(form); },
      discard: () => { call(forms.get(form).place, "DELETE").catch(() => {}); },
    });
  }

  /* What the server says was sent. */
  function forgetSent() {
    const sent = document.cookie.split("; ").find((one) => one.startsWith("draft_sent="))?.slice("draft_sent=".length);
    if (!sent) return;
    document.cookie = "draft_sent=; Max-Age=0; Path=/; SameSite=Lax";
    local.drop(sent);
  }

  /* Without a network the page stays, with everything on it: the browser would put its own error in its place. */
  on("submit", (event) => {
    if (navigator.onLine || !forms.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(event.target);
    say(event.target, "here");
    if (event.target.matches("[data-outbox]") && !event.submitter?.hasAttribute("formaction")) {  // outbox.js sends it later
      event.target.dispatchEvent(new CustomEvent("outbox:keep", { bubbles: true }));
      return;
    }
    const tray = document.getElementById("toasts"), failed = document.getElementById("toast-failed");
    if (failed && !tray.querySelector("[data-failed]")) {
      tray.append(failed.content.cloneNode(true));
      tray.lastElementChild.dataset.failed = "";
    }
  }, true);

  const of = (target) => { const form = target?.form || target?.closest?.("form"); return form && forms.has(form) ? form : null; };
  const typed = (event) => { const form = event.detail === "draft" ? null : of(event.target); if (form) keep(form); };
  on("input", typed);
  on("change", typed);
  on("submit", (event) => {
    const known = forms.get(event.target);
    if (!known || event.defaultPrevented) return;
    keep(event.target);
    clearTimeout(known.timer);
    known.sending?.abort();
    known.sent = true;
  });
  const all = (act) => forms.forEach((known, form) => { if (form.isConnected) act(form); else forms.delete(form); });
  on("outbox:dropped", ({ target }) => { if (forms.has(target)) keep(target); });
  addEventListener("online", () => all(save));
  addEventListener("pagehide", () => all(save));
  addEventListener("pageshow", (event) => { if (event.persisted) { forgetSent(); forms.forEach((known) => { known.sent = false; }); } });
  on("visibilitychange", () => { if (document.visibilityState === "hidden") all(save); });
  const beginAll = (root) => root.querySelectorAll?.("form[data-autosave]").forEach(begin);
  on("htmx:afterSettle", (event) => {
    beginAll(document);
    const form = event.target.closest?.("form");
    if (forms.get(form)?.left.length) fill(form, read(form).concat(forms.get(form).left));
  });
  forgetSent();
  beginAll(document);
})();
