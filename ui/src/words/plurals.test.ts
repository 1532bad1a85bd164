import { beforeEach, describe, expect, it } from "vitest";
import { whole } from "../figures/figures";
import { m } from "../paraglide/messages.js";
import { speak } from "./lang.svelte";

describe("one is one and not many", () => {
  beforeEach(() => speak("en"));

  it("in English", () => {
    expect(m.print_done({ n: 1, o: whole(1), r: 1 })).toBe("1 page, 1 order, revision 1");
    expect(m.print_done({ n: 2, o: whole(1204), r: 1 })).toBe("2 pages, 1,204 orders, revision 1");
    expect(m.import_rows_count({ e: whole(1), w: whole(0) })).toBe("1 error, 0 notices");
    expect(m.import_head({ o: whole(1), l: whole(2) })).toBe("1 order, 2 lines");
    expect(m.digits({ n: 1 })).toBe("1 character");
  });

  it("in French, where none is one, too", () => {
    speak("fr");
    expect(m.print_done({ n: 1, o: whole(1), r: 1 })).toBe("1 page, 1 commande, révision 1");
    expect(m.search_found({ n: whole(0) })).toBe("0 commande");
    expect(m.search_found({ n: whole(1204) })).toMatch(/^1\s204 commandes$/);
    expect(m.stop_collect_is({ a: whole(1), b: whole(3) })).toBe("1 retirée, 3 en attente");
  });

  it("in Chinese it makes no difference", () => {
    speak("zh");
    expect(m.print_done({ n: 1, o: whole(1), r: 1 })).toBe("1 页，1 单，第 1 版");
  });
});
