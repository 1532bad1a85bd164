import { describe, expect, it } from "vitest";
import en from "../../messages/en.json";
import fr from "../../messages/fr.json";
import zh from "../../messages/zh.json";
import { ERROR_CODES } from "../wire/codes";
import { speak } from "../words/lang.svelte";
import { meaning } from "./failure";

const languages: Record<string, Record<string, unknown>> = { zh, en, fr };

describe.each(["zh", "en", "fr"] as const)("in %s", (lang) => {
  it("every code of the core has a sentence and says what to do", () => {
    speak(lang);
    const words = languages[lang] ?? {};
    for (const code of ERROR_CODES) {
      expect(words[`error_${code}`], `error_${code}`).toBeTypeOf("string");
      expect(words[`hint_${code}`], `hint_${code}`).toBeTypeOf("string");
      const { sentence, hint } = meaning(code);
      expect([sentence, hint]).toEqual([words[`error_${code}`], words[`hint_${code}`]]);
      expect(sentence.length, code).toBeGreaterThan(3);
    }
  });
});

it("the three languages say the same things", () => {
  const keys = Object.keys(zh).sort();
  expect(Object.keys(en).sort()).toEqual(keys);
  expect(Object.keys(fr).sort()).toEqual(keys);
});

it("a code that this screen does not know yet is said in the core's own words", () => {
  const one = meaning("from_the_future", { message: "The van has left.", hint: "Wait for the next." });
  expect(one.sentence).toBe("The van has left.");
  expect(one.hint).toBe("Wait for the next.");
});
