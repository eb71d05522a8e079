import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "@pulumi/kubernetes/apps/v1/deployment";
import { Provider } from "@pulumi/kubernetes/provider";

/** A program of another team: a Deployment in a namespace that exists. */
const config = new pulumi.Config("probe");
const provider = new Provider("cluster", { kubeconfig: config.requireSecret("kubeconfig"), context: "fra" });
new Deployment("probe", config.requireObject<DeploymentArgs>("deployment"), { provider });
