// The code of a voucher on a screen: a new one every few minutes, and whenever somebody comes back to the page.
const box = document.querySelector("[data-fresh]");
async function renew() {
  if (document.hidden) return;
  const answer = await fetch(box.dataset.fresh, { redirect: "manual" }).catch(() => null);
  if (answer?.ok) box.innerHTML = await answer.text();
}
if (box) {
  setInterval(renew, 240_000);
  document.addEventListener("visibilitychange", renew);
}
