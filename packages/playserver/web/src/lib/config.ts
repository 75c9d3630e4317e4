// A nested configuration as a flat list. Pure.

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** "env.time_max" and its value, for every leaf. */
export function flattenConfig(config: object, prefix = ""): readonly (readonly [string, string])[] {
  return Object.entries(config).flatMap(([key, value]) =>
    isRecord(value) && Object.keys(value).length > 0
      ? flattenConfig(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, typeof value === "string" ? value : JSON.stringify(value)] as const],
  );
}
