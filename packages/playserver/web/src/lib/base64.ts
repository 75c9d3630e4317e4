// Bytes as base64, for addresses and for files inside of pages. Pure.

/** Base64 for addresses: "-" and "_" in place of "+" and "/", without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Read base64 of either kind; null if it is none. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const plain = text.trim().replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
