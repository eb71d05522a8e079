import type { Row } from "../fact";
import { toHost } from "./words";

const registersObjects: Row = { place: () => ({ is: "nowhere" }) };

/** What others make of it later is no resource of the stack. */
const opaque = (what: string): Row => ({
    opaque: `${what} is not registered in this stack, and is not evaluated here`,
});

/** What makes objects of templates. */
export const charts: Readonly<Record<string, Row>> = {
    // Their objects are resources of the stack, which are evaluated one by one.
    ...Object.fromEntries(
        [
            "helm.sh/v2:Chart",
            "helm.sh/v3:Chart",
            "helm.sh/v4:Chart",
            "kustomize/v2:Directory",
            "yaml/v2:ConfigFile",
            "yaml/v2:ConfigGroup",
        ].map(type => [`kubernetes:${type}`, registersObjects]),
    ),
    "kubernetes:helm.sh/v3:Release": opaque("what a Release installs, unlike the objects of kubernetes.helm.v4.Chart,"),
    "kubernetes:argoproj.io/v1alpha1:Application": {
        ...opaque("what the application deploys"),
        flows: toHost("artifact", "spec.destination.server"),
    },
    "kubernetes:argoproj.io/v1alpha1:ApplicationSet": opaque("what its applications deploy"),
    "kubernetes:argoproj.io/v1alpha1:AppProject": {},
};
