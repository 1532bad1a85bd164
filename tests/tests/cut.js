// The body of a function: says in words what of the page is cut off or stands outside the window.
const faults = [];
const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
const name = (element) => element.outerHTML.slice(0, 140).replace(/\s+/g, " ");
const root = document.documentElement;
if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) {
  faults.push(`the page is ${root.scrollWidth} x ${root.scrollHeight} in a window of ${innerWidth} x ${innerHeight}`);
}
// Whether something that may be scrolled, or is there only for those who hear the screen, lies between it and the window.
const excused = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (/auto|scroll/.test(style.overflowX + style.overflowY) || at.classList.contains("unseen")) return true;
  }
  return false;
};
// A preview of paper shows its upper part and says so by a dashed edge; what is on the paper must still be whole.
const preview = (element) => element.classList.contains("clip");
for (const element of document.body.querySelectorAll("*")) {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (style.visibility === "hidden" || box.width === 0 || box.height === 0 || element instanceof SVGElement) continue;
  const clipped = style.overflowX !== "visible" && !/auto|scroll/.test(style.overflowX);
  if (clipped && style.textOverflow !== "ellipsis" && element.textContent.trim() !== "" && !preview(element) && !excused(element)) {
    if (element.scrollWidth > element.clientWidth + 1) faults.push(`cut off at the side by ${element.scrollWidth - element.clientWidth}: ${name(element)}`);
    if (element.scrollHeight > element.clientHeight + 2) faults.push(`cut off below by ${element.scrollHeight - element.clientHeight}: ${name(element)}`);
  }
  if (!words(element) || excused(element) || element.closest(".clip")) continue;
  if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) {
    faults.push(`outside the window: ${name(element)}`);
  }
}
return faults;
