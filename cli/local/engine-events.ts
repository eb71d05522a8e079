/** What is read of the engine's events, as `pulumi up --json` writes them: github.com/pulumi/pulumi, sdk/go/common/apitype/events.go. */
export interface EngineEvent {
    readonly resourcePreEvent?: StepEvent;
    readonly resOutputsEvent?: StepEvent;
    readonly resOpFailedEvent?: StepEvent;
    readonly diagnosticEvent?: Diagnostic;
    readonly summaryEvent?: Summary;
}

/** A step has begun, has ended, or has failed. */
export interface StepEvent {
    readonly metadata: Step;
}

export interface Step {
    /** As in `create`, `update`, `same`, `delete`. */
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly old?: State | null;
    readonly new?: State | null;
}

interface State {
    /** Whether a provider manages it. Components have none. */
    readonly custom?: boolean;
    readonly parent?: string;
}

export interface Diagnostic {
    readonly message: string;
    readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
    readonly urn?: string;
}

export interface Summary {
    readonly durationSeconds: number;
    /** Resources by operation. */
    readonly resourceChanges: Readonly<Record<string, number>>;
}

/** The event of a line; none where the line is text, as what the engine writes before it begins. */
export function eventIn(line: string): EngineEvent | undefined {
    if (!line.startsWith("{")) return undefined;
    try {
        return JSON.parse(line) as EngineEvent;
    } catch {
        return undefined;
    }
}
