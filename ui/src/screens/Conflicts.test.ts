import { mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import App from "../App.svelte";
import { useHost, type Host } from "../host/host";
import { scripted } from "../host/scripted";
import { station } from "../station/station.svelte";
import type { ResolveRequest } from "../wire/wire";

let host: Host;
let app: Record<string, unknown>;
let asked: ResolveRequest[];

beforeEach(async () => {
  history.replaceState(null, "", "?hub#/conflicts");
  host = scripted(300);
  asked = [];
  const resolve = host.resolve;
  host.resolve = (request) => {
    asked.push(request);
    return resolve(request);
  };
  useHost(host);
  app = mount(App, { target: document.body });
  station.go("conflicts");
  await settled();
});

afterEach(() => unmount(app));

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((done) => setTimeout(done, 0));
    await tick();
  }
}

async function press(...codes: string[]): Promise<void> {
  for (const code of codes) {
    for (const kind of ["keydown", "keyup"]) document.body.dispatchEvent(new KeyboardEvent(kind, { code, key: code, bubbles: true, cancelable: true }));
    await settled();
  }
}

const screen = () => document.querySelector<HTMLElement>("[data-testid=conflicts]");
const rows = (testid: string) => document.querySelectorAll(`[data-testid=${testid}] tbody tr`).length;

it("two lines of an order are one decision, and each line is told", async () => {
  expect(screen()?.dataset["open"]).toBe("2");
  expect(document.querySelector("[data-testid=stop-conflicts]")?.textContent).toContain("3");
  await press("ArrowRight", "Space");
  expect(asked.map((one) => [one.conflict, one.resolution])).toEqual([["c0", "mistaken"], ["c1", "mistaken"]]);
  expect(new Set(asked.map((one) => one.request_id)).size).toBe(2);
  expect(screen()?.dataset["open"]).toBe("1");
  expect(rows("decided")).toBe(1);
});

it("nothing is decided before it was chosen, and a choice is not taken to the next", async () => {
  await press("Space");
  expect(asked).toEqual([]);
  await press("ArrowRight", "ArrowDown", "Space");
  expect(asked).toEqual([]);
  await press("ArrowLeft", "Space");
  expect(asked.map((one) => [one.conflict, one.resolution])).toEqual([["c2", "handed_out_twice"]]);
});

it("one that is decided elsewhere meanwhile is said to be, and the rest stays", async () => {
  host.resolve = () => Promise.reject({ code: "conflict_settled", message: "", hint: "" });
  await press("ArrowLeft", "Space");
  expect(document.querySelector<HTMLElement>("[data-testid=fault]")?.dataset["code"]).toBe("conflict_settled");
  expect(screen()?.dataset["open"]).toBe("2");
});

it("what the hub rejected stands with its reason and leads to its order", async () => {
  expect(document.querySelector("[data-testid=rejected] [data-code=event_foreign]")).not.toBeNull();
  document.querySelector<HTMLButtonElement>("[data-testid=rejected] button")?.click();
  await settled();
  expect(station.screen).toBe("orders");
});

it("today's list leads here", async () => {
  station.go("today");
  await settled();
  const problem = [...document.querySelectorAll<HTMLButtonElement>("main li button")][0];
  expect(problem?.textContent).toMatch(/3/);
  problem?.click();
  await settled();
  expect(station.screen).toBe("conflicts");
});

it("a scan made here shows its verdict", async () => {
  for (const digit of "6901234567892") {
    for (const kind of ["keydown", "keyup"]) document.body.dispatchEvent(new KeyboardEvent(kind, { code: `Digit${digit}`, key: digit, bubbles: true, cancelable: true }));
  }
  await press("Enter");
  expect(document.querySelector<HTMLElement>("[data-testid=verdict]")?.dataset["verdict"]).toBe("unreadable");
});

it("an enrolled station imports nothing", async () => {
  station.go("import");
  await settled();
  expect(document.querySelector<HTMLElement>("[data-testid=import]")?.dataset["step"]).toBe("hub");
});
