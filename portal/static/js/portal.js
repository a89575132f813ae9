// Small improvements; every page works without them. No dependencies, no eval, no inline styles.
const each = (selector, work) => document.querySelectorAll(selector).forEach(work);
const root = document.documentElement;

// Light, dark, large print: switch at once, tell the server quietly.
function paint(name, value) {
  if (value === "auto" || value === "normal") delete root.dataset[name];
  else root.dataset[name] = value;
  each(`form[data-prefs] .choice[name=${name}]`, (one) => one.setAttribute("aria-pressed", String(one.value === value)));
  each(`form[data-prefs] .tool[name=${name}]`, (one) => {
    one.setAttribute("aria-pressed", String(value === "large"));
    one.value = value === "large" ? "normal" : "large";
  });
}
each("form[data-prefs]", (form) => form.addEventListener("submit", async (event) => {
  const { name, value } = event.submitter;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" }).catch(() => null);
  if (answer && answer.status < 400) paint(name, value);
  else location.assign(form.action);
}));

// Ask before something that cannot be taken back; then guard against a double click.
function confirmed(form) {
  const dialog = document.getElementById("confirm-words").content.firstElementChild.cloneNode(true);
  dialog.querySelector("p").textContent = form.dataset.confirm;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); }));
}
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.confirm && !form.dataset.agreed) {
    event.preventDefault();
    const button = event.submitter;
    if (await confirmed(form)) { form.dataset.agreed = "yes"; form.requestSubmit(button); }
    return;
  }
  if ("download" in form.dataset) return; // the page stays where it is
  if (form.dataset.sending) { event.preventDefault(); return; }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => each("form[data-sending]", (form) => {
  delete form.dataset.sending;
  delete form.dataset.agreed;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}));

// A draft goes when its form was sent and taken: the page that follows was come to from the form and refuses nothing.
// When the network dropped, the session had ended or something else went wrong, what was written is found again.
const sent = JSON.parse(sessionStorage.getItem("draft-sent") ?? "null");
if (sent) {
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus || 200;
  if (document.referrer === sent.from.split("#")[0] && status < 400 && !document.querySelector(".summary")) localStorage.removeItem(sent.key);
  sessionStorage.removeItem("draft-sent");
}

// How long a deadline still is, in the words of the page's language.
const words = new Intl.RelativeTimeFormat(root.lang, { numeric: "always" });
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];
function left(seconds) {
  const [unit, size] = STEPS.find(([, step]) => seconds >= step) ?? STEPS[2];
  return words.format(Math.max(1, Math.floor(seconds / size)), unit);
}
const clocks = [...document.querySelectorAll("time[data-countdown]")].map((time) => {
  const note = Object.assign(document.createElement("span"), { className: "left" });
  time.after(" ", note);
  return [new Date(time.dateTime), note];
});
function tick() {
  clocks.forEach(([end, note]) => {
    const seconds = (end - Date.now()) / 1000;
    note.textContent = seconds > 0 ? left(seconds) : "";
  });
}
if (clocks.length) { tick(); setInterval(tick, 30000); }

// Copy, share, print: the buttons appear only where they can work.
function toast(text) {
  const note = Object.assign(document.createElement("p"), { className: "toast", textContent: text });
  note.setAttribute("role", "status");
  document.body.append(note);
  setTimeout(() => note.remove(), 4000);
}
if (navigator.clipboard) each("[data-copy]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => toast(button.dataset.done)));
});
if (navigator.share) each("[data-share]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ url: button.dataset.share, title: button.dataset.title }).catch(() => {}));
});
each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

// The present tab of a row that is wider than the phone.
each(".tabs [aria-current]", (tab) => { const row = tab.closest(".tabs"); row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2; });

// Narrow a table or list by typing: input[data-filter="id of the table or list"].
each("input[data-filter]", (input) => {
  const target = document.getElementById(input.dataset.filter);
  if (!target) return;
  const rows = target.tBodies ? [...target.tBodies[0].rows] : [...target.children];
  input.closest("[hidden]")?.removeAttribute("hidden");
  input.addEventListener("input", () => {
    const sought = input.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(sought); });
  });
});

// What has been read in a topic: told once the last post has been in view.
each("[data-seen]", (list) => {
  const last = list.lastElementChild;
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (!last || !token) return;
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    const body = new URLSearchParams({ csrf_token: token, position: list.dataset.position });
    fetch(list.dataset.seen, { method: "POST", body }).catch(() => {});
  });
  watch.observe(last);
});

// A refused form: bring the reader to what is wrong.
document.querySelector("[data-focus]")?.focus();

// Drafts, counters and file inputs come only where one writes; after them, where a page has one, the pictures and the visual editor.
const { formsSrc, editorSrc, editorSheet } = document.body.dataset;
if (document.querySelector(".picker, [data-draft], [data-count], [data-editor], [data-look], [data-ranks], [data-squares], input[type^=date]")) {
  await import(formsSrc);
  const pictures = document.querySelector("input[data-pictures]");
  if (pictures) import(pictures.dataset.src);
  if (document.querySelector("textarea[data-editor]")) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: editorSheet }));
    import(editorSrc);
  }
}

// A name written by hand on the screen.
const pad = document.querySelector("[data-drawing]");
if (pad) import(pad.dataset.src);

// A chart over time can be walked through once it comes near; until then, and without its library, it is a drawing.
const series = document.querySelector("[data-series]");
if (series) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    import(series.dataset.series);
  }, { rootMargin: "300px" });
  watch.observe(series);
}
