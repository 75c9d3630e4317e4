// Binary files for unit tests, from data: URLs. Not part of the page.
import { Engine } from "../engine/engine";

/** The bytes behind what `?url&inline` imports. */
export async function bytesOf(dataUrl: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(dataUrl)).arrayBuffer());
}

/** The text in a file of gzip. */
export async function unzippedText(dataUrl: string): Promise<string> {
  const packed = (await fetch(dataUrl)).body!;
  return new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
}

/** The engine of the page. */
export async function makeEngine(): Promise<Engine> {
  const { default: url } = await import("../engine/prospector.wasm?url&inline");
  return new Engine(await WebAssembly.compile((await bytesOf(url)) as BufferSource));
}
