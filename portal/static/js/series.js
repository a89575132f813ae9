// Charts over time to walk through: by pointer, by keys, closer by dragging. All numbers and words come from the table beside the drawing.
// When the library does not come, the drawing stays as it is.
const root = document.documentElement;

function library(src) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("load", () => resolve(window.uPlot));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

function read(figure) {
  const rows = [...figure.querySelectorAll("tr[data-day]")];
  const column = (number) => rows.map((row) => Number(row.cells[number].textContent));
  return { said: rows.map((row) => row.dataset.said), days: rows.map((row) => new Date(`${row.dataset.day}T12:00:00`)), sums: [rows.map((_, at) => at), column(2), column(4)] };
}

function improve(figure, UPlot) {
  const live = figure.querySelector(".series-live");
  const tools = figure.querySelector(".series-tools");
  const [words, whole] = [tools.querySelector(".series-said"), tools.querySelector("button")];
  const { said, days, sums } = read(figure);
  const names = figure.dataset.names.split("|");
  const end = said.length - 1;
  const short = new Intl.DateTimeFormat(root.lang, { month: "numeric", day: "numeric" });
  let chart = null;
  let at = end;

  const tell = () => {
    words.textContent = said[at];
    live.setAttribute("aria-valuenow", at);
    live.setAttribute("aria-valuetext", said[at]);
  };
  const look = () => {
    const style = getComputedStyle(root);
    const size = parseFloat(style.fontSize);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--ink-2"), font: `${size * 0.85}px ${colour("--sans")}`, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    const line = { width: 3, paths: UPlot.paths.stepped({ align: 1 }), points: { show: false } };
    return { size, options: {
      width: live.clientWidth,
      height: Math.round(Math.min(340, Math.max(220, live.clientWidth * 0.45))),
      padding: [size * 0.5, size * 1.5, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 11 } },
      scales: { x: { time: false, range: (_, from, to) => [from, Math.max(to, from + 1)] }, y: { range: (_, from, to) => [0, Math.max(1, to * 1.05)] } },
      axes: [
        { ...axis, size: size * 2.2, space: size * 5, incrs: [1, 2, 5, 7, 14, 30, 60, 90], values: (_, marks) => marks.map((mark) => (days[mark] ? short.format(days[mark]) : "")) },
        { ...axis, size: size * 3, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000] },
      ],
      series: [{}, { ...line, label: names[0], stroke: colour("--act") }, { ...line, label: names[1], stroke: colour("--honour"), dash: [8, 5] }],
      hooks: {
        setCursor: [(plot) => { if (plot.cursor.idx != null && plot.cursor.idx !== at) { at = plot.cursor.idx; tell(); } }],
        setScale: [(plot, key) => { if (key === "x") whole.hidden = plot.scales.x.min <= 0 && plot.scales.x.max >= end; }],
      },
    } };
  };
  const point = () => chart.setCursor({ left: chart.valToPos(at, "x"), top: 1 }, true);
  const draw = () => {
    const seen = chart && { min: chart.scales.x.min, max: chart.scales.x.max };
    chart?.destroy();
    chart = new UPlot(look().options, sums, live);
    if (seen) chart.setScale("x", seen);
  };
  const go = (to) => {
    at = Math.min(end, Math.max(0, to));
    const { min, max } = chart.scales.x;
    if (at < min || at > max) chart.setScale("x", { min: 0, max: end });
    tell();
    requestAnimationFrame(point);
  };

  const KEYS = { ArrowLeft: () => at - 1, ArrowDown: () => at - 1, ArrowRight: () => at + 1, ArrowUp: () => at + 1, PageDown: () => at - 7, PageUp: () => at + 7, Home: () => 0, End: () => end };
  live.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(KEYS[event.key]());
  });
  live.addEventListener("focus", () => requestAnimationFrame(point));
  live.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") go(chart.posToIdx(event.clientX - chart.over.getBoundingClientRect().left));
  });
  whole.addEventListener("click", () => { chart.setScale("x", { min: 0, max: end }); live.focus(); });

  live.hidden = tools.hidden = false;
  live.setAttribute("aria-valuemin", 0);
  live.setAttribute("aria-valuemax", end);
  draw();
  tell();
  figure.classList.add("is-live");
  new MutationObserver(draw).observe(root, { attributes: true, attributeFilter: ["data-theme", "data-size"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let wide = live.clientWidth;
  new ResizeObserver(() => {
    if (!live.clientWidth || live.clientWidth === wide) return;
    wide = live.clientWidth;
    draw();
  }).observe(live);
}

const figures = [...document.querySelectorAll("[data-series]")];
library(figures[0].dataset.library).then((UPlot) => figures.forEach((figure) => improve(figure, UPlot)), () => {});
