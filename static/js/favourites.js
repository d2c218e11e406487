// Saves and removes without leaving the page: the form is sent, and from the page that answers the buttons are taken.
let turn = Promise.resolve();

async function page(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function send(form) {
  return page(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
}

// A page for everybody has no form, only a link to one.
async function answerTo(place) {
  const form = place.closest("form[data-save]");
  if (form) return send(form);
  const asking = await page(place.querySelector("a").href);
  const asked = asking.querySelector("form[data-save-now]");
  return asked ? send(asked) : page(location.href);
}

function update(answer, slug) {
  for (const old of document.querySelectorAll("[data-save]")) {
    const fresh = answer.querySelector(`[data-save="${old.dataset.save}"]`);
    if (fresh) old.replaceWith(document.importNode(fresh, true));
  }
  document.querySelector(`[data-save="${slug}"]`)?.querySelector("a, button").focus();
}

function change(place, otherwise) {
  turn = turn.then(() => answerTo(place)).then((answer) => update(answer, place.dataset.save)).catch(otherwise);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-save]");
  if (!form) return;
  event.preventDefault();
  change(form, () => form.submit());
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-save] a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  change(link.closest("[data-save]"), () => location.assign(link.href));
});
