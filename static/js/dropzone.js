// Improves a file field: the whole area takes a dropped file and then shows its name and size.
function sizeOf(file, language) {
  const [amount, unit] = file.size < 1e6 ? [file.size / 1e3, "kilobyte"] : [file.size / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}

function show(zone, file) {
  zone.classList.toggle("has-file", Boolean(file));
  const language = document.documentElement.lang;
  zone.querySelector("[data-drop-name]").textContent = file ? `${file.name} (${sizeOf(file, language)})` : "";
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector('input[type="file"]');
  zone.classList.add("is-live");
  input.addEventListener("change", () => show(zone, input.files[0]));
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
}
