import { host } from "../host/host";
import { m } from "../paraglide/messages.js";
import { station } from "../station/station.svelte";

const LOOK_MS = 500;
const LOOKS = 12;

/** Asks for a sync and says how it went; scanning goes on meanwhile. */
export async function syncNow(): Promise<void> {
  const before = station.status?.hub;
  if (!before) return;
  await station.act(() => host().syncNow());
  if (station.word) return;
  station.say(m.hub_asked());
  const word = station.word;
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    await station.refresh();
    // Something else is to be said by now.
    if (station.word !== word) return;
    if (station.status?.hub?.last_sync_at !== before.last_sync_at) break;
  }
  const trouble = station.status?.hub?.trouble;
  if (trouble) station.word = { failure: trouble, retry: () => void syncNow() };
  else station.say(m.hub_done());
}
