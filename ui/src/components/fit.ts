import type { Attachment } from "svelte/attachments";

/**
 * Writes a line as large as its box lets it, up to `most` pixels, before it is painted. Codes and reasons are read from two
 * metres, and how wide they are depends on language and font.
 */
export function fit(most: number, text: string, least = 24): Attachment<HTMLElement> {
  return (element) => {
    const measure = () => {
      element.style.fontSize = `${most}px`;
      const { clientWidth, scrollWidth } = element;
      if (clientWidth > 0 && scrollWidth > clientWidth) {
        element.style.fontSize = `${Math.max(least, Math.floor((most * clientWidth) / scrollWidth))}px`;
      }
    };
    void text;
    measure();
    window.addEventListener("resize", measure);
    void document.fonts?.ready.then(measure);
    return () => window.removeEventListener("resize", measure);
  };
}
