/**
 * One JSON object a line. Fields never come from a request: what is sent for inference may be health data, and logs
 * are kept longer, and read by more people, than requests.
 */
export interface Log {
    info(event: string, fields?: Fields): void;
    error(event: string, fields?: Fields): void;
}

type Fields = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Events to stdout, errors to stderr, each with `common` fields. */
export function jsonLines(common: Fields): Log {
    const line = (level: string, event: string, fields: Fields) =>
        `${JSON.stringify({ time: new Date().toISOString(), level, event, ...common, ...fields })}\n`;
    return {
        info: (event, fields = {}) => process.stdout.write(line("info", event, fields)),
        error: (event, fields = {}) => process.stderr.write(line("error", event, fields)),
    };
}

/** The reader of the logs may go away. A server that fails on its own log line would take its requests with it. */
export function outliveLogReader(): void {
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", () => undefined);
    }
}
