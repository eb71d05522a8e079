import assert from "node:assert/strict";

import type { ServiceConfig } from "../../../../components";
import { repositoryConfig } from "../../../support/repository-stack";
import { digest } from "../../plan/screening";
import { madeOf } from "./made";
import { of } from "./store-objects";

interface Pods {
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly containers: readonly { readonly env: readonly { name: string; value: string }[] }[];
            };
        };
    };
}

describe("what compares releases with their shadows in clusters", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("takes bodies as large, and waits as long, as the gates of its region", async () => {
        const { models } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
        const [model] = models;
        const releases = { ...model!.releases, "2.0.0": { ...model!.releases["1.0.0"]!, digest: digest("2") } };
        const made = await madeOf({
            models: [{ ...model!, releases, shadow: { version: "2.0.0", percent: 10 } }],
            routing: { limits: { bodyKiB: 512, deadlineSeconds: 7 } },
        });
        const found = of(made, "Deployment", "comparer").map(({ inputs }) => {
            const { env } = (inputs as unknown as Pods).spec.template.spec.containers[0]!;
            const values = Object.fromEntries(env.map(({ name, value }) => [name, value]));
            return [values.MAX_BODY_BYTES, values.GATE_DEADLINE_SECONDS];
        });
        assert.deepEqual(found, [
            ["524288", "7"],
            ["524288", "7"],
        ]);
    });
});
