{# The service worker. context: kept (JSON: cache, files, offline {language: page}, static, hashed) #}{% autoescape off %}"use strict";
const KEPT = {{ kept }};{% endautoescape %}
const HASHED = new RegExp(KEPT.hashed);
const SPOKEN = "/.language";  // which offline page to show: what the portal said last

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(KEPT.cache);
  // Without cookies: what is kept here is the same for everybody, and names nobody.
  await cache.addAll([...KEPT.files, ...Object.values(KEPT.offline)].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("portal-") && name !== KEPT.cache).map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

/* Pages come from the network or not at all; one that cannot be had is replaced by the page for being offline. */
async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    const cache = await caches.open(KEPT.cache);
    const spoken = await (await cache.match(SPOKEN))?.text();
    const offline = KEPT.offline[spoken] || KEPT.offline[navigator.language.slice(0, 2)] || Object.values(KEPT.offline)[0];
    if (new URL(request.url).pathname === offline) return cache.match(offline);
    // A page of its own address: to load it again must not send a form again.
    const from = request.method === "GET" ? request.url : request.referrer;
    const back = from.startsWith(self.location.origin) ? from.slice(self.location.origin.length) : "/";
    return Response.redirect(`${offline}?${new URLSearchParams({ from: back })}`);
  }
  const language = answer.headers.get("Content-Language");
  if (language in KEPT.offline) (await caches.open(KEPT.cache)).put(SPOKEN, new Response(language)).catch(() => {});
  return answer;
}
async function file(request) {
  const cache = await caches.open(KEPT.cache);
  const kept = await cache.match(request);
  if (kept && HASHED.test(request.url)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && HASHED.test(request.url)) cache.put(request, answer.clone()).catch(() => {});
    return answer;
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && url.pathname.startsWith(KEPT.static)) event.respondWith(file(request));
});
