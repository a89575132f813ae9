// For pages on which one writes: fetched by portal.js only there. Every form works without it.
const each = (selector, work) => document.querySelectorAll(selector).forEach(work);

// File inputs in the reader's language: the input lies unseen over words of our own.
each(".picker", (picker) => {
  const input = picker.querySelector("input");
  const [button, names] = ["button small", "names"].map((name) => {
    const one = document.createElement("span");
    one.className = name;
    one.setAttribute("aria-hidden", "true");
    picker.append(one);
    return one;
  });
  button.textContent = picker.dataset.choose;
  const show = () => { names.textContent = [...input.files].map((file) => file.name).join("、") || picker.dataset.none; };
  input.addEventListener("change", show);
  addEventListener("pageshow", show);
  picker.classList.add("own");
  show();
});

// A day as the browser writes it, said again in the page's language, with the day of the week.
const DAY = { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: "UTC" };
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
each("input[type^=date]", (input) => {
  const said = Object.assign(document.createElement("p"), { className: "day-again" });
  said.setAttribute("aria-live", "polite");
  input.after(said);
  const lang = document.documentElement.lang;
  const show = () => {
    const at = new Date(input.valueAsNumber);
    said.hidden = Number.isNaN(at.getTime());
    if (said.hidden) return;
    const day = new Intl.DateTimeFormat(lang, DAY).format(at);
    said.textContent = input.type === "date" ? day : `${day} ${new Intl.DateTimeFormat(lang, HOUR).format(at)}`;
  };
  input.addEventListener("input", show);
  input.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
});

// On a walk: who has something to note finds the fields for it open.
each("[data-opens]", (part) => part.addEventListener("change", ({ target }) => {
  if (target.type === "radio" && target.checked) part.querySelector("details").open = target.value === part.dataset.opens;
}));

// Without a network a form that says so waits, and is sent by itself when there is one again.
each("form[data-offline]", (form) => {
  const words = form.querySelector("[data-offline-words]");
  form.addEventListener("submit", (event) => {
    words.hidden = navigator.onLine;
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    addEventListener("online", () => form.requestSubmit(), { once: true });
    words.scrollIntoView();
  }, { capture: true });
});

// Keep what is being typed on this device until it is sent; never passwords, codes, files or tokens.
const KEPT = "input[type=text], input[type=number], input[type=date], input[type=datetime-local], input[type=radio], input[type=checkbox], input:not([type]), select, textarea";
each("form[data-draft]", (form) => {
  const key = `draft:${form.dataset.draft}`;
  const fields = () => [...form.querySelectorAll(KEPT)].filter((field) => field.name && field.autocomplete !== "off");
  const ticks = (field) => field.type === "radio" || field.type === "checkbox";
  const first = JSON.stringify(fields().map((f) => (ticks(f) ? f.checked : f.value)));
  const stored = (() => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } })();
  const fill = (values) => fields().forEach((field, at) => {
    if (ticks(field)) field.checked = Boolean(values[at]);
    else if (field.tagName !== "SELECT" || [...field.options].some((o) => o.value === values[at])) field.value = values[at] ?? "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const refused = document.querySelector(".summary");
  if (stored?.values?.length === fields().length && !refused && JSON.stringify(stored.values) !== first) {
    fill(stored.values);
    const notice = document.getElementById("draft-words").content.firstElementChild.cloneNode(true);
    notice.querySelector("button").addEventListener("click", () => { fill(JSON.parse(first)); localStorage.removeItem(key); notice.remove(); });
    form.before(notice);
  }
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try { localStorage.setItem(key, JSON.stringify({ values: fields().map((f) => (ticks(f) ? f.checked : f.value)) })); } catch { /* full or forbidden: then nothing is kept */ }
    }, 400);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); sessionStorage.setItem("draft-sent", JSON.stringify({ key, from: location.href })); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) sessionStorage.removeItem("draft-sent"); }); // back from an answer that never came
});

// How many characters are left, counted as people count them.
const length = (text) => [...text.replace(/\r\n/g, "\n")].length;
each("[data-count]", (area) => {
  const counter = document.getElementById(`${area.id}-count`);
  if (!counter) return;
  const most = Number(area.dataset.count);
  const show = () => {
    const used = length(area.value);
    counter.textContent = `${used} / ${most}`;
    counter.classList.toggle("over", used > most);
  };
  area.addEventListener("input", show);
  area.addEventListener("change", show);
  if (area.value) show();
});

// Look over what is being typed: [data-look="address"] inside a form shows what the server says of it.
each("[data-look]", (box) => {
  const form = box.closest("form");
  let waiting, asked = 0, before = "", told = box.innerHTML;
  const look = async () => {
    const typed = new FormData(form);
    typed.delete("once"); // the form itself is sent later, with this key
    box.querySelectorAll("[name]").forEach((field) => typed.delete(field.name)); // what was said, not typed
    [...typed].forEach(([name, value]) => { if (value instanceof File) typed.delete(name); });
    const words = new URLSearchParams(typed).toString();
    if (words === before) return;
    const mine = ++asked;
    const answer = await fetch(box.dataset.look, { method: "POST", body: typed }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== asked) return; // a session that has ended leads to another page
    before = words;
    const says = await answer.text();
    if (mine === asked && says !== told) box.innerHTML = told = says; // said once, not at each pause
  };
  const soon = (event) => {
    if (event.type === "input" && event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, 600);
  };
  form.addEventListener("input", soon);
  form.addEventListener("compositionend", soon);
});

// A ranking by lists to choose from: two buttons beside each change places with the neighbour.
// Squares on a picture: the arrow keys move as the eye does, and the chosen square is said beside the title.
each("[data-squares]", (part) => {
  const squares = [...part.querySelectorAll("input")];
  const said = part.querySelector("output");
  const show = () => { said.textContent = squares.find((square) => square.checked)?.title ?? ""; };
  part.closest("form").addEventListener("change", show);
  part.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -10, ArrowDown: 10 }[event.key];
    const next = step && squares[squares.indexOf(event.target) + step];
    if (!step || !squares.includes(event.target)) return;
    event.preventDefault();
    if (!next) return;
    next.checked = true;
    next.focus();
    next.dispatchEvent(new Event("change", { bubbles: true }));
    next.dispatchEvent(new Event("input", { bubbles: true }));
  });
  show();
});

each("[data-ranks]", (part) => {
  const lists = [...part.querySelectorAll("select")];
  const ranked = () => lists.filter((list) => list.value).length;
  const at = (rank) => lists.find((list) => list.value === String(rank));
  const move = (list, way) => {
    const here = Number(list.value);
    const there = here ? here + way : way < 0 ? ranked() + 1 : 0;
    if (there < 1) return;
    const other = at(there);
    if (other) other.value = here ? String(here) : "";
    list.value = there > lists.length || (here && way > 0 && !other) ? "" : String(there);
  };
  lists.forEach((list) => {
    const row = Object.assign(document.createElement("div"), { className: "row" });
    const name = list.labels[0].firstChild.textContent.trim();
    [["up", -1], ["down", 1]].forEach(([word, way]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: part.dataset[word] });
      button.setAttribute("aria-label", `${part.dataset[word]}: ${name}`);
      button.addEventListener("click", () => move(list, way));
      row.append(button);
    });
    list.after(row);
  });
});
