/** A key as screens name it: `Space`, `F12`, `ArrowUp`, `Ctrl+KeyP`. */
export type KeyName = string;

/** What keys do. Returning `false` leaves the key to whoever was there before. */
export type KeyMap = Record<KeyName, () => unknown>;

const layers: (() => KeyMap)[] = [];

/** Puts a layer of keys over those that are there; returns what takes it off. The map is asked for at each key. */
export function layKeys(map: () => KeyMap): () => void {
  layers.push(map);
  return () => {
    const at = layers.indexOf(map);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** Keys that mean something else while a field has the focus. */
const FIELD_KEYS = new Set(["Space", "ArrowLeft", "ArrowRight", "Enter", "Home", "End", "Minus", "Tab"]);

export function nameOf(event: KeyboardEvent): KeyName {
  return event.ctrlKey || event.metaKey ? `Ctrl+${event.code}` : event.code;
}

/** Listens once for all layers, after the scan reader and after whatever has the focus. */
export function listenForKeys(): void {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    const target = event.target;
    const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
    if (field && FIELD_KEYS.has(name)) return;
    if (target instanceof HTMLSelectElement && name.startsWith("Arrow")) return;
    if (target instanceof HTMLTextAreaElement && name.startsWith("Arrow")) return;
    // A button that was reached by keyboard is pressed by its own keys.
    if (target instanceof HTMLButtonElement && (name === "Space" || name === "Enter")) return;
    for (let at = layers.length - 1; at >= 0; at -= 1) {
      const does = layers[at]?.()[name];
      if (does && does() !== false) {
        event.preventDefault();
        return;
      }
    }
    // F10 and Alt would open a menu, F1, F3 and F5 have their own ideas in a browser.
    if (/^F[0-9]+$/.test(name)) event.preventDefault();
  });
  // A button that was clicked gives the focus back, so that Space stays the blue action.
  window.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button && event.detail > 0) button.blur();
  });
}
