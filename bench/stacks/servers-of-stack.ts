import type { WebProbe } from "../../components/adapters/local/provider/probe";
import type { LocalStack } from "../../tests/support/local-stack";

/** A model server of a stack, and how it is asked directly. */
export interface ModelServer {
    readonly name: string;
    readonly probe: WebProbe;
}

interface Deployment {
    readonly deployment: {
        readonly resources: readonly { readonly type: string; readonly inputs?: unknown }[];
    };
}

/** By what the engine itself waits for when it makes them. */
export async function modelServersOf(stack: LocalStack): Promise<ModelServer[]> {
    const exported = JSON.parse(await stack.engine.ask(["stack", "export", "--stack", stack.name])) as Deployment;
    return exported.deployment.resources
        .filter(({ type }) => type.endsWith(":Process"))
        .map(({ inputs }) => inputs as { name: string; program: string; ready: [WebProbe] })
        .filter(({ program }) => program === "model-server")
        .map(({ name, ready: [probe] }) => ({ name, probe }));
}
