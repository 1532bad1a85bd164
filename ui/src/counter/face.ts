import type { Sound } from "../sound/sound";
import type { ScanReply, VerdictKind } from "../wire/wire";

export type Surface = "green" | "amber" | "red" | "slate" | "blue";

/** How a plate is filled: bags and their codes, one reason, money, things to do, or a list. */
export type Layout = "bags" | "reason" | "payment" | "attention" | "list";

export interface Face {
  surface: Surface;
  layout: Layout;
  sound: Sound;
}

const FACES: Record<VerdictKind, Face> = {
  collected: { surface: "green", layout: "bags", sound: "green" },
  partly_collected: { surface: "green", layout: "bags", sound: "green_partly" },
  payment_due: { surface: "amber", layout: "payment", sound: "amber" },
  attention: { surface: "amber", layout: "attention", sound: "amber" },
  unsynced: { surface: "amber", layout: "reason", sound: "amber" },
  too_early: { surface: "amber", layout: "reason", sound: "amber" },
  not_arrived: { surface: "amber", layout: "reason", sound: "amber" },
  wrong_point: { surface: "red", layout: "reason", sound: "red" },
  not_genuine: { surface: "red", layout: "reason", sound: "red" },
  unknown: { surface: "red", layout: "reason", sound: "red" },
  revoked: { surface: "red", layout: "reason", sound: "red" },
  cancelled: { surface: "red", layout: "reason", sound: "red" },
  already_collected: { surface: "red", layout: "reason", sound: "red" },
  expired: { surface: "red", layout: "reason", sound: "red" },
  wrong_bag: { surface: "red", layout: "reason", sound: "red" },
  unreadable: { surface: "slate", layout: "reason", sound: "slate" },
  ambiguous: { surface: "blue", layout: "list", sound: "blue" },
  found: { surface: "blue", layout: "bags", sound: "blue" },
};

const HONOURED: Face = { surface: "green", layout: "reason", sound: "green" };
const PREVIEW: Face = { surface: "blue", layout: "bags", sound: "blue" };

/** Green is what was written: what would be handed over is still a question, and questions are blue. */
export function faceOf(reply: Pick<ScanReply, "verdict" | "preview"> & { order?: ScanReply["order"] | undefined }): Face {
  // Nobody knows the bags of an order that has not come: its code was honoured all the same.
  if (reply.verdict === "collected" && reply.order === null) return HONOURED;
  const face = FACES[reply.verdict];
  return reply.preview && face.surface === "green" ? PREVIEW : face;
}

/** Whether Space hands something over from this plate. */
export function asksToHandOver(reply: ScanReply): boolean {
  switch (reply.verdict) {
    case "payment_due":
    case "attention":
    case "unsynced":
      return true;
    case "found":
      return reply.handed.length > 0 || openLines(reply).length > 0;
    default:
      return reply.preview && faceOf(reply).layout === "bags";
  }
}

/** Lines of the order of which something is open. */
export function openLines(reply: ScanReply) {
  return reply.order?.lines.filter((line) => line.open_thousandths > 0) ?? [];
}
