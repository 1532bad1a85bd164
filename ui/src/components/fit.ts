import type { Attachment } from "svelte/attachments";

/**
 * Writes a line as large as its box lets it, up to `most` pixels, before it is painted. Codes and reasons are read from two
 * metres, and how wide they are depends on language and font. Where an element around it says `data-fit`, the line shrinks
 * until all of that has room, too.
 */
export function fit(most: number, text: string, least = 24): Attachment<HTMLElement> {
  return (element) => {
    const measure = () => {
      element.style.fontSize = `${most}px`;
      const { clientWidth, scrollWidth } = element;
      if (clientWidth > 0 && scrollWidth > clientWidth) {
        element.style.fontSize = `${Math.max(least, Math.floor((most * clientWidth) / scrollWidth))}px`;
      }
      const wide = element.style.fontSize;
      const room = element.closest<HTMLElement>("[data-fit]");
      while (room && room.scrollHeight > room.clientHeight + 1) {
        const smaller = Math.floor(parseFloat(element.style.fontSize) * 0.93);
        if (smaller < least) {
          // It is not this line that has no room.
          element.style.fontSize = wide;
          break;
        }
        element.style.fontSize = `${smaller}px`;
      }
    };
    void text;
    measure();
    window.addEventListener("resize", measure);
    void document.fonts?.ready.then(measure);
    return () => window.removeEventListener("resize", measure);
  };
}
