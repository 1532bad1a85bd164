import { mount, tick, unmount } from "svelte";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { counter } from "./counter/counter.svelte";
import { useHost, type Host } from "./host/host";
import { scripted } from "./host/scripted";
import { station } from "./station/station.svelte";
import type { CollectRequest } from "./wire/wire";

const asked: CollectRequest[] = [];
let host: Host;
let app: Record<string, unknown>;

beforeAll(async () => {
  host = scripted(300);
  const collect = host.collect;
  host.collect = (request) => {
    asked.push(request);
    return collect(request);
  };
  useHost(host);
  app = mount(App, { target: document.body });
  await settled();
});

afterAll(() => unmount(app));

beforeEach(async () => {
  counter.whenDone();
  counter.ready();
  station.go("collect");
  asked.length = 0;
  await settled();
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    await new Promise((done) => setTimeout(done, 0));
    await tick();
  }
}

function press(code: string, key = code): void {
  const target = document.activeElement ?? document.body;
  for (const kind of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(kind, { code, key, bubbles: true, cancelable: true }));
}

async function scan(digits: string): Promise<void> {
  for (const digit of digits) press(`Digit${digit}`, digit);
  press("Enter");
  await settled();
}

/** Types by hand: slowly, into the search. */
async function enter(text: string): Promise<void> {
  counter.text = text;
  await settled();
  document.querySelector<HTMLInputElement>("[data-testid=search]")?.focus();
  press("Enter");
  await settled();
}

function verdict(): DOMStringMap | undefined {
  return document.querySelector<HTMLElement>("[data-testid=verdict]")?.dataset;
}

describe("scanning", () => {
  it.each(["today", "print", "orders", "settings", "import", "paper"] as const)("from the %s screen shows its verdict", async (screen) => {
    station.go(screen);
    await settled();
    await scan("6901234567892");
    expect(verdict()?.["verdict"]).toBe("unreadable");
    expect(asked).toHaveLength(1);
    expect(document.querySelector("[data-testid=ready]")).toBeNull();
  });

  it("the same code again, with nothing done between, asks the core once", async () => {
    await scan("6901234567892");
    const seq = verdict()?.["seq"];
    await scan("6901234567892");
    expect(asked).toHaveLength(1);
    expect(verdict()?.["seq"]).toBe(seq);
    press("Escape");
    await settled();
    await scan("6901234567892");
    expect(asked).toHaveLength(2);
  });

  it("every request has an id of its own", async () => {
    await scan("6901234567892");
    await scan("6901234567893");
    expect(new Set(asked.map((request) => request.request_id)).size).toBe(2);
  });
});

describe("the plate", () => {
  it("of an order that was found hands over by Space, and not before", async () => {
    await enter("250");
    expect(verdict()?.["verdict"]).toBe("found");
    expect(asked.map((request) => request.confirm)).toEqual([false]);
    press("Space", " ");
    await settled();
    expect(verdict()?.["verdict"]).toBe("collected");
    expect(asked.at(-1)).toMatchObject({ input: "250", confirm: true, lines: [] });
  });

  it("pressed twice before the answer hands over once", async () => {
    await enter("252");
    press("Space", " ");
    press("Space", " ");
    await settled();
    expect(asked.filter((request) => request.confirm)).toHaveLength(1);
    expect(verdict()?.["verdict"]).toBe("collected");
  });

  it("shows the verdict of each of two quick scans, in their order", async () => {
    const seq = Number(counter.seq);
    for (const digits of ["6901234567892", "6901234567893"]) {
      for (const digit of digits) press(`Digit${digit}`, digit);
      press("Enter");
    }
    await settled();
    expect(counter.seq).toBe(seq + 2);
    expect(counter.asked.input).toBe("6901234567893");
  });

  it("stays away when the core fails, and says so", async () => {
    await enter("collected");
    const collect = host.collect;
    host.collect = () => Promise.reject({ code: "disk_full", message: "", hint: "" });
    await scan("6901234567892");
    expect(verdict()).toBeUndefined();
    expect(document.querySelector<HTMLElement>("[data-testid=fault]")?.dataset["code"]).toBe("disk_full");
    host.collect = collect;
    await scan("6901234567892");
    expect(verdict()?.["verdict"]).toBe("unreadable");
  });

  it("hands over only what was chosen of it", async () => {
    await enter("251");
    press("ArrowLeft");
    await settled();
    press("ArrowLeft");
    press("Space", " ");
    await settled();
    const lines = asked.at(-1)?.lines ?? [];
    expect(lines[0]?.quantity_thousandths).toBe(3000);
  });

  it("takes a reason before it forces", async () => {
    await enter("early");
    press("F11");
    await settled();
    const reason = document.querySelector<HTMLInputElement>("[data-testid=force-reason]");
    expect(reason).not.toBeNull();
    press("Enter");
    await settled();
    expect(asked).toHaveLength(1);
    counter.reason = "店长同意";
    press("Enter");
    await settled();
    expect(asked.at(-1)?.force).toBe("店长同意");
  });

  it("that refuses for good offers no reason to write", async () => {
    await enter("fake");
    expect(verdict()?.["surface"]).toBe("red");
    press("F11");
    await settled();
    expect(document.querySelector("[data-testid=force-reason]")).toBeNull();
    press("Space", " ");
    await settled();
    expect(asked).toHaveLength(1);
  });

  it("speaks to those who hear the screen", async () => {
    await enter("payment");
    expect(document.querySelector("[aria-live=assertive]")?.textContent).not.toBe("");
  });
});

it("no button of a plate is without words", async () => {
  for (const kind of ["collected", "household", "payment", "attention", "taken", "which", "unreadable", "early"]) {
    await enter(kind);
    for (const button of document.querySelectorAll("button")) expect(button.textContent?.trim() || button.ariaLabel, kind).toBeTruthy();
  }
});
