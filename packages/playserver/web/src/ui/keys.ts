// Which key events are commands to the page.

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

/** False for shortcuts of the browser, for text input, and while a dialog is open. */
export function isForPage(event: KeyboardEvent): boolean {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (hasModifier || isTyping(event.target)) return false;
  return document.querySelector("dialog[open]") === null;
}
