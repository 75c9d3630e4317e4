import { describe, expect, it } from "vitest";
import { seedOfTheDay } from "./boards";
import { formatHallQuery, parseHallQuery } from "./hall_query";
import { Upload } from "./upload";

describe("parseHallQuery", () => {
  it("reads what formatHallQuery writes", () => {
    for (const query of [
      { board: "standard", seed: null, page: 0 },
      { board: "short", seed: "18446744073709551615", page: 0 },
      { board: "short", seed: null, page: 4 },
    ] as const) {
      expect(parseHallQuery(formatHallQuery(query))).toEqual(query);
    }
  });

  it.each(["", "?board=long", "?page=0", "?page=-1", "?page=x", "?page=1.5", "?seed=x"])(
    "takes %s for the first page of the standard board",
    (search) => expect(parseHallQuery(search)).toEqual({ board: "standard", seed: null, page: 0 }),
  );
});

describe("seedOfTheDay", () => {
  it("is the date in UTC", () => {
    expect(seedOfTheDay(Date.UTC(2026, 10, 30, 23, 59))).toBe("20261130");
    expect(seedOfTheDay(Date.UTC(2027, 0, 1))).toBe("20270101");
  });
});

describe("Upload", () => {
  const meta = { writes_need_token: true, upload_bytes_max: 4 };

  it("refuses what the server would not read, before it is sent", async () => {
    const upload = new Upload(meta);
    await upload.send(new Blob(["12345"]));
    expect(upload.state.value).toEqual({
      kind: "refused",
      reason: "The file has 5 B; the server takes at most 4 B.",
    });
    await upload.send(new Blob([]));
    expect(upload.state.value).toEqual({ kind: "refused", reason: "The file is empty." });
  });

  it("asks for the token first, and gives up without one", async () => {
    const upload = new Upload(meta);
    await upload.send(new Blob(["1234"]));
    expect(upload.state.value).toEqual({ kind: "asking", error: null });
    await upload.answer(null);
    expect(upload.state.value).toEqual({ kind: "idle" });
  });
});
