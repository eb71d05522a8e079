import assert from "node:assert/strict";

import { roleOf } from "../../../../tools/docs/rights/right";
import { type Reach, type Row, rowsOf } from "../../../../tools/docs/rights/rows";
import { everything } from "../../../../tools/docs/rights/stack";
import { covers, storeAccounts } from "../../../../tools/docs/rights/store";
import type { Made } from "../../../support/mocked-engine";

describe("rights inside a cell of a stack on this machine", () => {
    let made: readonly Made[];
    let rows: readonly Row[];

    before(async () => {
        made = await everything();
        rows = rowsOf(made);
    });

    /** Of docs/operations/rights.md, which is generated from the same rows, the rights that the cell's isolation rests on. */
    const cases: readonly (readonly [role: string, server: string, request: string, reach: Reach])[] = [
        ["comparer", "gate (shadows)", "POST /v2/models/screening/infer", "own region"],
        ["comparer", "gate", "any method /v2/models/screening/**", "no"],
        ["gate", "gate (shadows)", "POST /v2/models/screening/infer", "no"],
        ["gate", "comparer", "POST /v2/models/{model}/infer", "own region"],
        ["gate", "gate", "any method /v2/models/screening/**", "any region"],
        ["gate", "gate", "any method /v1/tables/features/**", "any region"],
        ["gate", "model-server", "POST /v2/models/{model}/infer", "own region"],
        ["gate", "model-server", "GET /metrics", "no"],
        ["gate", "model-server", "GET /v1/samples", "no"],
        ["gate", "table-server", "PUT /v1/tables/{table}/{key}", "own region"],
        ["gate", "table-server", "GET /metrics", "no"],
        ["gate", "watcher", "GET /v1/region", "no"],
        ["hands", "watcher", "POST /v1/evacuate", "any region"],
        ["hands", "watcher", "POST /v1/logs", "no"],
        ["hands", "watcher", "POST /v1/samples", "no"],
        ["hub", "watcher", "GET /metrics", "any region"],
        ["hub", "watcher", "POST /v1/evacuate", "no"],
        ["hub", "watcher", "POST /v1/logs", "any region"],
        ["hub", "watcher", "POST /v1/samples", "any region"],
        ["watcher", "comparer", "GET /metrics", "own region"],
        ["watcher", "comparer", "POST /v2/models/{model}/infer", "no"],
        ["watcher", "model-server", "GET /metrics", "own region"],
        ["watcher", "model-server", "GET /v1/samples", "own region"],
        ["watcher", "model-server", "GET /v2/health/ready", "no"],
        ["watcher", "model-server", "POST /v2/models/{model}/infer", "no"],
        ["watcher", "table-server", "GET /metrics", "own region"],
        ["watcher", "table-server", "GET /v1/tables/{table}/{key}", "no"],
        ["model server", "store", "$JS.API.DIRECT.GET.table_features_0", "own region"],
        ["model server", "store", "table.*.*.item.>", "no"],
        ["operator", "store", "$JS.API.DIRECT.GET.table_features_0", "no"],
        ["operator", "store", "table.*.*.item.>", "no"],
        ["table server", "store", "$JS.API.DIRECT.GET.OBJ_artifacts", "no"],
        ["table server", "store", "$JS.API.DIRECT.GET.table_features_0", "own region"],
        ["table server", "store", "$JS.API.DIRECT.GET.table_meridian_regions_0", "no"],
        ["table server", "store", "$JS.API.STREAM.LEADER.STEPDOWN.table_meridian_regions_0", "no"],
        ["table server", "store", "table.*.*.item.>", "own region"],
        ["table server", "store", "table.meridian_regions.*.>", "no"],
        ["table server", "store", "table.meridian_regions.0.item.>", "no"],
        ["watcher", "store", "$JS.API.DIRECT.GET.table_features_0", "no"],
        ["watcher", "store", "table.*.*.item.>", "no"],
        ["watcher", "store", "table.meridian_regions.0.item.>", "any region"],
    ];
    for (const [role, server, request, reach] of cases) {
        it(`${role} → ${server}, ${request}: ${reach}`, () => {
            const row = rows.find(row => row.server === server && row.request === request);
            assert.ok(row !== undefined, "no server has such a request");
            assert.equal(row.reach[role] ?? "no", reach);
        });
    }

    it("let model servers, observers and watchers write to no bucket of items", () => {
        const written = (role: string) =>
            rows
                .filter(({ reach }) => (reach[role] ?? "no") !== "no")
                .map(({ request }) => request)
                .filter(request => /^(table|\$O)\.|STREAM\.(CREATE|UPDATE|DELETE|PURGE|PEER|LEADER)/.test(request));
        assert.deepEqual(written("model server"), []);
        assert.deepEqual(written("observer"), []);
        assert.deepEqual(written("watcher"), [
            "table.meridian_regions.0.item.>",
            "table.meridian_regions.0.pulse.{region}",
        ]);
    });

    it("let each role subscribe to its own inbox only", () => {
        for (const { users } of storeAccounts(made))
            for (const { user, permissions } of users)
                for (const subject of permissions.subscribe.allow)
                    assert.match(subject, /^_INBOX\.[a-z]+\.(local:eu-(west|central)|any|\*)\.>$/, user);
    });

    it("belong to every certificate of the cell, except that of the store's own servers", () => {
        const names = made
            .filter(({ type }) => type.endsWith(":Certificate"))
            .map(({ inputs }) => (inputs.names as readonly string[]).filter(name => name !== "127.0.0.1").at(-1)!);
        const holders = new Set(names.map(roleOf));
        const known = rows.flatMap(({ reach }) => Object.keys(reach).filter(role => reach[role] !== "no"));
        assert.deepEqual([...holders].sort(), [...new Set([...known, "store"])].sort());
    });

    it("follow the wildcards of NATS", () => {
        const matches: readonly (readonly [pattern: string, subject: string, covered: boolean])[] = [
            ["a.>", "a.b.c", true],
            ["a.>", "a.>", true],
            ["a.>", "a", false],
            ["a.*", "a.b", true],
            ["a.*", "a.*", true],
            ["a.*", "a.>", false],
            ["a.*", "a.b.c", false],
            ["a.b", "a.*", false],
            ["a.*.>", "a.b.c", true],
        ];
        for (const [pattern, subject, covered] of matches) assert.equal(covers(pattern, subject), covered, pattern);
    });
});
