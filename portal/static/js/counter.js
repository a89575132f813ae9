// The counter's camera, where the browser can read codes by itself; elsewhere the digits are typed.
const door = document.querySelector("[data-scan]");
const said = document.querySelector("[data-scan-said]");
const number = document.getElementById("number");

async function look(video, detector) {
  for (const found of await detector.detect(video)) {
    const [, path] = found.rawValue.match(/(\/c\/[0-9a-f]{6,24}(?:\?t=[0-9a-f]{1,32})?)$/) || [];
    if (path) { location.assign(path); return true; } // only ever a page of this portal
    if (/^\d{8}$/.test(found.rawValue)) { number.value = found.rawValue; number.form.requestSubmit(); return true; }
  }
  return false;
}

async function scan() {
  door.hidden = true;
  const video = document.createElement("video");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.muted = true;
    video.setAttribute("playsinline", "");
    door.after(video);
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    said.textContent = door.dataset.hold;
    while (video.isConnected && !(await look(video, detector))) await new Promise((next) => setTimeout(next, 200));
  } catch {
    said.textContent = door.dataset.denied;
    number.focus();
  }
  stream?.getTracks().forEach((track) => track.stop());
  video.remove();
}

if (door && "BarcodeDetector" in window && navigator.mediaDevices) {
  door.hidden = false;
  door.addEventListener("click", scan);
}
