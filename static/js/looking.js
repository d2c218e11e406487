// While a page with data-looking is in sight, others see who has it open. The sign ends by itself.
const form = document.querySelector("form[data-looking]");

if (form) {
  setInterval(() => {
    if (document.hidden) return;
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(form.dataset.looking, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
  }, 60_000);
}
