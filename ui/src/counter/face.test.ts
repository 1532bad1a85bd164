import { describe, expect, it } from "vitest";
import type { VerdictKind } from "../wire/wire";
import { faceOf } from "./face";

const face = (verdict: VerdictKind, preview = false) => faceOf({ verdict, preview });

describe("a verdict's plate", () => {
  it.each(["collected", "partly_collected"] as const)("is green only where something was written: %s", (verdict) => {
    expect(face(verdict).surface).toBe("green");
    expect(face(verdict, true).surface).toBe("blue");
  });

  it.each(["payment_due", "attention", "unsynced", "too_early", "not_arrived"] as const)("is amber where it waits: %s", (verdict) => {
    expect(face(verdict).surface).toBe("amber");
  });

  it.each([
    "wrong_point", "not_genuine", "unknown", "revoked", "cancelled", "already_collected", "expired", "wrong_bag",
  ] as const)("is red where nothing is to be handed over: %s", (verdict) => {
    expect(face(verdict).surface).toBe("red");
  });

  it("sounds as it looks, and a part sounds unlike the whole", () => {
    expect(face("collected").sound).not.toBe(face("partly_collected").sound);
    expect(face("unreadable")).toEqual({ surface: "slate", layout: "reason", sound: "slate" });
    expect(face("ambiguous").surface).toBe("blue");
  });
});
