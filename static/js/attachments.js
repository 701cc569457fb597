/* Files are uploaded while one still writes: by button, camera, drop or paste, one after the other, with progress.
   Without this file they simply go with the form. Boxes are [data-upload]; their words are in their templates. */
(() => {
  "use strict";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const PREFIX = `draft:${document.body.dataset.person || ""}:files:`;  // forms.js forgets drafts at sign-out
  const queues = new WeakMap();  // box -> the end of its line
  const waiting = new WeakMap();  // form -> the button that was pressed too early

  const list = (box) => box.querySelector("[data-upload-list]");
  const busy = (form) => form.querySelector("[data-upload-busy]");
  const says = (box, what, name) => box.querySelector(`template[data-says="${what}"]`).content.textContent.trim().replace("{name}", name);
  const tell = (box, text) => { box.querySelector("[data-upload-status]").textContent = text; };
  const boxFor = (target) => target.closest?.("[data-upload]") || ((form) => form?.querySelector('[data-upload][data-name="files"]') || form?.querySelector("[data-upload]"))(target.closest?.("form"));

  /* What was uploaded survives a reload, like the text. */
  const key = (box) => `${PREFIX}${location.pathname}:${box.dataset.name}`;
  const kept = (box) => [...list(box).querySelectorAll("[data-kept]")].map((item) => item.dataset.kept);
  const remember = (box) => {
    try { kept(box).length ? localStorage.setItem(key(box), kept(box).join()) : localStorage.removeItem(key(box)); } catch { /* private mode */ }
  };
  async function restore(root) {
    for (const box of root.querySelectorAll("[data-upload]:not([data-ready])")) {
      box.dataset.ready = "";
      let ids = "";
      try { ids = localStorage.getItem(key(box)) || ""; } catch { /* private mode */ }
      if (!ids || kept(box).length) continue;
      const rows = await rowsOf(box, ids.split(","));
      if (rows && !kept(box).length) list(box).append(...rows);
      remember(box);
    }
  }
  async function rowsOf(box, ids) {
    const query = new URLSearchParams([["for", box.dataset.name], ...ids.map((id) => ["id", id])]);
    const answer = await fetch(`${box.dataset.upload}?${query}`, { credentials: "same-origin", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    return [...template.content.children];
  }

  /* What a draft holds, in place of what is listed (drafts.js). */
  async function follow(box) {
    if (!("draftFiles" in box.dataset)) return;
    const ids = box.dataset.draftFiles.split(",").filter(Boolean);
    delete box.dataset.draftFiles;
    box.dataset.ready = "";
    list(box).querySelectorAll("[data-kept]").forEach((row) => { if (!ids.includes(row.dataset.kept)) row.remove(); });
    const missing = ids.filter((id) => !kept(box).includes(id));
    const rows = missing.length ? await rowsOf(box, missing) : [];
    if (rows) list(box).append(...rows.filter((row) => !kept(box).includes(row.dataset.kept)));
    remember(box);
  }
  on("draft:files", (event) => follow(event.target));
  const changed = (box) => { remember(box); box.dispatchEvent(new Event("change", { bubbles: true })); };

  function refuse(box, item, text, again) {
    const row = box.querySelector("template[data-upload-refused]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-upload-sentence]").textContent = text;
    const button = row.querySelector("[data-upload-again]");
    if (again) Object.assign(button, { hidden: false, onclick: () => { row.remove(); add(box, [again]); } });
    else button.remove();
    item ? item.replaceWith(row) : list(box).append(row);
    tell(box, text);
  }

  function add(box, files) {
    for (const file of files) {
      if (list(box).querySelectorAll("[data-kept], [data-upload-busy]").length >= Number(box.dataset.most)) {
        refuse(box, null, says(box, "many", file.name));
        continue;
      }
      if (file.size > Number(box.dataset.bytes)) {
        refuse(box, null, says(box, "big", file.name));
        continue;
      }
      const item = box.querySelector("template[data-upload-item]").content.firstElementChild.cloneNode(true);
      item.dataset.uploadBusy = "";
      item.querySelector("[data-upload-file]").textContent = file.name;
      item.querySelector("progress").setAttribute("aria-label", file.name);
      list(box).append(item);
      queues.set(box, (queues.get(box) || Promise.resolve()).then(() => send(box, file, item)));
    }
  }

  function send(box, file, item) {
    const form = box.closest("form");
    if (!item.isConnected) return Promise.resolve();
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("for", box.dataset.name);
      body.append("file", file, file.name);
      request.upload.onprogress = (event) => { if (event.lengthComputable) item.querySelector("progress").value = Math.round(100 * event.loaded / event.total); };
      request.onload = () => {
        if (request.status === 201) {
          item.insertAdjacentHTML("afterend", request.responseText.trim());
          item.remove();
          tell(box, says(box, "added", file.name));
        } else if (request.status === 422) {
          const answer = new DOMParser().parseFromString(request.responseText, "text/html");
          refuse(box, item, answer.querySelector("[data-upload-sentence]").textContent);
        } else {
          refuse(box, item, says(box, "lost", file.name), file);
        }
      };
      request.onerror = () => refuse(box, item, says(box, "lost", file.name), file);
      request.onloadend = () => { changed(box); settled(form); done(); };
      item.querySelector("[data-upload-cancel]").onclick = () => { item.remove(); request.abort(); };
      request.open("POST", box.dataset.upload);
      request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      request.send(body);
    });
  }

  /* Whoever sends too early waits for the files; if one did not arrive, they look at it first. */
  on("submit", (event) => {
    const form = event.target;
    if (!busy(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(form, event.submitter);
    const box = busy(form).closest("[data-upload]");
    tell(box, says(box, "waiting", ""));
  }, true);
  function settled(form) {
    if (!waiting.has(form) || busy(form)) return;
    const submitter = waiting.get(form);
    waiting.delete(form);
    if (!form.querySelector(".upload-item.refused")) form.requestSubmit(submitter || undefined);
  }
  on("submit", (event) => {
    if (event.defaultPrevented) return;
    for (const box of event.target.querySelectorAll("[data-upload]")) {
      try { localStorage.removeItem(key(box)); } catch { /* private mode */ }
    }
  });

  on("change", (event) => {
    const box = event.target.matches?.("[data-upload] input[type=file]") && event.target.closest("[data-upload]");
    if (!box) return;
    add(box, [...event.target.files]);
    event.target.value = "";
  });

  on("click", async (event) => {
    if (event.target.closest("[data-upload-dismiss]")) return event.target.closest("li").remove();
    const button = event.target.closest("[data-upload-remove]");
    if (!button) return;
    const box = button.closest("[data-upload]");
    const item = button.closest("li");
    const name = item.querySelector("[data-upload-file]").textContent;
    item.remove();
    changed(box);
    tell(box, says(box, "removed", name));
    box.querySelector("input[type=file]").focus();
    const token = box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    // If it does not get through, the file is forgotten a day later.
    await fetch(button.dataset.uploadRemove, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => null);
  });

  /* Dropped anywhere on the form. */
  let over = null;
  const light = (form) => { if (over !== form) { over?.classList.remove("drop-here"); form?.classList.add("drop-here"); over = form; } };
  const carries = (event) => event.dataTransfer?.types.includes("Files") && boxFor(event.target);
  on("dragover", (event) => {
    const box = carries(event);
    light(box ? box.closest("form") : null);
    if (box) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; }
  });
  on("dragleave", (event) => { if (!event.relatedTarget) light(null); });
  on("drop", (event) => {
    const box = carries(event);
    light(null);
    if (!box) return;
    event.preventDefault();
    add(box, [...event.dataTransfer.files]);
  });

  /* A picture from the clipboard; where there is text as well (from a table, say), the text is meant. */
  on("paste", (event) => {
    const data = event.clipboardData;
    const box = data?.files.length && !data.types.includes("text/plain") && boxFor(event.target);
    if (!box) return;
    event.preventDefault();
    const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    add(box, [...data.files].map((file) => (/^image\.\w+$/.test(file.name) ? new File([file], `${says(box, "pasted", "")} ${time}.${file.name.split(".").pop()}`, { type: file.type }) : file)));
  });

  /* A thumbnail opens its large preview in place. */
  on("click", (event) => {
    const link = event.target.closest("a[data-enlarge]");
    const template = document.getElementById("picture-dialog");
    if (!link || !template || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const dialog = template.content.firstElementChild.cloneNode(true);
    const { alt } = link.querySelector("img");
    dialog.querySelector("h2").textContent = alt;
    dialog.querySelector("h2").id = "picture-title";
    Object.assign(dialog.querySelector("img"), { src: link.href, alt });
    dialog.querySelector("[data-download]").href = link.dataset.enlarge;
    document.body.append(dialog);
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); }, { once: true });
    dialog.showModal();
  });

  document.querySelectorAll("[data-upload]").forEach(follow);
  restore(document);
  on("htmx:afterSettle", (event) => restore(event.target));
})();
