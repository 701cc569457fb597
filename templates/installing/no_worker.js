{# With PWA=0: a worker that was installed before takes itself and what it kept away. No context. #}"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("portal-")).map((name) => caches.delete(name)));
  await self.registration.unregister();
})()));
