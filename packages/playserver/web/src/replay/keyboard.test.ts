import { describe, expect, it } from "vitest";
import { bindingOf, KEY_BINDINGS, shownBindings } from "./keyboard";

describe("keys", () => {
  it("gives every key one meaning", () => {
    const keys = KEY_BINDINGS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("takes shift into account where a key has two bindings", () => {
    const does = (key: string, shiftKey = false) => bindingOf({ key, shiftKey })?.does;
    expect(does("ArrowRight")).toBe("Step forward");
    expect(does("ArrowRight", true)).toBe("10 forward");
    expect(does("N", true)).toBe("Next setback");
    expect(does("N")).toBe("Next event"); // caps lock
    expect(does("T", true)).toBe("Truth beside belief");
    expect(does("x")).toBeUndefined();
  });

  it("shows the ten digits as one row", () => {
    expect(shownBindings().filter((binding) => binding.shown === "0 … 9")).toHaveLength(1);
  });
});
