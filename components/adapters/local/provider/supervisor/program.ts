/** A program that supervisord keeps running. Paths are relative to the stack's runtime directory. */
export interface Program {
    readonly name: string;
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly log: string;
    /**
     * What tells it to end. nats-server hands over what it leads on USR2 ("lame duck"), and doesn't on TERM.
     *
     * @default TERM
     */
    readonly stopSignal?: "TERM" | "USR2";
}

/** Its section of supervisord's configuration (http://supervisord.org/configuration.html). */
export function programSection({ name, command, environment, log, stopSignal = "TERM" }: Program): string {
    return `${[
        `[program:${name}]`,
        `command=${command.map(quoted).join(" ")}`,
        `environment=${Object.entries(environment)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, value]) => `${key}=${quoted(value)}`)
            .join(",")}`,
        "autostart=true",
        "autorestart=true",
        "startsecs=1",
        // supervisord waits one second longer before each further try: 100 tries in a row are about an hour and a half.
        "startretries=100",
        `stopsignal=${stopSignal}`,
        "stopwaitsecs=15",
        "stopasgroup=true",
        "killasgroup=true",
        "redirect_stderr=true",
        `stdout_logfile=${log}`,
        "stdout_logfile_maxbytes=10MB",
        "stdout_logfile_backups=3",
    ].join("\n")}\n`;
}

/** supervisord cuts comments off lines first, quoted or not, then expands `%(…)s`, and then splits like a shell. */
function quoted(text: string): string {
    if (/["\\\r\n]|\s[;#]/.test(text)) {
        throw new Error(
            `supervisord can't be given a quote, a backslash, a line break, or a space before ; or #: ${JSON.stringify(text)}`,
        );
    }
    return `"${text.replaceAll("%", "%%")}"`;
}
