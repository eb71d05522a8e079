import { createRequire } from "node:module";

/** Of the engine's settings, the one that no function of the SDK sets: programs are started with it. */
interface EngineState {
    readonly getStore: () => { readonly settings: { readonly options: { rootDirectory?: string } } };
}

const { getStore } = createRequire(__filename)("@pulumi/pulumi/runtime/state") as EngineState;

/** Has programs run in a project's directory, as an engine would say it. Returns what undoes that. */
export function inProjectDirectory(directory: string): () => void {
    const { options } = getStore().settings;
    const { rootDirectory: before } = options;
    options.rootDirectory = directory;
    return () => {
        options.rootDirectory = before;
    };
}
