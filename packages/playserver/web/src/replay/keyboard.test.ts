import { describe, expect, it } from "vitest";
import { bindingOf, KEY_BINDINGS, shownBindings } from "./keyboard";

describe("keys", () => {
  it("gives every key one meaning", () => {
    const keys = KEY_BINDINGS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("takes shift into account with arrows only", () => {
    const does = (key: string, shiftKey = false) => bindingOf({ key, shiftKey })?.does;
    expect(does("ArrowRight")).toBe("Step forward");
    expect(does("ArrowRight", true)).toBe("10 forward");
    expect(does("N", true)).toBe("Next event");
    expect(does("x")).toBeUndefined();
  });

  it("shows the ten digits as one row", () => {
    expect(shownBindings().filter((binding) => binding.shown === "0 … 9")).toHaveLength(1);
  });
});
