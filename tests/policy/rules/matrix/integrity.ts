import { type Entry, thing } from "./entry";

const pinned = `registry.example.com/app@sha256:${"0".repeat(64)}`;

export const integrity: Readonly<Record<string, Entry>> = {
    "integrity/image-digest": {
        complies: [
            thing("kubernetes:apps/v1:Deployment", "app", {
                spec: { template: { spec: { containers: [{ name: "app", image: pinned }] } } },
            }),
        ],
        change: {
            of: "app",
            path: "spec.template.spec.containers.0.image",
            to: "registry.example.com/app:1.0.0",
        },
        // A patch of a Deployment need not name its images.
        apart: [
            thing("kubernetes:apps/v1:DeploymentPatch", "app", {
                spec: { template: { spec: { containers: [{ name: "app", imagePullPolicy: "Always" }] } } },
            }),
        ],
    },
};
