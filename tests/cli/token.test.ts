import assert from "node:assert/strict";

import { tokenFor, tokenVariable } from "../../cli/sources/token";

const variableOf = (address: string) => tokenVariable(new URL(address));

describe("the variable of a host's token", () => {
    it("is named after the host, and the port where it has one", () => {
        assert.equal(variableOf("https://models.example.com/a"), "MERIDIAN_TOKEN_MODELS_EXAMPLE_COM");
        assert.equal(variableOf("https://models.example.com:443/a"), "MERIDIAN_TOKEN_MODELS_EXAMPLE_COM");
        assert.equal(variableOf("https://models.example.com:8443"), "MERIDIAN_TOKEN_MODELS_EXAMPLE_COM_8443");
        assert.equal(variableOf("https://127.0.0.1"), "MERIDIAN_TOKEN_127_0_0_1");
    });

    it("differs for each host: a host with a dash and one with a dot have different tokens", () => {
        const hosts = ["a.b.example", "a-b.example", "a.b-example", "a--b.example", "a.b.example:1"];
        assert.equal(new Set(hosts.map(host => variableOf(`https://${host}`))).size, hosts.length);
        assert.equal(variableOf("https://my-org.example"), "MERIDIAN_TOKEN_MY__ORG_EXAMPLE");
    });
});

describe("a host's token", () => {
    const url = new URL("https://a.example");
    const tokenOf = (token?: string) => tokenFor(url, { MERIDIAN_TOKEN_A_EXAMPLE: token });

    it("is what stands there, without what an editor puts around it", () => {
        assert.equal(tokenOf(" x.y_z=\r\n"), "x.y_z=");
    });

    it("is none where nothing stands there", () => {
        assert.equal(tokenOf(), undefined);
        assert.equal(tokenOf(" "), undefined);
    });

    it("is refused without being shown where it can't be one", () => {
        for (const token of ["hunter2\nhunter3", "hunter2 hunter3", "hünter2", "hunter2\u0000"]) {
            assert.throws(() => tokenOf(token), { message: "MERIDIAN_TOKEN_A_EXAMPLE holds what is no token" });
        }
    });
});
