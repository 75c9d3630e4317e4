// A nested configuration as a flat list.
interface ConfigTreeProps {
  readonly title?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** "env.time_max" and its value, for every leaf. */
export function flattenConfig(
  config: Readonly<Record<string, unknown>>,
  prefix = "",
): readonly (readonly [string, string])[] {
  return Object.entries(config).flatMap(([key, value]) =>
    isRecord(value) && Object.keys(value).length > 0
      ? flattenConfig(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, typeof value === "string" ? value : JSON.stringify(value)] as const],
  );
}

export function ConfigTree({ title = "Configuration", config }: ConfigTreeProps) {
  const rows = flattenConfig(config);
  return (
    <details class="fold">
      <summary>
        {title} ({rows.length} keys)
      </summary>
      <dl class="config panel">
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
