// Menus open without script; this closes them when the reader clicks elsewhere, leaves by keyboard or presses Escape.
function closeAllBut(kept) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (menu !== kept) menu.open = false;
}

document.addEventListener("click", (event) => closeAllBut(event.target.closest("[data-menu]")));
document.addEventListener("focusin", (event) => closeAllBut(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
