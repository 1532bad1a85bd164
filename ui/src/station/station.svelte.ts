import { asFailure, host } from "../host/host";
import type { Failure, Opening, Settings, Status } from "../wire/wire";
import { speak } from "../words/lang.svelte";
import { screenOf, type Errand, type Screen } from "./screens";

/** Something to say under the strip. */
export interface Word {
  failure?: Failure;
  /** A sentence of ours, where nothing failed. */
  sentence?: string;
  /** Does it once more. */
  retry?: () => void;
}

/** Where the station stands, as the core last said, and which screen is open. State lives in the core; this is its echo. */
class Station {
  opening = $state.raw<Opening>();
  status = $state.raw<Status>();
  screen = $state<Screen>(screenOf(location.hash) ?? "collect");
  errand = $state.raw<Errand>({});
  word = $state.raw<Word>();
  /** Rises whenever what the core holds may be different: screens ask again. */
  moved = $state(0);
  #tick = $state(0);
  #ahead = 0;
  #changed: Promise<unknown> = Promise.resolve();
  /** How many times the core was asked where the day stands, and the newest question that it answered. */
  #asked = 0;
  #answered = 0;
  /** What was said when the core could not be asked; it goes when it can. */
  #lost: Word | undefined;

  /** The core's time, which is the point's truth even where the window's clock is not. */
  now(): number {
    void this.#tick;
    return Date.now() + this.#ahead;
  }

  async open(): Promise<void> {
    try {
      this.took(await host().opening());
    } catch (thrown) {
      this.opening = { is: "failed", failure: asFailure(thrown) };
    }
    setInterval(() => (this.#tick += 1), 5_000);
    setInterval(() => void this.#lookAround(), 30_000);
    void host().whenChanged(() => this.hasMoved());
    window.addEventListener("hashchange", () => {
      const screen = screenOf(location.hash);
      if (screen && screen !== this.screen) this.go(screen);
    });
  }

  took(opening: Opening): void {
    this.opening = opening;
    if (opening.is === "ready") this.#stands(opening.status);
  }

  /** Asks where the day stands; a failure shows only if nothing was known before. */
  async refresh(): Promise<void> {
    if (this.opening?.is !== "ready") return;
    const asked = ++this.#asked;
    try {
      const status = await host().status();
      // Answers may overtake each other: what was asked before the newest answer is older than what stands.
      if (asked < this.#answered) return;
      this.#answered = asked;
      this.#stands(status);
      if (this.word === this.#lost) this.word = undefined;
    } catch (thrown) {
      this.#lost = { failure: asFailure(thrown), retry: () => void this.refresh() };
      this.word = this.#lost;
    }
  }

  /** A day may have begun, or another program may have written, without telling. */
  async #lookAround(): Promise<void> {
    const sums = () => [this.status?.day, this.status?.revision, this.status?.orders, this.status?.collected].join();
    const before = sums();
    await this.refresh();
    if (sums() !== before) this.moved += 1;
  }

  /** Something was written: by us, or by another process. */
  hasMoved(): void {
    this.moved += 1;
    if (this.opening?.is === "new") void this.#begun();
    else void this.refresh();
  }

  /** Another program may have made the station meanwhile: nobody need be asked any more. */
  async #begun(): Promise<void> {
    const opening = await this.attempt(() => host().opening());
    if (opening?.is === "ready") this.took(opening);
  }

  go(screen: Screen, errand: Errand = {}): void {
    this.errand = errand;
    this.screen = screen;
    this.word = undefined;
    history.replaceState(null, "", `#/${screen}`);
  }

  /** Does what a person asked for: what was said before is done with. */
  act<T>(work: () => Promise<T>, retry?: () => void): Promise<T | undefined> {
    this.word = undefined;
    return this.attempt(work, retry);
  }

  /** Does the work; what fails is said under the strip and gives nothing. */
  async attempt<T>(work: () => Promise<T>, retry?: () => void): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      this.word = retry ? { failure: asFailure(thrown), retry } : { failure: asFailure(thrown) };
      return undefined;
    }
  }

  say(sentence: string): void {
    this.word = { sentence };
  }

  /** One change after the other, so that the second does not take back the first. */
  change(change: Partial<Settings>): Promise<boolean> {
    const changed = this.#changed.then(() => this.#change(change));
    this.#changed = changed;
    return changed;
  }

  async #change(change: Partial<Settings>): Promise<boolean> {
    const settings = this.status?.settings;
    if (!settings) return false;
    const next = { ...settings, ...change };
    const status = await this.act(() => host().settingsChange(next));
    if (status) {
      this.#answered = ++this.#asked;
      this.#stands(status);
    }
    return status !== undefined;
  }

  get clerk(): string {
    return this.status?.settings.clerk ?? "";
  }

  #stands(status: Status): void {
    this.#ahead = status.now - Date.now();
    this.#tick += 1;
    this.status = status;
    speak(status.settings.lang);
    document.documentElement.dataset.theme = themeOf(status.settings.theme);
  }
}

const night = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;

function themeOf(theme: Settings["theme"]): "light" | "dark" {
  if (theme !== "system") return theme;
  return night?.matches ? "dark" : "light";
}

export const station = new Station();

night?.addEventListener("change", () => {
  document.documentElement.dataset.theme = themeOf(station.status?.settings.theme ?? "system");
});
