export type Sound = "green" | "green_partly" | "amber" | "red" | "slate" | "blue";

/** Hertz of the notes that verdicts use. */
const NOTE = { Bb3: 233.08, C4: 261.63, E4: 329.63, A4: 440, C5: 523.25, E5: 659.25, G5: 783.99, C6: 1046.5 };

/** What each verdict sounds like: notes one after the other, each this long. */
const SOUNDS: Record<Sound, { notes: (keyof typeof NOTE)[]; ms: number }> = {
  green: { notes: ["G5", "C6"], ms: 90 },
  green_partly: { notes: ["G5", "C6", "G5"], ms: 90 },
  amber: { notes: ["A4", "A4"], ms: 140 },
  red: { notes: ["E4", "C4", "Bb3"], ms: 140 },
  slate: { notes: ["C5"], ms: 40 },
  blue: { notes: ["C5", "E5"], ms: 90 },
};

let context: AudioContext | undefined;

/** A browser lets nothing sound before the first key or click; this is called at each until it runs. */
export function wakeSound(): void {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
  } catch {
    // A machine without a sound card still has its colours, icons and words.
    context = undefined;
  }
}

/** Plays a verdict's sound at a volume of 0 to 100. */
export function play(sound: Sound, volume: number): void {
  wakeSound();
  if (!context || volume <= 0) return;
  const { notes, ms } = SOUNDS[sound];
  // Ears hear volume as powers, not as sums.
  const loud = (volume / 100) ** 2 * 0.5;
  let at = context.currentTime + 0.005;
  for (const note of notes) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.type = "triangle";
    tone.frequency.value = NOTE[note];
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.006);
    gain.gain.setValueAtTime(loud, at + ms / 1000 - 0.015);
    gain.gain.linearRampToValueAtTime(0, at + ms / 1000);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + ms / 1000);
    at += ms / 1000 + 0.015;
  }
}
