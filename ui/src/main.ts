import { mount } from "svelte";
import App from "./App.svelte";
import { useHost } from "./host/host";
import { tauri } from "./host/tauri";
import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/base.css";
import { ofTheSystem, speak } from "./words/lang.svelte";

async function start(): Promise<void> {
  // Without a core behind it there is only a developer before it; none of this is in what is shipped.
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { scripted } = await import("./host/scripted");
    useHost(scripted());
  } else {
    useHost(tauri);
  }
  speak(ofTheSystem());
  mount(App, { target: document.body });
}

void start();
