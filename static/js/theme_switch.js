// The colour scheme: automatic, light or dark, kept on this device only.
const root = document.documentElement;

function show(choice) {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

function choose(choice) {
  if (choice === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    if (choice === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", choice);
  } catch {
    // Without storage the choice lasts for this page.
  }
  show(choice);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) choose(button.dataset.themeChoice);
});

for (const group of document.querySelectorAll("[data-theme-switch]")) group.hidden = false;
show(root.dataset.theme ?? "auto");
