// The entry point of the page.
import { render } from "preact";
import { App } from "./app";
import { startRouter } from "./address/router";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/pages.css";
import "./styles/filters.css";
import "./styles/analytics.css";
import "./styles/hall.css";
import "./styles/replay.css";
import "./styles/share.css";
import "./styles/play.css";
import { startTheme } from "./ui/theme";

startTheme();
startRouter();
render(<App />, document.getElementById("app")!);
