/** The search that takes what is typed while nothing has the focus. */
export interface TypingTarget {
  type(character: string): void;
}

let target: TypingTarget | undefined;

/** A search on the screen offers itself; returns what takes the offer back. */
export function takeTyping(search: TypingTarget): () => void {
  target = search;
  return () => {
    if (target === search) target = undefined;
  };
}

export function typingTarget(): TypingTarget | undefined {
  return target;
}
