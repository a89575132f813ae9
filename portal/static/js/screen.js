// A hall screen: one entry after another, asked for anew each minute, nothing shown past its last moment.
const stage = document.querySelector("[data-screen]");
const controls = document.querySelector("[data-controls]");
const rest = document.querySelector("[data-rest]");
const count = document.querySelector("[data-count]");
const stale = document.querySelector(".stale");
const SHORTEST = 9000, EACH_SIGN = 130, FRESH = 60000, TOO_OLD = 300000;

let current = null;
let resting = matchMedia("(prefers-reduced-motion: reduce)").matches;
let turns = 0;
let heard = Date.now();
let known = "";

const slides = () => [...stage.querySelectorAll("[data-slide]")];

function clear() {
  for (const slide of slides()) if (slide.dataset.goneAt * 1000 <= Date.now()) slide.remove();
}

function show(step) {
  clear();
  const all = slides();
  const old = Date.now() - heard > TOO_OLD;
  if (stale) stale.hidden = !old;
  controls.hidden = count.hidden = old || all.length < 2;
  const here = all.findIndex((slide) => slide.dataset.slide === current);
  const next = all.length ? all[(Math.max(here, 0) + (here < 0 ? 0 : step) + all.length) % all.length] : null;
  for (const slide of all) slide.hidden = old || slide !== next;
  current = next ? next.dataset.slide : null;
  count.textContent = next ? `${all.indexOf(next) + 1} / ${all.length}` : "";
  clearTimeout(turns);
  const time = next ? Math.max(SHORTEST, next.textContent.trim().length * EACH_SIGN) : SHORTEST;
  turns = setTimeout(() => show(resting ? 0 : 1), resting ? FRESH : time);
}

function pause(wish) {
  resting = wish;
  rest.setAttribute("aria-pressed", String(resting));
  show(0);
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [mine, theirs] = [stage.querySelector(".slides"), page.querySelector("[data-screen] .slides")];
    if (Boolean(mine) !== Boolean(theirs)) return location.reload();
    heard = Date.now();
    document.querySelector(".today").textContent = page.querySelector(".today").textContent;
    if (mine && known !== theirs.innerHTML) {
      known = theirs.innerHTML;
      mine.replaceChildren(...theirs.children);
      show(0);
    }
  } catch { /* the next minute asks again; what is too old rests */ }
  if (stale && Date.now() - heard > TOO_OLD) show(0);
}

if (slides().length) {
  stage.classList.add("turning");
  rest.addEventListener("click", () => pause(!resting));
  for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => show(Number(button.dataset.go)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(1);
    else if (event.key === "ArrowLeft") show(-1);
    else if (event.key === " " && event.target.tagName !== "BUTTON") { event.preventDefault(); pause(!resting); }
  });
  rest.setAttribute("aria-pressed", String(resting));
  show(0);
}
setInterval(refresh, FRESH);
