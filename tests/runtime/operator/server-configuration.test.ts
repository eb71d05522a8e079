import assert from "node:assert/strict";

import {
    observerUser,
    serverConfiguration,
    type ServerPlace,
    tableServerUser,
} from "../../../runtime/operator/server-configuration";

const place: ServerPlace = {
    name: "local:eu-west",
    cluster: "eu",
    clients: { host: "127.0.0.2", port: 4_222 },
    routes: { host: "127.0.0.3", port: 6_222 },
    others: [
        { host: "127.0.0.4", port: 6_223 },
        { host: "127.0.0.5", port: 6_224 },
    ],
    directory: "stores/eu/eu-west",
    tls: "stores/eu/eu-west/tls",
    users: [tableServerUser("tables.eu-west", "local:eu-west")],
    system: [observerUser("observer.store")],
};
const files = { cert_file: `${place.tls}/tls.crt`, key_file: `${place.tls}/tls.key`, ca_file: `${place.tls}/ca.crt` };

interface User {
    readonly user: string;
    readonly permissions: {
        readonly publish: { readonly allow: readonly string[]; readonly deny?: readonly string[] };
        readonly subscribe: { readonly allow: readonly string[] };
    };
}
interface Configuration {
    readonly [key: string]: unknown;
    readonly cluster: Readonly<Record<string, unknown>>;
    readonly accounts: Readonly<
        Record<"CELL" | "SYS", { readonly jetstream?: string; readonly users: readonly User[] }>
    >;
}
const configured = (more: Partial<ServerPlace> = {}) =>
    JSON.parse(serverConfiguration({ ...place, ...more })) as Configuration;

describe("a server of a cell's store", () => {
    it("listens for clients at its own address, which are identified by their certificates of the cell", () => {
        const { host, port, server_name, tls } = configured();
        assert.deepEqual([server_name, host, port], ["local:eu-west", "127.0.0.2", 4_222]);
        assert.deepEqual(tls, { ...files, verify_and_map: true, handshake_first: true, timeout: 5 });
    });

    it("has other servers present a certificate and the cell's key, and calls them by the same", () => {
        const { authorization, host, name, no_advertise, port, routes, tls } = configured().cluster;
        assert.deepEqual([name, host, port, no_advertise], ["eu", "127.0.0.3", 6_222, true]);
        assert.deepEqual(tls, { ...files, verify: true, timeout: 5 });
        assert.deepEqual(authorization, { user: "route", password: "{{ROUTES_KEY}}", timeout: 5 });
        assert.deepEqual(routes, [
            "nats-route://route:{{ROUTES_KEY}}@127.0.0.4:6223",
            "nats-route://route:{{ROUTES_KEY}}@127.0.0.5:6224",
        ]);
    });

    it("answers reads from its own copy: others get none", () => {
        assert.deepEqual(configured().cluster.permissions, { export: { deny: ["$JS.API.DIRECT.GET.>"] } });
    });

    it("encrypts what it stores, with it on the disk before it counts", () => {
        assert.deepEqual(configured().jetstream, {
            store_dir: "stores/eu/eu-west/data",
            cipher: "aes",
            key: "{{STORAGE_KEY}}",
            sync_interval: "always",
        });
    });

    it("answers in plain text whether it is healthy at the address that it is given, and else nowhere", () => {
        assert.ok(!("http" in configured()));
        assert.equal(configured({ health: { host: "127.0.0.1", port: 8_222 } }).http, "127.0.0.1:8222");
    });

    it("has users of the cell's data and of the system in accounts of their own, with their rights alone", () => {
        const { accounts, system_account } = configured();
        assert.equal(system_account, "SYS");
        assert.deepEqual(Object.keys(accounts), ["CELL", "SYS"]);
        assert.deepEqual([accounts.CELL.jetstream, accounts.SYS.jetstream], ["enabled", undefined]);
        const [tables] = place.users;
        assert.deepEqual(accounts.CELL.users, [
            {
                user: "tables.eu-west",
                permissions: {
                    publish: { allow: tables!.publish, deny: tables!.refused },
                    subscribe: { allow: tables!.subscribe },
                },
            },
        ]);
        const [observer] = accounts.SYS.users;
        assert.deepEqual([observer!.user, observer!.permissions.publish.deny], ["observer.store", undefined]);
    });
});
