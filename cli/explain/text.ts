import type { Style } from "../style";
import { wrapped } from "../wrap";
import type { Entry } from "./entry";

/** An explanation for a terminal, whose text is wrapped to its columns. */
export function explanation(
    code: string,
    { cause, example, remedy }: Entry,
    { bad, dim, strong }: Style,
    columns: number | undefined,
): string {
    const indented = example.split("\n").map(line => (line === "" ? "" : `    ${dim(line)}`));
    return [
        bad(`error[${code}]`),
        wrapped(cause, columns),
        `${strong("Example")}\n\n${indented.join("\n")}`,
        `${strong("Help")}\n\n${wrapped(remedy, columns)}`,
    ].join("\n\n");
}

/** The first sentence of a cause. */
export function firstSentence({ cause }: Entry): string {
    return /^.*?[.](?= [A-Z`]|$)/s.exec(cause)?.[0] ?? cause;
}
