/** What a hub answers to a command. */
export interface HubAnswer {
    readonly status: number;
    readonly text: string;
}

/** The hub of a running stack, as commands find it. */
export interface Hub {
    /** Throws a `ProjectError` where it doesn't answer. */
    ask(method: "GET" | "POST", at: string): Promise<HubAnswer>;
    /** Where a browser finds it. Throws a `ProjectError` where it can't be reached from here. */
    open(): Promise<OpenHub>;
}

export interface OpenHub {
    /** As in `http://127.0.0.1:4321/`. */
    readonly address: string;
    /** What holds the address open, where that is this command. */
    readonly held?: { readonly ended: Promise<void>; readonly close: () => void };
}
