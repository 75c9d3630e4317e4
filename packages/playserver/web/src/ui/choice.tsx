// A menu whose name only screen readers hear.

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Values and their texts. */
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label>
      <span class="visually-hidden">{label}</span>
      <select
        class="num"
        value={value}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
