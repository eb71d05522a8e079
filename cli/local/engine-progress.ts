import type { Diagnostic, EngineEvent, Step, Summary } from "./engine-events";

/** What an operation has done, in the order in which a line lists them. What is not listed changes nothing that an operator looks for. */
const results: Readonly<Record<string, string>> = {
    create: "created",
    import: "imported",
    update: "updated",
    "create-replacement": "replaced",
    delete: "deleted",
    same: "unchanged",
};

interface Component {
    readonly label: string;
    readonly since: number;
    /** Its resources by what became of them, which no line has shown yet. */
    readonly counts: Map<string, number>;
    /** Of its resources, those that the engine works on. */
    readonly running: Set<string>;
    /** When the last of them ended. */
    last: number;
    /** Whether the program has made all of it. Resources that nothing waits for may begin later. */
    complete: boolean;
}

/** A component that is complete has ended when no resource of it has begun for as long. */
const SETTLED_MS = 1_000;
/** Waiting is reported after as long without a line. */
const QUIET_MS = 10_000;
const mostWaiting = 3;

/**
 * The engine's events as lines: one for each component that has changed, once all of it has, with its time; what the program and providers
 * report; and a summary. Times are of the machine's steady clock, in milliseconds.
 */
export class EngineProgress {
    private readonly components = new Map<string, Component>();
    /** By URN the component that a resource belongs to; the component itself has its own. */
    private readonly owners = new Map<string, string>();
    private readonly running = new Map<string, { readonly label: string; readonly since: number }>();
    private last: number;

    constructor(start: number) {
        this.last = start;
    }

    /** The lines that an event gives. */
    lines(event: EngineEvent, now: number): string[] {
        if (event.resourcePreEvent !== undefined) this.begun(event.resourcePreEvent.metadata, now);
        if (event.resOutputsEvent !== undefined) this.ended(event.resOutputsEvent.metadata, now);
        const lines = [
            ...(event.resOpFailedEvent === undefined ? [] : this.failed(event.resOpFailedEvent.metadata)),
            ...(event.diagnosticEvent === undefined ? [] : diagnosticLines(event.diagnosticEvent)),
            ...(event.summaryEvent === undefined ? [] : [...this.settled(Infinity), summaryLine(event.summaryEvent)]),
        ];
        if (lines.length > 0) this.last = now;
        return lines;
    }

    /** The lines that the passing of time gives: components that have ended, and after a while without a line what takes long. */
    linesAt(now: number): string[] {
        const settled = this.settled(now);
        const lines = settled.length > 0 || now - this.last < QUIET_MS ? settled : this.waiting(now);
        if (lines.length > 0) this.last = now;
        return lines;
    }

    private waiting(now: number): string[] {
        const longest = [...this.running.values()].sort((a, b) => a.since - b.since);
        if (longest.length === 0) return [];
        const shown = longest.slice(0, mostWaiting).map(({ label, since }) => `${label} (${seconds(now - since)})`);
        const more = longest.length - shown.length;
        return [`waiting for ${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`];
    }

    /** A line of each component that has ended, and has changed since its last one. */
    private settled(now: number): string[] {
        return [...this.components.values()].flatMap(({ complete, counts, label, last, running, since }) => {
            const hasEnded = now === Infinity || (complete && running.size === 0 && now - last >= SETTLED_MS);
            if (!hasEnded) return [];
            const changes = countsOf(result => counts.get(result));
            counts.clear();
            return changes.length === 0 ? [] : [`${label}: ${changes.join(", ")}, ${seconds(last - since)}`];
        });
    }

    private begun({ new: after, old, type, urn }: Step, now: number): void {
        const { custom = false, parent } = after ?? old ?? {};
        if (isOfEngine(type)) return;
        const owner = custom ? (this.ownerOf(parent) ?? urn) : urn;
        this.owners.set(urn, owner);
        // Where a stack is destroyed, resources end before the component that owns them begins.
        const component = this.components.get(owner) ?? {
            ...{ label: labelOf(owner), since: now, last: now, counts: new Map(), running: new Set() },
            complete: custom && owner === urn,
        };
        this.components.set(owner, component);
        if (!custom) return;
        component.running.add(urn);
        this.running.set(urn, { label: labelOf(urn), since: now });
    }

    private ended({ new: after, old, op, urn }: Step, now: number): void {
        const { custom = false } = after ?? old ?? {};
        const component = this.components.get(this.owners.get(urn) ?? "");
        this.running.delete(urn);
        if (component === undefined) return;
        component.running.delete(urn);
        component.last = now;
        if (!custom) component.complete = true;
        const result = results[op];
        if (custom && result !== undefined) component.counts.set(result, (component.counts.get(result) ?? 0) + 1);
    }

    private failed({ op, urn }: Step): string[] {
        this.running.delete(urn);
        this.components.get(this.owners.get(urn) ?? "")?.running.delete(urn);
        return [`${labelOf(urn)}: failed to ${op}`];
    }

    /** The nearest component above a resource that a provider manages; none directly below the stack. */
    private ownerOf(parent: string | undefined): string | undefined {
        if (parent === undefined || isOfEngine(typeOf(parent))) return undefined;
        return this.owners.get(parent) ?? parent;
    }
}

/** The stack itself and providers, of which an operator has no use. */
function isOfEngine(type: string): boolean {
    return type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");
}

/** The parts of a URN: urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<name>. */
function typeOf(urn: string): string {
    return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function labelOf(urn: string): string {
    const [, , , ...name] = urn.split("::");
    return `${typeOf(urn).split(":").at(-1)!} ${name.join("::")}`;
}

/** What the engine says of its own work is for its developers. */
function diagnosticLines({ message, severity, urn }: Diagnostic): string[] {
    const text = message.trimEnd();
    if (severity === "debug" || text === "") return [];
    const of = urn === undefined || isOfEngine(typeOf(urn)) ? "" : `${labelOf(urn)}: `;
    return [
        severity === "warning" || severity === "error" ? `${severity}: ${of}${withoutPrefix(text)}` : `${of}${text}`,
    ];
}

function withoutPrefix(text: string): string {
    return text.replace(/^(?:error|warning): /, "");
}

/** As in `3 created, 1 updated`. Of a component, what is unchanged needs no words. */
function countsOf(countOf: (result: string) => number | undefined): string[] {
    return Object.values(results).flatMap(result => {
        const count = result === "unchanged" ? undefined : countOf(result);
        return count === undefined ? [] : [`${count} ${result}`];
    });
}

function summaryLine({ durationSeconds, resourceChanges }: Summary): string {
    const counts = Object.entries(results).flatMap(([op, result]) => {
        const count = resourceChanges[op];
        return count === undefined ? [] : [`${count} ${result}`];
    });
    return `resources: ${counts.join(", ") || "none"}, ${durationSeconds} s`;
}

function seconds(ms: number): string {
    return `${(ms / 1000).toFixed(1)} s`;
}
