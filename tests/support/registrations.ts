import * as pulumi from "@pulumi/pulumi";

/** A resource as it was registered, with the options that mocks don't receive. */
export interface Registration {
    /** As the engine makes it: with the types of all ancestors. */
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    readonly isProtected: boolean;
    /** Names that it had before. */
    readonly aliases: readonly string[];
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getCustom(): boolean;
    getProtect(): boolean;
    getAliasesList(): readonly { getSpec(): { getName(): string } | undefined }[];
}

interface Outputs {
    getUrn(): string;
    getOutputs(): { toJavaScript(): Readonly<Record<string, unknown>> } | undefined;
}

interface Monitor {
    registerResource: (request: Request, ...rest: unknown[]) => unknown;
    registerResourceOutputs: (request: Outputs, ...rest: unknown[]) => unknown;
    /** Of a parent's ancestors mocks keep the last one only. */
    newUrn(parent: string, type: string, name: string): string;
}

/** Keeps what is registered from now on, with mocks in the engine's place. */
export function registrations(): Registration[] {
    const all: Registration[] = [];
    const types = new Map<string, string>();
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        const [name, parent, type] = [request.getName(), request.getParent(), request.getType()];
        const above = types.get(parent);
        const qualified = above === undefined ? type : `${above}$${type}`;
        types.set(monitor.newUrn(parent, type, name), qualified);
        all.push({
            urn: `${qualified}::${name}`,
            type,
            name,
            custom: request.getCustom(),
            isProtected: request.getProtect(),
            aliases: request.getAliasesList().map(alias => alias.getSpec()?.getName() ?? ""),
        });
        return register(request, ...rest);
    };
    return all;
}

/** Keeps the outputs that components have from now on, with mocks in the engine's place. */
export function registeredOutputs(): { readonly urn: string; readonly outputs: Readonly<Record<string, unknown>> }[] {
    const all: ReturnType<typeof registeredOutputs> = [];
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResourceOutputs.bind(monitor);
    monitor.registerResourceOutputs = (request, ...rest) => {
        all.push({ urn: request.getUrn(), outputs: request.getOutputs()?.toJavaScript() ?? {} });
        return register(request, ...rest);
    };
    return all;
}
