// A configuration as a folded list.
import { flattenConfig } from "../lib/config";

interface ConfigTreeProps {
  readonly title?: string;
  readonly config: Readonly<Record<string, unknown>>;
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
