// A search field with data-suggest gets a list of suggestions (the combobox pattern of ARIA). Without it the form just sends.
const WAIT = 120;
let number = 0;

function enhance(field) {
  const list = document.createElement("ul");
  list.id = `suggestions-${(number += 1)}`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel);
  field.after(list);
  field.parentElement.classList.add("suggest-place");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  let timer = 0;
  let asking = null;
  const options = () => [...list.children];
  const active = () => list.querySelector('[aria-selected="true"]');

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    field.value = option.dataset.text;
    close();
    field.form.requestSubmit();
  }

  function point(option) {
    active()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map((one, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.dataset.text = one.text;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(one.text);
      if (one.section) {
        const section = document.createElement("span");
        section.append(one.section);
        option.append(" ", section);
      }
      return option;
    }));
    list.hidden = suggestions.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asking?.abort();
    if (!field.value.trim()) return close();
    asking = new AbortController();
    const address = new URL(field.dataset.suggest, location.href);
    address.searchParams.set("q", field.value);
    if (field.dataset.suggestSection) address.searchParams.set("section", field.dataset.suggestSection);
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // without the network the field still sends its form
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", () => {
    clearTimeout(timer);
    asking?.abort();
    close();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = options();
    const place = all.indexOf(active());
    const moves = { ArrowDown: place + 1, ArrowUp: place < 0 ? all.length - 1 : place - 1 + all.length };
    if (event.key in moves) point(all[moves[event.key] % all.length]);
    else if (event.key === "Enter" && place >= 0) choose(all[place]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

for (const field of document.querySelectorAll("input[data-suggest]")) enhance(field);
