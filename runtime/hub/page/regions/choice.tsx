interface Props<T extends string> {
    readonly label: string;
    readonly value: T | "";
    readonly choose: (value: T | "") => void;
    readonly options: readonly (readonly [value: T, text: string])[];
}

/** One of several, or all of them. */
export function Choice<T extends string>({ label, value, choose, options }: Props<T>) {
    return (
        <label class="choice">
            <span>{label}</span>
            <select
                value={value}
                onChange={({ currentTarget }) => {
                    choose(currentTarget.value as T | "");
                }}
            >
                <option value="">all</option>
                {options.map(([name, text]) => (
                    <option key={name} value={name}>
                        {text}
                    </option>
                ))}
            </select>
        </label>
    );
}
