// The part of Swagger UI that the page /docs uses; its package has no types.
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface Options {
    readonly dom_id: string;
    readonly url: string;
    readonly deepLinking: boolean;
  }
  export default function SwaggerUI(options: Options): unknown;
}
