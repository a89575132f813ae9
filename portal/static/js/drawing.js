// A name written by hand: strokes of a finger, a pen or the mouse on a canvas, sent as a picture with the form.
const box = document.querySelector("[data-drawing]");
const canvas = box.querySelector("canvas");
const strokes = box.querySelector("[data-strokes]");
const ink = canvas.getContext("2d");
let drawn = false;

const clear = () => {
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  strokes.value = "";
  drawn = false;
};
const where = (event) => {
  const edge = canvas.getBoundingClientRect();
  return [((event.clientX - edge.left) * canvas.width) / edge.width, ((event.clientY - edge.top) * canvas.height) / edge.height];
};
const to = (event) => {
  ink.lineTo(...where(event));
  ink.stroke();
  drawn = true;
};

canvas.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  Object.assign(ink, { lineWidth: 7, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
  ink.beginPath();
  ink.moveTo(...where(event));
  to(event);
});
canvas.addEventListener("pointermove", (event) => {
  if (!event.isPrimary || !canvas.hasPointerCapture(event.pointerId)) return;
  const all = event.getCoalescedEvents?.() ?? [];
  (all.length ? all : [event]).forEach(to);
});
canvas.addEventListener("pointerup", () => { if (drawn) strokes.value = canvas.toDataURL("image/png"); });
box.querySelector("[data-clear]").addEventListener("click", clear);

const show = () => {
  const way = box.querySelector("input[name=method]:checked")?.value ?? "password";
  box.querySelectorAll("[data-way]").forEach((part) => { part.hidden = part.dataset.way !== way; });
};
box.querySelector("[data-with-drawing]").hidden = false;
box.addEventListener("change", show);
addEventListener("pageshow", show);
clear();
show();
