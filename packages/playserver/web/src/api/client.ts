// Whom the page asks: the server behind it, or the files of a site without one.
import { IS_SITE } from "../site";
import { serverApi, type Api } from "./server_api";
import { siteApi } from "./site_api";

export { ApiError } from "./request";
export type { Board, FrameRange, ReplayHome } from "./server_api";

export const api: Api = IS_SITE ? siteApi : serverApi;
