import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { serverSecrets } from "../../../../components/adapters/shared/server-secrets";
import { mockEngine } from "../../../support/mocked-engine";

const promised = (output: pulumi.Output<string>) => new Promise<string>(resolve => output.apply(resolve));

describe("secret variables of a server", () => {
    before(async () => {
        pulumi.runtime.setAllConfig({ "secrets:hub": "hf_0123456789", "secrets:chat": "sk-0123456789" });
        await mockEngine();
    });

    it("are the values of the config's keys by the names of the variables, which the engine encrypts", async () => {
        const content = serverSecrets({ TOKEN: { secret: "hub" }, API_KEY: { secret: "chat" } });
        assert.equal(await pulumi.isSecret(content), true);
        const values = JSON.parse(await promised(pulumi.unsecret(content))) as unknown;
        assert.deepEqual(values, { TOKEN: "hf_0123456789", API_KEY: "sk-0123456789" });
    });

    it("name the key that the config does not have", () => {
        assert.throws(() => serverSecrets({ TOKEN: { secret: "other" } }), /secrets:other/);
    });
});
