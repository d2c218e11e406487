// Draws the plots of a result in the browser. The page carries each plot as the server's SVG; this module replaces it
// when it comes into view, and leaves it alone when anything goes wrong.
//
// <figure class="plot" data-plot data-vega="…/vega.js" [data-src="…/plot.json"]>
//   <div data-plot-drawing>…the server's SVG…</div>
//   <script type="application/json" data-plot-payload>{"spec": …, "config": …, "palette": …, "locale": …}</script>

const OPTIONS = { ast: true, defaultStyle: false, actions: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };
const drawn = new Map();

async function payloadOf(figure) {
  const inline = figure.querySelector("script[data-plot-payload]");
  if (inline) return JSON.parse(inline.textContent);
  const answer = await fetch(figure.dataset.src, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The plot's data were answered with ${answer.status}.`);
  return answer.json();
}

// A custom property may hold light-dark(…) or oklch(…); only a computed colour is what the reader sees now.
function currentColours(figure, palette) {
  const probe = document.createElement("span");
  probe.hidden = true;
  figure.append(probe);
  const colours = new Map();
  for (const [name, value] of Object.entries(palette)) {
    probe.style.color = value;
    probe.style.color = `var(--${name}, ${value})`;
    colours.set(value.toLowerCase(), getComputedStyle(probe).color);
  }
  probe.remove();
  return colours;
}

function recolour(entry, colours) {
  if (typeof entry === "string") return colours.get(entry.toLowerCase()) ?? entry;
  if (Array.isArray(entry)) return entry.map((item) => recolour(item, colours));
  if (entry === null || typeof entry !== "object") return entry;
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, recolour(value, colours)]));
}

function fitted(spec) {
  if (!("mark" in spec || "layer" in spec) || typeof spec.width === "number") return spec;
  return { height: 260, ...spec, width: "container", autosize: { type: "fit-x", contains: "padding" } };
}

function liveOf(figure) {
  let live = figure.querySelector("[data-plot-live]");
  if (!live) {
    live = document.createElement("div");
    live.dataset.plotLive = "";
    figure.querySelector("[data-plot-drawing]").after(live);
  }
  return live;
}

async function embed(figure, payload) {
  const { vegaEmbed } = await import(new URL(figure.dataset.vega, document.baseURI).href);
  const colours = currentColours(figure, payload.palette);
  const { number, time } = payload.locale ?? {};
  return vegaEmbed(liveOf(figure), fitted(recolour(payload.spec, colours)), {
    ...OPTIONS,
    config: recolour(payload.config, colours),
    ...(number && { formatLocale: number }),
    ...(time && { timeFormatLocale: time }),
  });
}

async function draw(figure) {
  const drawing = figure.querySelector("[data-plot-drawing]");
  try {
    const known = drawn.get(figure);
    const payload = known?.payload ?? (await payloadOf(figure));
    const result = await embed(figure, payload);
    known?.result.finalize();
    drawn.set(figure, { payload, result });
    describe(figure, drawing);
    drawing.hidden = true;
    figure.dataset.plotState = "live";
  } catch (problem) {
    figure.querySelector("[data-plot-live]")?.remove();
    drawn.delete(figure);
    drawing.hidden = false;
    figure.dataset.plotState = "still";
    console.warn("A plot stays as the server drew it.", problem);
  }
}

// The live picture is one image to a screen reader, as the server's is; the table beside it has the figures.
function describe(figure, drawing) {
  const svg = figure.querySelector("[data-plot-live] svg");
  const label = drawing.querySelector("svg > title")?.textContent;
  svg.setAttribute("role", "img");
  if (label) svg.setAttribute("aria-label", label);
  svg.removeAttribute("tabindex");
}

function redrawAll() {
  for (const figure of drawn.keys()) draw(figure);
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
      watcher.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "200px" },
);

function watch(root) {
  for (const figure of root.querySelectorAll("[data-plot]:not([data-plot-state])")) {
    figure.dataset.plotState = "waiting";
    watcher.observe(figure);
  }
}

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target.parentElement ?? document));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
