import { describe, expect, it } from "vitest";
import page from "../../player.html?raw";
import {
  embedOf,
  LINK_BYTES_MAX,
  linkOf,
  pageWith,
  replayInLink,
  replayInPage,
} from "./share_link";

const bytes = Uint8Array.from({ length: 600 }, (_, i) => (i * 37) % 256);
const URL_ = "http://localhost/player.html";

describe("linkOf", () => {
  it("holds a replay and its view", () => {
    const link = linkOf(URL_, bytes, { step: 7, truth: true })!;
    expect(link).toMatch(/^http:\/\/localhost\/player\.html#abr=[\w-]+&step=7&truth=1$/);
    expect(replayInLink(new URL(link).hash)).toEqual({
      ...{ file: bytes, beside: null, policy: null, step: 7, truth: true },
    });
  });

  it("refuses what is too long for an address", () => {
    const view = { step: 0, truth: false };
    expect(linkOf(URL_, new Uint8Array(LINK_BYTES_MAX), view)).not.toBeNull();
    expect(linkOf(URL_, new Uint8Array(LINK_BYTES_MAX + 1), view)).toBeNull();
  });

  it.each(["", "#", "#step=3", "#abr=", "#abr=%%%"])("finds no replay in %s", (hash) => {
    expect(replayInLink(hash)).toBeNull();
  });
});

describe("pageWith", () => {
  it("puts a replay into the player, which reads it", () => {
    const view = { step: 3, truth: false };
    const held = { file: bytes, beside: bytes.slice(0, 9), policy: bytes.slice(9), ...view };
    const text = pageWith(page, held);
    expect(replayInPage(/id="replay">([^<]*)</.exec(text)![1]!)).toEqual(held);
    expect(replayInPage("null")).toBeNull();
  });
});

describe("embedOf", () => {
  it("escapes names", () => {
    expect(embedOf(`${URL_}#abr=x&step=1`, 'a"<b>')).toContain(
      'src="http://localhost/player.html#abr=x&amp;step=1" title="a&#34;&#60;b&#62;"',
    );
  });
});
