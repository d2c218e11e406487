// Keeps what is chosen to compare from page to page, in a cookie that ends with the browser; the server never reads it.
const NAME = location.protocol === "https:" ? "__Host-compare" : "compare";
const MOST = 4;
const tray = document.querySelector("[data-tray]");
const compared = document.querySelector("[data-compared]");

function chosen() {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`)) ?? "";
  return found.slice(NAME.length + 1).split(".").filter((slug) => /^[\w-]{1,80}$/.test(slug)).slice(0, MOST);
}

function choose(slugs) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = slugs.length ? "" : "; Max-Age=0";
  document.cookie = `${NAME}=${slugs.join(".")}; Path=/; SameSite=Lax${secure}${age}`;
}

function boxes() {
  return [...document.querySelectorAll("[data-pick]")];
}

// What is chosen on other pages goes with the form as hidden fields.
function show(words) {
  const slugs = chosen();
  for (const field of tray.querySelectorAll("input[type=hidden]")) field.remove();
  for (const box of boxes()) box.checked = slugs.includes(box.value);
  const here = new Set(boxes().map((box) => box.value));
  for (const slug of slugs.filter((one) => !here.has(one))) {
    tray.append(Object.assign(document.createElement("input"), { type: "hidden", name: "offering", value: slug }));
  }
  tray.classList.toggle("is-on", slugs.length > 0);
  tray.querySelector("[data-tray-clear]").hidden = !slugs.length;
  if (slugs.length || words) tray.querySelector("[data-tray-words]").textContent = words ?? tray.dataset.chosen.replace("#", slugs.length);
}

function toggle(box) {
  const others = chosen().filter((slug) => slug !== box.value);
  const isTooMany = box.checked && others.length >= MOST;
  if (!isTooMany) choose(box.checked ? [...others, box.value] : others);
  show(isTooMany ? tray.dataset.full : tray.dataset.chosen.replace("#", chosen().length));
}

if (compared) choose(compared.dataset.compared.split(" ").filter(Boolean));
if (tray) {
  show();
  document.addEventListener("change", (event) => { if (event.target.matches("[data-pick]")) toggle(event.target); });
  tray.querySelector("[data-tray-clear]").addEventListener("click", () => {
    choose([]);
    show(tray.dataset.chosen.replace("#", 0));
  });
  // Coming back with the browser's own button shows the page as it was left: bring it up to date.
  window.addEventListener("pageshow", (event) => { if (event.persisted) show(); });
}
