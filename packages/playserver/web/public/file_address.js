// On a static site that is opened as a file: browsers refuse its scripts and data there, so it says what to do.
if (location.protocol === "file:") {
  addEventListener("DOMContentLoaded", () => {
    const folder = decodeURIComponent(location.pathname).replace(/\/[^/]*$/, "");
    const note = document.createElement("main");
    note.style.cssText =
      "max-width: 72ch; margin: 8vh auto; padding: 0 16px; font: 16px/1.6 system-ui";
    const add = (name, text) => {
      const element = document.createElement(name);
      element.textContent = text;
      note.append(element);
    };
    add("h1", "This site needs a web server");
    add(
      "p",
      "Browsers do not let a page that is opened as a file load its data. Run this command:",
    );
    add("pre", `python3 -m http.server --directory "${folder}" 8001`);
    add("p", "Then open http://localhost:8001/ in the browser. Any file host works, too.");
    add(
      "p",
      "To send one replay as a file that plays by itself, export it: " +
        "replaykit export REPLAY.abr -o replay.html",
    );
    document.getElementById("app").replaceChildren(note);
  });
}
