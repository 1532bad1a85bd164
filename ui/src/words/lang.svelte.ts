import { overwriteGetLocale, overwriteSetLocale } from "../paraglide/runtime.js";
import type { Lang } from "../wire/wire";

/** What `lang` says on <html>: fonts and hyphenation follow it. */
const TAGS: Record<Lang, string> = { zh: "zh-CN", en: "en", fr: "fr" };

let current = $state<Lang>("zh");

// Every message reads the language from here, and so is drawn again when it changes.
overwriteGetLocale(() => current);
overwriteSetLocale((lang) => speak(lang));

export function lang(): Lang {
  return current;
}

/** The language with its country where figures and dates need it. */
export function tag(): string {
  return current === "en" ? "en-GB" : TAGS[current];
}

export function speak(lang: Lang): void {
  current = lang;
  document.documentElement.lang = TAGS[lang];
}

/** The system's language where it is one of ours: what a first start speaks. */
export function ofTheSystem(): Lang {
  for (const wish of navigator.languages) {
    const start = wish.slice(0, 2).toLowerCase();
    if (start === "zh" || start === "en" || start === "fr") return start;
  }
  return "zh";
}
