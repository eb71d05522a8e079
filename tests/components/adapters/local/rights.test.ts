import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { ObservabilityHub, RegionalServing, ReplicatedStore } from "../../../../components";
import { local } from "../../../../components/adapters/local";
import { cell } from "../../../../components/plan/cells/cell";
import { packageRoot } from "../../../../tools/package-root";
import { type Made, mockEngine, settled } from "../../../support/mocked-engine";
import { screening } from "../../plan/screening";

const regions = ["eu-west", "eu-central"];
const domain = "screening.localhost";

/** What each process's certificate is good for inside its cell. A right that no role needs has no place here. */
const allowed = [
    ["administrator", "asks the store for", "$JS.API.SERVER.REMOVE"],
    ["gate", "asks", "model-server of its region"],
    ["gate", "asks", "table-server of its region"],
    ["hands", "asks", "watcher of any region"],
    ["hub", "observes", "watcher of any region"],
    ["model server", "asks the store for", "$JS.API.CONSUMER.CREATE.OBJ_artifacts.>"],
    ["model server", "asks the store for", "$JS.API.CONSUMER.DELETE.OBJ_artifacts.>"],
    ["model server", "asks the store for", "$JS.API.INFO"],
    ["model server", "asks the store for", "$JS.API.STREAM.MSG.GET.OBJ_artifacts"],
    ["model server", "asks the store for", "$JS.FC.OBJ_artifacts.>"],
    ["observer", "asks the store for", "$SYS.REQ.SERVER.*.HEALTHZ"],
    ["observer", "asks the store for", "$SYS.REQ.SERVER.*.JSZ"],
    ["observer", "asks the store for", "$SYS.REQ.SERVER.*.VARZ"],
    ["operator", "asks the store for", "$JS.API.CONSUMER.CREATE.OBJ_artifacts.>"],
    ["operator", "asks the store for", "$JS.API.CONSUMER.DELETE.OBJ_artifacts.>"],
    ["operator", "asks the store for", "$JS.API.INFO"],
    ["operator", "asks the store for", "$JS.API.STREAM.CREATE.*"],
    ["operator", "asks the store for", "$JS.API.STREAM.DELETE.*"],
    ["operator", "asks the store for", "$JS.API.STREAM.INFO.*"],
    ["operator", "asks the store for", "$JS.API.STREAM.MSG.GET.OBJ_artifacts"],
    ["operator", "asks the store for", "$JS.API.STREAM.PEER.REMOVE.*"],
    ["operator", "asks the store for", "$JS.API.STREAM.PURGE.OBJ_artifacts"],
    ["operator", "asks the store for", "$JS.API.STREAM.UPDATE.*"],
    ["operator", "asks the store for", "$JS.FC.OBJ_artifacts.>"],
    ["operator", "asks the store for", "$O.artifacts.>"],
    ["table server", "asks the store for", "$JS.API.DIRECT.GET.>"],
    ["table server", "asks the store for", "$JS.API.STREAM.INFO.*"],
    ["table server", "asks the store for", "$JS.API.STREAM.LEADER.STEPDOWN.*"],
    ["table server", "asks the store for", "table.>"],
    ["watcher", "asks the store for", "$JS.API.DIRECT.GET.table_meridian_regions_0"],
    ["watcher", "asks the store for", "$JS.API.DIRECT.GET.table_meridian_regions_0.>"],
    ["watcher", "asks the store for", "table.meridian_regions.0.>"],
    ["watcher", "observes", "model-server of its region"],
    ["watcher", "observes", "table-server of its region"],
] as const;

/** By the first part of a name in a certificate of the cell. */
const roles: readonly (readonly [name: RegExp, role: string])[] = [
    [/^(operator|observer|administrator)\.store\./, "$1"],
    [/^tables\./, "table server"],
    [/^servers\./, "model server"],
    [/^store\./, "store"],
    [/^(watcher|hands|hub)\./, "$1"],
    [/^(eu-west|eu-central)\.eu\./, "gate"],
];

function roleOf(name: string): string {
    const [pattern, role] = roles.find(([pattern]) => pattern.test(name)) ?? assert.fail(`no role has ${name}`);
    return role === "$1" ? pattern.exec(name)![1]! : role;
}

describe("rights inside a cell of a stack on this machine", () => {
    const made: Made[] = [];

    before(async () => {
        await mockEngine(one => made.push(one));
        const cloud = local({ directory: "unused" });
        const names = cloud.zone({ domain });
        const eu = cell("eu", {
            domain,
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: regions.map(region => `local:${region}` as const),
            primary: "local:eu-west",
            backup: "local:eu-north",
        });
        const landings = regions.map(region => cloud.region(region).landingZone({ cell: eu, names }));
        const tables = [{ name: "features", partitionKey: "subject" }];
        const store = new ReplicatedStore("store", { landings, tables });
        const servings = landings.map(
            (landing, i) => new RegionalServing(regions[i]!, { landing, store, models: screening().models }),
        );
        new ObservabilityHub("hub", { landings, watches: [...servings, store] });
        await settled();
    });

    /** Certificates that servers of HTTP take, by what their environment says. */
    function asked(): string[][] {
        return made.flatMap(({ inputs }) => {
            const environment = (inputs.environment ?? {}) as Readonly<Record<string, string>>;
            const own = regions.find(region => (environment.TLS_CERT ?? "").includes(region));
            return (["CLIENT", "OBSERVER"] as const).flatMap(kind =>
                (environment[`TLS_${kind}_NAMES`]?.split(",") ?? []).map(name => {
                    const region = regions.find(each => name.includes(`${each}.`));
                    assert.ok(region === undefined || region === own, `${name} is of another region than ${own}`);
                    const where = region === undefined ? "any region" : "its region";
                    return [
                        roleOf(name),
                        kind === "CLIENT" ? "asks" : "observes",
                        `${String(inputs.program)} of ${where}`,
                    ];
                }),
            );
        });
    }

    interface Account {
        readonly users: readonly {
            readonly user: string;
            readonly permissions: Readonly<Record<"publish" | "subscribe", { readonly allow: readonly string[] }>>;
        }[];
    }

    function usersOfStore() {
        const configurations = made.filter(({ name }) => /^store-eu-\w+-configuration$/.test(name));
        assert.equal(configurations.length, 3);
        return configurations.flatMap(({ inputs }) => {
            const { accounts } = JSON.parse(String(inputs.content)) as {
                accounts: Readonly<Record<"CELL" | "SYS", Account>>;
            };
            return [...accounts.CELL.users, ...accounts.SYS.users];
        });
    }

    const rows = () => {
        const ofStore = usersOfStore().flatMap(({ user, permissions }) =>
            permissions.publish.allow.map(subject => [roleOf(user), "asks the store for", subject]),
        );
        return [...new Set([...asked(), ...ofStore].map(row => row.join("\t")))].sort().map(row => row.split("\t"));
    };

    it("are these, and no others", () => {
        assert.deepEqual(rows(), allowed);
    });

    it("allow each role to subscribe to its own inbox only", () => {
        for (const { user, permissions } of usersOfStore())
            for (const subject of permissions.subscribe.allow)
                assert.match(subject, /^_INBOX\.[a-z]+\.(local:eu-(west|central)|any|\*)\.>$/, user);
    });

    it("are all that certificates of the cell are for", () => {
        const names = made.flatMap(({ type, inputs }) =>
            type.endsWith(":Certificate") ? [(inputs.names as readonly string[]).at(-1)!] : [],
        );
        const holders = new Set(names.filter(name => name !== "127.0.0.1").map(roleOf));
        const known = new Set<string>([...allowed.map(([role]) => role), "store"]);
        assert.deepEqual(
            [...holders].filter(role => !known.has(role)),
            [],
        );
    });

    it("are what the documentation shows", () => {
        const page = readFileSync(path.join(packageRoot(), "docs", "operations", "rights.md"), "utf8");
        const shown = [...page.matchAll(/^\| (\S.*?) +\| (.*?) +\| `(.*?)` +\|$/gm)].map(([, ...row]) => row);
        assert.deepEqual(shown, allowed);
    });
});
