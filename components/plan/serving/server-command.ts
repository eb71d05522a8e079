/**
 * References to variables in a command or in a value of an environment, as Kubernetes writes them: `$(NAME)`, and `$$(NAME)` for that text
 * itself (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
 */
const reference = /\$?\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g;

/** The variables that a text refers to. */
export function referencesIn(text: string): string[] {
    return [...text.matchAll(reference)].flatMap(([written, name]) => (written.startsWith("$$") ? [] : [name!]));
}

/** The text with the values of variables in place of references to them; a reference to none stays as it is. */
export function expanded(text: string, values: Readonly<Record<string, string>>): string {
    return text.replaceAll(reference, (written, name: string) =>
        written.startsWith("$$") ? written.slice(1) : Object.hasOwn(values, name) ? values[name]! : written,
    );
}

/** A command with its environment. */
export interface Expanded {
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
}

/** What a server is started as: its command and its own variables with the values of those that are set for each release. */
export function expandedServer(
    {
        command = [],
        env,
    }: { readonly command?: readonly string[] | undefined; readonly env: Readonly<Record<string, string>> },
    standard: Readonly<Record<string, string>>,
): Expanded {
    const own = Object.entries(env).map(([name, text]) => [name, expanded(text, standard)] as const);
    const environment: Record<string, string> = { ...standard, ...Object.fromEntries(own) };
    return { command: command.map(text => expanded(text, environment)), environment };
}
