// Follows a run: the live process pushes progress, htmx fetches the words. Without the live process the page's own
// slow polling carries on, and without JavaScript the page reloads itself.

const CLOSED = new Set(["done", "failed", "rejected", "cancelled"]);

function show(box, share) {
  const bar = box.querySelector("[data-bar]");
  const number = box.querySelector("[data-share]");
  if (!bar || share < bar.value) return;
  bar.value = share;
  number.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
}

function refresh(box) {
  const status = box.querySelector("#run-status");
  if (status) window.htmx.trigger(status, "refresh");
}

function follow(box) {
  const source = new EventSource(box.dataset.follow);
  let step = "";
  source.addEventListener("message", (message) => {
    const event = JSON.parse(message.data);
    if (event.share !== undefined) show(box, event.share);
    if (event.step !== undefined && event.step !== step) {
      step = event.step;
      refresh(box);
    }
    if (CLOSED.has(event.status)) {
      source.close();
      if (event.status === "done") window.location.assign(box.dataset.page);
      else refresh(box);
    }
  });
}

for (const box of document.querySelectorAll("[data-follow]")) follow(box);
