// The API of the page: a server, or the files of a static site.
import { IS_SITE } from "../address/site";
import { serverApi, type Api } from "./server_api";
import { siteApi } from "./site_api";

export { ApiError } from "./request";
export type { Board } from "./server_api";

export const api: Api = IS_SITE ? siteApi : serverApi;
