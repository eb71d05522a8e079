import type { CloudAdapter } from "pulumi-meridian";
import type * as AwsAdapter from "pulumi-meridian/aws";
import type * as KubernetesAdapter from "pulumi-meridian/kubernetes";
import type * as LocalAdapter from "pulumi-meridian/local";

/** What builds in each cloud that has an adapter. Its package is loaded when a stack has a region there, and not before. */
export const adapters: readonly CloudAdapter[] = [
    { cloud: "aws", bind: context => (require("pulumi-meridian/aws") as typeof AwsAdapter).aws().bind(context) },
    {
        cloud: "kubernetes",
        bind: context => (require("pulumi-meridian/kubernetes") as typeof KubernetesAdapter).kubernetes().bind(context),
    },
    {
        cloud: "local",
        bind: context => (require("pulumi-meridian/local") as typeof LocalAdapter).local().bind(context),
    },
];
