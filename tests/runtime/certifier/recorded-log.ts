import type { Log } from "../../../runtime/log";

/** A log that a test reads. */
export class RecordedLog implements Log {
    readonly lines: { readonly level: "info" | "error"; readonly event: string; readonly fields: object }[] = [];

    info(event: string, fields: object = {}): void {
        this.lines.push({ level: "info", event, fields });
    }

    error(event: string, fields: object = {}): void {
        this.lines.push({ level: "error", event, fields });
    }

    events(level: "info" | "error"): string[] {
        return this.lines.filter(line => line.level === level).map(({ event }) => event);
    }
}
