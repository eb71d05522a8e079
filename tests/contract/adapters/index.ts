import type { Cloud } from "../../../components/plan/places/catalogue";
import type { AdapterUnderTest } from "../adapter";
import { awsUnderTest } from "./aws";
import { kubernetesUnderTest } from "./kubernetes";
import { localUnderTest } from "./local";

/** Every adapter that is built, by its cloud: what runs for each adapter, runs for those in this list. */
export const adaptersUnderTest: Readonly<Partial<Record<Cloud, AdapterUnderTest>>> = {
    aws: awsUnderTest,
    kubernetes: kubernetesUnderTest,
    local: localUnderTest,
};

/** The adapter that knows what providers find out for resources of a type, and for a function by its token. */
export function adapterOf(type: string): AdapterUnderTest {
    if (type.startsWith("pulumi-nodejs:") || type.includes("local")) return localUnderTest;
    if (type === "pulumi:index:Stash") return kubernetesUnderTest;
    const [name] = type.replace(/^pulumi:providers:/, "").split(":") as [string];
    // Providers of no cloud, as random, find out the same for all.
    return adaptersUnderTest[name as Cloud] ?? awsUnderTest;
}
