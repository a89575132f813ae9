// Pictures go on their way the moment they are chosen, pasted or dropped. The plain boxes get a line for each:
// its address, then what it shows. The visual editor uses the same way of sending.
const LARGEST = 12 * 1024 * 1024;
const NAMED = /^[^\S\n]*(\/files\/[\w-]{16})(?:[^\S\n]+(.*))?$/gm;

export const picturesOf = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));

// Resolves to {url, width, height} or to {error: a sentence}; `tell` hears how much has gone, from 0 to 1.
export function send(file, labels, tell = () => {}) {
  if (file.type && !file.type.startsWith("image/")) return Promise.resolve({ error: labels.notPicture });
  if (file.size > LARGEST) return Promise.resolve({ error: labels.tooLarge });
  return new Promise((resolve) => {
    const body = new FormData();
    body.append("csrf_token", document.querySelector("meta[name=csrf-token]")?.content ?? "");
    body.append("file", file, file.name || "picture.png");
    const request = new XMLHttpRequest();
    request.open("POST", labels.to);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && tell(event.loaded / event.total));
    request.addEventListener("error", () => resolve({ error: labels.failed }));
    request.addEventListener("load", () => {
      if (request.status === 413) return resolve({ error: labels.tooLarge });
      try { const answer = JSON.parse(request.responseText); resolve(answer.url || answer.error ? answer : { error: labels.failed }); }
      catch { resolve({ error: labels.failed }); }
    });
    request.send(body);
  });
}

// What is being done, for eyes and for screen readers.
export function report(labels) {
  const box = Object.assign(document.createElement("div"), { className: "sending" });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true });
  bar.setAttribute("aria-label", labels.sending);
  box.append(said, bar);
  return {
    box,
    say(text, wrong = false) { said.textContent = text; said.className = wrong ? "error" : "hint"; bar.hidden = true; },
    begin() { said.textContent = labels.sending; said.className = "hint"; bar.hidden = false; bar.value = 0; },
    tell(part) { bar.value = part; },
  };
}

function enhance(input) {
  const area = input.form.elements[input.dataset.pictures];
  const labels = JSON.parse(input.dataset.sending);
  const now = report(labels);
  const rows = Object.assign(document.createElement("ul"), { className: "picture-rows" });
  const known = new Map();
  input.form.querySelectorAll("[data-picture-words]").forEach((words) => { words.closest(".field").hidden = true; });
  (input.closest(".picker") ?? input).after(now.box, rows);

  function write(text) {
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function changeLine(url, line) {
    write(area.value.replace(NAMED, (whole, found) => (found === url ? line : whole)).replace(/\n{3,}/g, "\n\n"));
  }
  function row(url, shows) {
    const item = document.createElement("li");
    const picture = Object.assign(document.createElement("img"), { src: url, alt: "", width: 96 });
    const label = document.createElement("label");
    const words = Object.assign(document.createElement("input"), { type: "text", value: shows, maxLength: 200, autocomplete: "off" });
    label.append(labels.shows, words);
    const out = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: labels.remove });
    words.addEventListener("input", (event) => { event.stopPropagation(); changeLine(url, `${url} ${words.value.replace(/\s+/g, " ")}`.trimEnd()); });
    out.addEventListener("click", () => { changeLine(url, ""); area.focus(); });
    item.append(picture, label, out);
    return { item, words };
  }
  function look() {
    const named = new Map([...area.value.matchAll(NAMED)].map(([, url, shows]) => [url, shows ?? ""]));
    known.forEach(({ item }, url) => { if (!named.has(url)) { item.remove(); known.delete(url); } });
    named.forEach((shows, url) => {
      if (!known.has(url)) { known.set(url, row(url, shows)); rows.append(known.get(url).item); }
      const { words } = known.get(url);
      if (document.activeElement !== words) words.value = shows;
    });
  }
  function insert(url) {
    const at = area.selectionEnd ?? area.value.length;
    const before = area.value.slice(0, at).trimEnd();
    const after = area.value.slice(at).trimStart();
    write(`${before}${before ? "\n\n" : ""}${url}\n\n${after}`);
    area.selectionStart = area.selectionEnd = `${before}${before ? "\n\n" : ""}${url}\n\n`.length;
  }
  async function take(files) {
    for (const file of files) {
      now.begin();
      const answer = await send(file, labels, now.tell);
      if (answer.error) { now.say(answer.error, true); return; }
      insert(answer.url);
      now.say(labels.there);
      known.get(answer.url)?.words.focus();
    }
  }
  input.addEventListener("change", () => { const files = [...input.files]; input.value = ""; take(files); });
  for (const kind of ["paste", "drop"]) area.addEventListener(kind, (event) => {
    const files = picturesOf(event.clipboardData ?? event.dataTransfer);
    if (files.length) { event.preventDefault(); take(files); }
  });
  area.addEventListener("input", look);
  area.addEventListener("change", look);
  look();
}

document.querySelectorAll("input[data-pictures]:not([data-ready])").forEach((input) => {
  input.dataset.ready = "yes";
  enhance(input);
});
