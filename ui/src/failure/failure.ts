import { m } from "../paraglide/messages.js";
import { ERROR_CODES } from "../wire/codes";
import type { Failure } from "../wire/wire";

export type Code = (typeof ERROR_CODES)[number];

/** How loudly to say it: `stop` ends work on this folder, `fault` ends the request, `notice` is only to be known. */
export type Severity = "stop" | "fault" | "notice";

/** The one key that goes with it. */
export type Remedy = "retry" | "search" | "import" | "settings" | "none";

/** What a code means to the screen. */
export interface Meaning {
  severity: Severity;
  sentence: string;
  hint: string;
  remedy: Remedy;
}

const STOPS = new Set<Code>(["folder_unusable", "database_newer", "database_damaged", "ledger_broken"]);
const NOTICES = new Set<Code>([
  "encoding_guessed", "amount_mismatch", "partly_refunded", "partly_collected_elsewhere", "merged_customer", "recipient_missing",
  "recipient_conflict", "phone_conflict", "phone_odd", "product_text_unclear", "zone_unknown", "filtered_export", "other_sheets_disagree",
  "control_characters_removed", "text_shortened", "revision_below_collected", "paid_raised", "import_cancelled",
]);
const REMEDIES: Partial<Record<Code, Remedy>> = {
  database_busy: "retry",
  disk_full: "retry",
  read_only: "retry",
  internal: "retry",
  request_id_reused: "retry",
  file_unreadable: "retry",
  file_unwritable: "retry",
  import_changed: "retry",
  order_unknown: "search",
  order_ambiguous: "search",
  short_code_locked: "search",
  nothing_to_print: "import",
  point_unclear: "settings",
};

const known = new Set<string>(ERROR_CODES);
type Words = Record<string, (() => string) | undefined>;

/** What to say and offer for a code, in the language of the screen. A code from a newer core is named as it is. */
export function meaning(code: string, fallback?: Pick<Failure, "message" | "hint">): Meaning {
  if (!known.has(code)) {
    return {
      severity: "fault",
      sentence: fallback?.message || m.fault_unknown({ code }),
      hint: fallback?.hint ?? "",
      remedy: "none",
    };
  }
  const words = m as unknown as Words;
  const one = code as Code;
  return {
    severity: STOPS.has(one) ? "stop" : NOTICES.has(one) ? "notice" : "fault",
    sentence: words[`error_${code}`]?.() ?? code,
    hint: words[`hint_${code}`]?.() ?? "",
    remedy: REMEDIES[one] ?? "none",
  };
}
