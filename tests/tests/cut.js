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
// What we say ourselves must be said to its end; names and goods may be shortened.
for (const element of document.querySelectorAll(".what, .go .what, td.s, .btn, .hint, .task h1, .say .what, th, dt, .end .nowrap")) {
  if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible" && !element.closest(".clip")) {
    faults.push(`shortened by ${element.scrollWidth - element.clientWidth}: ${name(element)}`);
  }
}
// Lines of words that lie over each other. A line's box is taller than its letters, so only its middle counts.
const lines = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (node.data.trim() === "" || excused(element) || element.closest(".clip, .sheet, script, style, datalist")) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  let { left, top, right, bottom } = range.getBoundingClientRect();
  // What an ellipsis hides is not there.
  for (let at = element; at; at = at.parentElement) {
    if (getComputedStyle(at).overflowX === "visible") continue;
    const box = at.getBoundingClientRect();
    [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top), Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  const third = (bottom - top) / 3;
  if (right - left > 1 && third > 1) lines.push({ element, left, top: top + third, right, bottom: bottom - third });
}
for (const [at, one] of lines.entries()) {
  for (const other of lines.slice(at + 1)) {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (across > 2 && down > 1) faults.push(`one over the other: ${name(one.element)} and ${name(other.element)}`);
  }
}
return faults;
