/* What is open stays true. One question every few seconds, answered by 304 while nothing changed; paused while nobody
   looks, slower while nothing is touched, backing off while the portal does not answer, asked at once on coming back.
   What changed is taken over from the page as it would be now: nothing typed, chosen, opened or scrolled is lost, and
   rows that come or go wait behind a button. Every page works without this file. See docs/live.md. */
(() => {
  "use strict";
  const { body } = document;
  const address = body.dataset.live;
  if (!address) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const main = document.getElementById("main");
  const SECOND = 1000, MINUTE = 60 * SECOND;
  /* Somebody at work; a page only lying open; a page forgotten in front of an empty chair. */
  const PACES = [[2 * MINUTE, 10 * SECOND], [15 * MINUTE, 20 * SECOND], [Infinity, MINUTE]];
  const PATIENCE = 20 * SECOND, SLOWEST = 2 * MINUTE, STALE = 5 * MINUTE, SOON = 60 * MINUTE;
  const word = (name) => $(`[data-word=${name}]`, document.getElementById("live-words").content).textContent;

  /* What somebody has begun stays as it is: fields that differ from how they came, the focus, an open menu. */
  const differs = (field) => {
    if (field.type === "hidden" || field.type === "submit" || field.type === "button") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected) && field.selectedIndex > 0;
    if (field.type === "file") return field.value !== "";
    return field.value !== field.defaultValue;
  };
  const FIELDS = "input, textarea, select";
  const begun = (el) => all(FIELDS, el).some(differs) || (el.matches(FIELDS) && differs(el));
  const held = (el) => el.contains(document.activeElement) || Boolean($("details[data-menu][open], dialog[open], [data-kept]", el)) || begun(el);

  /* One tree becomes like another, keeping every element that is in both. */
  const OURS = new Set(["open", "style", "value", "checked", "selected", "aria-expanded", "data-seen"]);
  const KEPT = "[data-live-keep]";
  const nameOf = (el) => el.nodeType === 1 ? el.id || el.dataset.row || el.getAttribute("aria-labelledby") || "" : "";
  const alike = (one, other) => one.nodeName === other.nodeName && !nameOf(one) && (one.nodeType !== 1 || one.classList[0] === other.classList[0]);
  function become(old, fresh, whole) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== 1) { old.nodeValue = fresh.nodeValue; return; }
    if (old.matches(KEPT) && old.childNodes.length) return;
    if (old.matches("form") && held(old)) return;
    if (old.matches(FIELDS)) { becomeField(old, fresh); return; }
    if (old.matches("[data-live-list]") && !whole && !sameRows(old, fresh)) { rowsOnly(old, fresh); return; }
    attributes(old, fresh);
    children(old, fresh, whole);
  }
  function attributes(old, fresh) {
    for (const { name, value } of [...fresh.attributes]) if (!OURS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    for (const { name } of [...old.attributes]) if (!OURS.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  function becomeField(old, fresh) {
    if (differs(old) || old === document.activeElement) return;
    attributes(old, fresh);
    if (old.matches("select")) { if (!old.isEqualNode(fresh)) old.replaceChildren(...fresh.cloneNode(true).childNodes); return; }
    if (old.type === "checkbox" || old.type === "radio") old.checked = old.defaultChecked = fresh.defaultChecked;
    else if (old.type !== "file") old.value = old.defaultValue = fresh.defaultValue;
  }
  function children(old, fresh, whole) {
    const coming = new Set([...fresh.children].map(nameOf).filter(Boolean));
    let here = old.firstChild;
    for (const one of [...fresh.childNodes]) {
      const name = nameOf(one);
      let found = here;
      while (found && !(name ? nameOf(found) === name && found.nodeName === one.nodeName : alike(found, one))) {
        found = !name && coming.has(nameOf(found)) ? null : found.nextSibling;  // what has no name is never sought beyond what has
      }
      if (found) {
        // Those in between are gone, unless they come later or somebody is at them.
        while (here !== found) { const next = here.nextSibling; if (!coming.has(nameOf(here))) leave(here); here = next; }
        become(found, one, whole);
        here = found.nextSibling;
      } else {
        const moved = name && [...old.children].find((el) => nameOf(el) === name && el.nodeName === one.nodeName);
        const added = moved || document.importNode(one, true);
        if (moved) become(moved, one, whole);
        old.insertBefore(added, here);
        if (!moved && added.nodeType === 1) window.htmx?.process(added);
      }
    }
    while (here) { const next = here.nextSibling; leave(here); here = next; }
  }
  const leave = (node) => { if (node.nodeType !== 1 || !held(node)) node.remove(); };

  /* Lists: rows that are in both are brought up to date; those that come or go are announced. */
  const rowsOf = (list) => all("[data-row]", list);
  const namesOf = (list) => rowsOf(list).map((row) => row.dataset.row);
  const sameRows = (old, fresh) => namesOf(old).join() === namesOf(fresh).join();
  let coming = 0, going = 0;
  function rowsOnly(old, fresh) {
    const known = new Map(rowsOf(old).map((row) => [row.dataset.row, row]));
    const now = rowsOf(fresh);
    for (const row of now) if (known.has(row.dataset.row)) become(known.get(row.dataset.row), row, false);
    coming += now.filter((row) => !known.has(row.dataset.row)).length;
    going += 1;
  }

  /* What one looks at stays where it is on the screen. */
  function steadily(change) {
    const root = document.documentElement;
    const anchor = [document.activeElement, ...all("main [data-row], main .entry, main section, main h1")]
      .find((el) => el && el !== body && main.contains(el) && el !== main && el.getBoundingClientRect().bottom > 60);
    const before = anchor?.getBoundingClientRect().top;
    root.style.overflowAnchor = "none";
    change();
    if (anchor?.isConnected && scrollY > 0) scrollBy(0, anchor.getBoundingClientRect().top - before);
    root.style.overflowAnchor = "";
  }

  /* The page as it would be now. */
  const news = document.getElementById("live-news");
  let shown = Date.now();
  async function pageNow() {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual", headers: { "X-Live": "1" }, cache: "no-store" });
      return answer.ok ? await answer.text() : "";
    } catch { return ""; }  // the next look finds it
  }
  async function refresh(whole) {
    if (!main.dataset.livePage) return;
    const fresh = new DOMParser().parseFromString(await pageNow(), "text/html").getElementById("main");
    if (!fresh || main.matches(":has(dialog[open])")) return;
    const known = new Set(all(".entry[id]", main).map((el) => el.id));
    shown = Date.now();
    coming = going = 0;
    steadily(() => {
      if (main.dataset.livePage === "rows") rowsOnly(main, fresh);
      else become(main, fresh, whole);
    });
    if (main.dataset.livePage !== "rows") announce(all(".entry[id]:not(.event)", main).filter((el) => known.size && !known.has(el.id)));
  }
  const inSight = (el) => { const { top, bottom } = el.getBoundingClientRect(); return bottom > 60 && top < innerHeight; };
  function announce(said) {
    if (said.length) {
      const last = said.at(-1);
      tell(word("message"), said.length, () => { last.scrollIntoView({ block: "center" }); news.replaceChildren(); }, inSight(last));
    } else if (coming || going) tell(word(coming ? "new" : "changed"), coming, () => { news.replaceChildren(); refresh(true); });
  }
  /* Said once to whoever listens; a button for those who see it, unless it is there to be seen already. */
  function tell(words, number, act, quietly = false) {
    const text = words.replace("§", number > 99 ? "99+" : number);
    if (news.textContent === text) return;
    const button = document.createElement(quietly ? "span" : "button");
    button.className = quietly ? "sr" : "btn small";
    if (!quietly) { button.type = "button"; button.addEventListener("click", act); }
    button.textContent = text;
    news.replaceChildren(button);
  }

  /* Numbers beside the menu, the bell, and the word with which forms prove where they come from. */
  function frame({ counts, unread, bell, csrf, beside }) {
    if (csrf) {
      all("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = csrf; });
      body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": csrf }));
    }
    const place = document.getElementById("presence");
    if (beside !== undefined && place && place.innerHTML !== beside) place.innerHTML = beside;
    if (!counts) return;
    const fresh = new DOMParser().parseFromString(bell, "text/html").getElementById("bell");
    const old = document.getElementById("bell");
    if (fresh && old) become(old, fresh, true);
    for (const link of all(".rail .nav-group a")) number(link, counts[link.getAttribute("href")], "count");
    for (const link of all(".tabs-bottom a")) {
      const url = link.getAttribute("href");
      number(link, url === old?.getAttribute("href") ? unread || null : counts[url], "badge-count dot");
    }
  }
  function number(link, value, kind) {
    const place = link.querySelector(`.${kind.split(" ")[0]}`);
    if (!value) { place?.remove(); return; }
    if (place) { if (place.textContent !== String(value)) place.textContent = value; return; }
    const made = Object.assign(document.createElement("span"), { className: kind, textContent: value });
    if (kind === "count") link.append(" ", made); else link.querySelector("svg")?.after(made);
  }

  /* Notes that stay until they are no longer true: signed out, somebody else, a new version, no connection. */
  const note = document.getElementById("live-note");
  function say(name, url) {
    if (note.dataset.says === (name || "")) return;
    note.dataset.says = name || "";
    note.replaceChildren();
    if (!name) return;
    note.append(document.getElementById("live-words").content.querySelector(`[data-note=${name}]`).cloneNode(true));
    const link = $("a", note);
    if (link && url) link.href = url;
  }

  /* Asking */
  const buildOf = (text) => text.replaceAll('"', "").split("~")[2] || "";
  let tag = body.dataset.liveTag, build = buildOf(tag), failures = 0, timer = 0, asking = null, asked = Date.now(), touched = Date.now(), typed = 0, left = 0;
  const pace = () => PACES.find(([idle]) => Date.now() - touched < idle)[1];
  function later() {
    clearTimeout(timer);
    if (document.hidden) return;
    const wait = failures ? Math.min(pace() * 2 ** failures, SLOWEST) : pace();
    timer = setTimeout(ask, wait * (0.85 + Math.random() * 0.3));  // apart from each other, also after a restart
  }
  async function ask(whole = false) {
    if (asking || document.hidden) return;
    clearTimeout(timer);
    asked = Date.now();
    asking = new AbortController();
    const limit = setTimeout(() => asking?.abort(), PATIENCE);
    let answer = null;
    try {
      const writing = Date.now() - typed < PATIENCE ? "1" : "0";
      answer = await fetch(`${address}&writing=${writing}`, { credentials: "same-origin", redirect: "manual", signal: asking.signal, headers: tag ? { "If-None-Match": tag } : {} });
      if (answer.status === 200) answer = { status: 200, said: await answer.json() };
    } catch { /* no network, no portal, or no patience */ }
    clearTimeout(limit);
    asking = null;
    failures = answer && answer.status < 500 ? 0 : failures + 1;
    if (failures > 1) say("offline");
    try {
      if (answer?.status === 200) await take(answer.said, whole);
      else if (answer?.status === 304) {
        if (note.dataset.says !== "version") say("");
        if (due()) await refresh(whole);
      }
    } finally { later(); }
  }
  async function take(said, whole) {
    // Without a tag the next answer is a whole one: with the word that forms of the new session need.
    if (said.signed_out) { tag = ""; say("out", said.signed_out); return; }
    if (said.other) { say("other", location.href); return; }
    tag = said.tag;
    build ||= said.build;
    say(build !== said.build ? "version" : "", location.href);
    frame(said);
    const kinds = new Set(said.changed);
    if (main.dataset.livePage === "rows") {
      if ([...kinds].some((kind) => kind[0] === "d")) all("[data-live-news]", main).forEach((place) => window.htmx?.trigger(place, "news"));
      if (due()) await refresh(whole);
    } else if (kinds.has("r") || (kinds.has("p") && main.dataset.livePage === "person") || due()) await refresh(whole);
  }
  /* Phrases about time grow old by themselves: at a promise's moment, each minute of the last hour, else after a while. */
  function due() {
    const now = Date.now();
    const next = Math.min(...all(".clock time[datetime]", main).map((el) => Date.parse(el.dateTime)).filter((at) => at > shown), Infinity);
    return now - shown > (next - shown < SOON ? MINUTE : STALE) || next < now;
  }

  /* Coming back: a tab, a closed laptop, a network, the page before. Away for long, nobody minds that rows come and go. */
  function back() {
    if (document.hidden) { left = Date.now(); clearTimeout(timer); asking?.abort(); return; }
    touched = Date.now();
    failures = 0;
    ask(left > 0 && Date.now() - left > MINUTE && !begun(main));
    left = 0;
  }
  on("visibilitychange", back);
  addEventListener("online", back);
  addEventListener("offline", () => say("offline"));
  addEventListener("pageshow", (event) => { if (event.persisted) back(); });
  addEventListener("pagehide", () => { clearTimeout(timer); asking?.abort(); });
  for (const type of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(type, () => {
      const idle = Date.now() - touched > PACES[0][0];
      touched = Date.now();
      if (idle && Date.now() - asked > PACES[0][1]) ask();
    }, { passive: true, capture: true });
  }
  on("input", (event) => { if (event.detail !== "draft" && event.target.closest?.("form.composer")) typed = Date.now(); });
  /* What else asks again and again does not while nobody looks. */
  on("htmx:beforeRequest", (event) => { if (document.hidden && /\bevery\b/.test(event.detail.elt.getAttribute("hx-trigger") || "")) event.preventDefault(); });
  addEventListener("load", () => { if (document.getElementById("presence")) ask(); else later(); });
})();
