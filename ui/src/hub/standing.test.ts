import { beforeEach, expect, it } from "vitest";
import { span } from "../figures/figures";
import type { HubView } from "../wire/wire";
import { speak } from "../words/lang.svelte";
import { skew, standing } from "./standing";

const now = Date.parse("2026-06-21T08:12:00Z");
const hub: HubView = {
  address: "https://hub.example.org", pinned: false, state: "active", online: true, offline_since: null, last_sync_at: now, waiting: 0, rejected: 0,
  conflicts: 0, siblings: 0, skew_ms: 0, trouble: null, progress: null,
};
const offline = (minutes: number) => standing({ ...hub, online: false, offline_since: now - minutes * 60_000 }, now);

beforeEach(() => speak("zh"));

it("a hub that answers is a full dot, one that does not says since when", () => {
  expect(standing(hub, now)).toEqual({ light: "on", word: "在线" });
  expect(offline(0)).toEqual({ light: "off", word: "离线" });
  expect(offline(42)).toEqual({ light: "off", word: "离线 42 分" });
  expect(offline(200).word).toBe("离线 3 小时");
  expect(offline(7 * 24 * 60).word).toBe("离线 7 天");
});

it("a station that waits for its operator, or was taken back, says so", () => {
  expect(standing({ ...hub, state: "waiting", online: false }, now)).toEqual({ light: "wait", word: "等运营方确认" });
  expect(standing({ ...hub, state: "revoked", online: false, offline_since: now }, now)).toEqual({ light: "gone", word: "已停用" });
});

it("a clock warns from two minutes on", () => {
  expect(skew(119_000)).toBeUndefined();
  expect(skew(-3_600_000)).toBe("钟慢 1\u00a0小时");
  speak("en");
  expect(skew(180_000)).toBe("Clock fast by 3\u00a0minutes");
  expect(span(65 * 60_000)).toBe("1\u00a0hour 5\u00a0minutes");
  expect(span(1_000)).toBe("1\u00a0second");
});
